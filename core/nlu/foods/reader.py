"""The foods of a message that are wished and those that are refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.nlu.foods.found import Found
from core.nlu.foods.names import Names
from core.nlu.foods.roles import Role, roles
from core.nlu.foods.unseen import Unseen
from core.nlu.lexicon import Food
from core.nlu.text import Page

_ADDS = re.compile(
    r"도(?!시락)(?=$|[^가-힣]|요|[먹파팔되돼있좋괜콜사시추땡할하줘주가])|까지\s?(?:있|먹|추가|시키|시킬|사|할|하고|줘|되|돼|$)"
    r"|(?:이랑|랑|하고)?\s?(?:도\s)?(?:같이|추가)"
)
_ALLOWED = re.compile(r"(?:은|는|도|까지는?)\s?(?:괜찮|먹을\s?수|먹어도|상관|돼|됨|됩)")  # 계란은 괜찮아 wishes no egg
_SNACK, _AS_SNACK = "간식", re.compile(r"(?:으로|로|용|거리)|\s(?!말고|이랑|하고)")
_OR = re.compile(r"(?:이나|나|아니면|\s아니면|\s?이?랑)\s?")
_WANTS = re.compile(
    r"먹|땡|당기|추천|먹이|고파|찾|시켜|시킬|사\s?줄|갈|파는|드시|묵|살\s?수|사먹|어때|되나|돼|콜"
    r"|ㄱ|각|줘|주세요|있"
)


@dataclass(frozen=True, slots=True)
class Dishes:
    """Standard names of what is wished and what is refused; `adds` says the wished joins the running ones."""

    wished: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    adds: bool = False


class Foods:
    """Reads foods: names first, then each one's role by the words after it."""

    def __init__(
        self, foods: Mapping[str, Food], modifiers: frozenset[str], not_dishes: Collection[str] = frozenset()
    ) -> None:
        """`not_dishes` are words that stand straight before a dish, or end like one, and are no part of its name."""
        self._unseen = Unseen(not_dishes)
        self._names = Names(foods, modifiers, self._unseen)

    def read(self, page: Page) -> Dishes:
        """The dishes of the page; every food word is claimed, wished or not."""
        said = self._names.find(page)
        by_role = list(zip(said, roles(page.clean, said), strict=True))
        wished = _worth_a_wish(page.clean, [item for item, role in by_role if role is Role.WISHED])
        refused = [item.name for item, role in by_role if role is Role.REFUSED]
        not_wished = tuple(dict.fromkeys([*refused, *self._unseen.refused(page)]))
        names = tuple(dict.fromkeys(item.name for item in wished if item.name not in not_wished))
        names = tuple(name for name in names if not any(other != name and other.endswith(name) for other in names))
        return Dishes(names, not_wished, adds=any(_ADDS.match(page.clean, item.end) for item in wished))


def _worth_a_wish(text: str, wished: list[Found]) -> list[Found]:
    """Ingredients count beside nothing but kinds of food, and alone only where they are wanted."""
    if len(wished) > 1:  # 간식으로 와플: what it is for is said, and what it is
        wished = [item for item in wished if item.name != _SNACK or not _AS_SNACK.match(text, item.end)] or wished
    kinds = {item.food.kind for item in wished}
    if kinds - {"ingredient", "generic"}:
        return [item for item in wished if item.food.kind != "ingredient" or _is_choice(text, item, wished)]
    if kinds <= {"ingredient"}:
        return [item for item in wished if _WANTS.search(text, item.end) and not _ALLOWED.match(text, item.end)]
    return wished


def _is_choice(text: str, item: Found, wished: list[Found]) -> bool:
    """샐러드나 닭가슴살: an ingredient named as the other choice is a wish like it."""
    return any(
        other.food.kind != "ingredient" and _OR.fullmatch(text[other.end : item.start]) is not None for other in wished
    )
