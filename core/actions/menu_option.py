"""MENU_OPTION: prices, options, spice, size and allergens of a dish at the place in talk or named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.actions.search import Search, after_showing
from core.actions.turn import CardButton, Outcome, Reply, Sheet, Turn
from core.dialogue.state import Question
from core.messages import Action, ActionName
from core.recommend.catalogue import Menu, Shop
from core.recommend.diets import Safe, safety
from core.recommend.request import Found
from core.recommend.wishes import FoodGroups

MENUS_A_CARD = 4
CARDS = 5
_NOT_ASKED = "?"
_DISH_BUTTONS = (CardButton.SELECT, CardButton.MENU, CardButton.MAP)
_MENU_BUTTONS = (CardButton.SELECT, CardButton.MAP, CardButton.CALL)


class MenuOption:
    """Answers "곱빼기 얼마야?", "두 번째 집 메뉴 뭐 있어?", "땅콩 들어가?"."""

    def __init__(self, search: Search, foods: FoodGroups) -> None:
        self._search = search
        self._foods = foods

    async def __call__(self, turn: Turn) -> Outcome:
        """A card for each dish asked for, else the menu in cards; ask which place, if none is in talk."""
        shop = self._shop(turn)
        if shop is None:
            return self._elsewhere(turn)
        return self._menu_of(shop, turn)

    def _menu_of(self, shop: Shop, turn: Turn) -> Outcome:
        named, options = turn.meaning.entities.food_type, turn.meaning.entities.menu_options
        dishes = self._asked(shop, named) or ([] if named else _had_so(shop, options))
        diets = turn.state.slots.dietary
        sheets = _dish_cards(dishes, shop, diets) if dishes else _menu_cards(shop, diets)
        values = {
            "name": shop.name,
            "asked": named,
            "missing": bool(named) and not dishes,
            "dishes": len(dishes),
            "untold": () if dishes else options,
        }
        take = Reply("select", Action(ActionName.SELECT, {"shop": str(shop.id)}))
        replies = (take, Reply("others", Action(ActionName.OTHERS)))
        state = replace(turn.state, focus=shop.id)
        return Outcome("menu_option", state, values, sheets=tuple(sheets)[:CARDS], replies=replies)

    def _shop(self, turn: Turn) -> Shop | None:
        """The shop pointed at or named; else the one in talk, the only one that has the dish, the first shown."""
        named = turn.meaning.entities.shop
        if named:
            return self._search.nearest_named(named, turn)
        in_talk = self._search.shop(turn.decision.shop_id or turn.state.focus, turn)
        if in_talk is not None:
            return in_talk
        shown = [shop for place in turn.state.shown if (shop := self._search.shop(place.shop_id, turn))]
        wished = turn.meaning.entities.food_type
        serving = [shop for shop in shown if self._asked(shop, wished)]
        return next(iter(serving or ([] if wished else shown)), None)

    def _elsewhere(self, turn: Turn) -> Outcome:
        """No shop is meant, or one that is not known: who near has that dish."""
        slots, where = turn.state.slots, self._search.where(turn.state)
        found = Found(())
        if slots.food_type and where.point is not None:
            found = self._search.find(self._search.request(turn, where, only_shops=None))
        values = {"name": turn.meaning.entities.shop, "food": slots.food_type, "count": len(found.offers)}
        if not found.offers or (found.relaxed and not set(found.relaxed) <= {"wider"}):
            return Outcome("shop_unknown", turn.state, {**values, "count": 0}, question=Question.SHOP)
        if len(found.offers) == 1 and values["name"] is None:
            return self._menu_of(found.offers[0].shop, turn)
        state = after_showing(turn.state, found.offers)
        buttons = (CardButton.MENU, CardButton.SELECT, CardButton.MAP)
        return Outcome("shop_unknown", state, values, found.offers, found, buttons=buttons)

    def _asked(self, shop: Shop, foods: tuple[str, ...]) -> list[Menu]:
        wishes = self._foods.wishes(foods)
        return [menu for menu in shop.menus if any(wish.serves(menu.name) for wish in wishes)]


def _had_so(shop: Shop, options: Sequence[str]) -> list[Menu]:
    """Dishes that can be had as asked: 곱빼기, 순한맛."""
    told = ((menu, [choice.name for _, choices in menu.options for choice in choices]) for menu in shop.menus)
    return [menu for menu, names in told if any(option in name for option in options for name in names)]


def _dish_cards(dishes: Sequence[Menu], shop: Shop, diets: tuple[str, ...]) -> Iterator[Sheet]:
    for menu in dishes:
        values = {"menu": menu, "allergens": _sorted(menu.allergens), "safe": _safe(menu, diets), "diets": diets}
        yield Sheet("dish_card", {**values, "doubted": shop.prices_doubted}, shop, _DISH_BUTTONS)


def _menu_cards(shop: Shop, diets: tuple[str, ...]) -> Iterator[Sheet]:
    """The whole menu, a few a card: meals first."""
    menus = [menu for menu in shop.menus if not diets or safety(menu, diets) is not Safe.NO]
    pages = [menus[start : start + MENUS_A_CARD] for start in range(0, len(menus), MENUS_A_CARD)][:CARDS]
    for number, page in enumerate(pages, 1):
        lines = [(menu, _safe(menu, diets)) for menu in page]
        values = {"name": shop.name, "menus": lines, "page": number, "pages": len(pages)}
        yield Sheet("menu_card", {**values, "doubted": shop.prices_doubted}, shop, _MENU_BUTTONS)


def _safe(menu: Menu, diets: tuple[str, ...]) -> str:
    return safety(menu, diets).name if diets else _NOT_ASKED


def _sorted(allergens: frozenset[str] | None) -> list[str] | None:
    return None if allergens is None else sorted(allergens)
