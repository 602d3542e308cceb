"""Allergies and ways of eating that must hold whatever else changes (`annotation.md`: dietary). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.nlu.lexicon import Food
from core.nlu.text import CLUES, Page, Words

_ALLERGY = CLUES.clue(r"알레르기|아나필락시스")
_REACTION = CLUES.clue(
    r"(?P<food>[가-힣]+?)(?:만|을|를|이|가)?\s?(?:먹으면|묵으면|먹고|먹음|닿으면|들어가면"
    r"|들어간\s?거\s?먹으면)\s?(?:\S+\s){0,2}?(?:두드러기|숨을|숨이|발진|빨개|가려|응급|호흡|죽어"
    r"|부어|간지러|큰일)"
)
_COPULA = re.compile(r"(?:이라서|라서|이라|라|인데|이고|이요|이에요|예요|에요|이야|야|입니다|임)$")
_SAID_AFTER = re.compile(r"(?:는|은|가|이|:)?\s?")  # 알레르기 땅콩, 알레르기는 땅콩이랑 새우요
_HELD_AFTER = re.compile(r"(?:는|은|가|이)?\s?있(?:어요|는데요|는데|어서|어|습니다|음)[,.]?\s?")  # 알레르기 있어요 땅콩
_LISTED = re.compile(r"(?P<food>[가-힣]+)\s?[,/·]?\s?")
_CLAUSE_ENDS = re.compile(r"\s?(?:$|[.!?])")
_CANNOT = re.compile(r"\s(?:입에도?\s|손도\s|절대\s|전혀\s)?(?:못|안)\s?(?:먹|대|댄|드시|묵|되|돼|됩|됨)")
_PARTICLES = re.compile(r"(?:이랑|랑|하고|과|와|에|가|은|는|나|이나|도|만|요|이요)$")
_DENIED = re.compile(r"\s?(?:은|는|이|가)?\s?(?:아니|아닌|아냐|말고|없)")


class Dietary:
    """Reads allergies and diets; what it reads is claimed, so an allergen is no wish and no exclusion."""

    def __init__(self, diets: Mapping[str, str], foods: Mapping[str, Food]) -> None:
        self._diets = Words(dict(diets))
        self._foods = foods

    def read(self, page: Page) -> tuple[str, ...]:
        """The words "알레르기 X" for each allergen, then the diets, in the order said."""
        found: list[str] = []
        for allergen in self._allergens(page):
            if f"알레르기 {allergen}" not in found:
                found.append(f"알레르기 {allergen}")
        for match in self._diets.find(page):
            if page.begins_word(match.start) and not _DENIED.match(page.clean, match.end):
                page.claim(match.start, match.end)
                if match.value not in found:
                    found.append(match.value)
        return tuple(found)

    def _allergens(self, page: Page) -> list[str]:
        text = page.clean
        found: list[str] = []
        for reaction in page.finditer(_REACTION):
            if reaction["food"] in self._foods:
                page.claim(reaction.start("food"), reaction.end("food"))
                found.append(reaction["food"])
        for allergy in page.finditer(_ALLERGY):
            if _DENIED.match(text, allergy.end()):
                continue
            names = (
                self._listed_before(page, allergy.start())
                or self._named_after(page, allergy.end())
                or self._refused_before(page, allergy.start())
            )
            page.claim(allergy.start(), allergy.end())
            found += names
        return found

    def _listed_before(self, page: Page, end: int) -> list[str]:
        """Walk back over words that are foods or ingredients: 우유랑 계란 알레르기."""
        names: list[str] = []
        words = list(re.finditer(r"[가-힣]+", page.clean[:end]))
        for word in reversed(words):
            name = self._as_food(word.group())
            start = word.start()
            if name is None and word.end() == end and (name := self._ends_in_food(word.group())) is not None:
                start = end - len(name)
            if name is None:
                if names or word.group() not in {"에", "심한", "좀", "음식", "관련", "에도"}:
                    break
                continue
            page.claim(start, word.end())
            names.insert(0, name)
        return names

    def _refused_before(self, page: Page, end: int) -> list[str]:
        """꽃게랑 새우는 입에도 못 대요 알레르기라: the foods that are refused for it."""
        refused = _CANNOT.search(page.clean, 0, end)
        return self._listed_before(page, refused.start()) if refused else []

    def _named_after(self, page: Page, end: int) -> list[str]:
        """The foods straight after the word, or after 있어요 where nothing else follows them."""
        held = _HELD_AFTER.match(page.clean, end)
        start = held or _SAID_AFTER.match(page.clean, end)
        words: list[re.Match[str]] = []
        word = _LISTED.match(page.clean, start.end() if start else end)
        while word is not None and self._as_food(word["food"]) is not None:
            words.append(word)
            word = _LISTED.match(page.clean, word.end())
        if not words or (held and not _CLAUSE_ENDS.match(page.clean, words[-1].end())):
            return []
        for word in words:
            page.claim(word.start("food"), word.end("food"))
        return [name for word in words if (name := self._as_food(word["food"]))]

    def _ends_in_food(self, word: str) -> str | None:
        """먹고싶은데견과류: written as one word with what stands before."""
        return next((word[start:] for start in range(1, len(word) - 1) if word[start:] in self._foods), None)

    def _as_food(self, word: str) -> str | None:
        stems = (word, _PARTICLES.sub("", word), _COPULA.sub("", word))
        return next((stem for stem in stems if stem in self._foods), None)
