"""MENU_OPTION: prices, options, spice, size and allergens of a dish at the place in talk or named."""

from __future__ import annotations

from dataclasses import replace

from core.actions.search import Search, after_showing
from core.actions.turn import Outcome, Reply, Turn
from core.dialogue.state import Question
from core.messages import Action, ActionName
from core.recommend.catalogue import Menu, Shop
from core.recommend.diets import safety
from core.recommend.request import Found, Request
from core.recommend.wishes import FoodGroups

SHOWN_MENUS = 6


class MenuOption:
    """Answers "곱빼기 얼마야?", "두 번째 집 메뉴 뭐 있어?", "땅콩 들어가?"."""

    def __init__(self, search: Search, foods: FoodGroups) -> None:
        self._search = search
        self._foods = foods

    async def __call__(self, turn: Turn) -> Outcome:
        """The menus asked for with their options and prices; ask which place, if none is in talk."""
        shop = self._shop(turn)
        if shop is None:
            return self._unknown(turn)
        slots = turn.state.slots
        asked = turn.meaning.entities.food_type
        menus = self._asked(shop, asked) or list(shop.menus)
        values = {
            "name": shop.name,
            "menus": menus[:SHOWN_MENUS],
            "more": max(0, len(menus) - SHOWN_MENUS),
            "asked": bool(asked),
            "missing": bool(asked) and not self._asked(shop, asked),
            "options": turn.meaning.entities.menu_options or slots.menu_options,
            "diets": slots.dietary,
            "safe": {menu.id: safety(menu, slots.dietary) for menu in menus} if slots.dietary else {},
        }
        state = replace(turn.state, focus=shop.id)
        replies = (
            Reply("select", Action(ActionName.SELECT, {"shop": str(shop.id)})),
            Reply("others", Action(ActionName.OTHERS)),
        )
        return Outcome("menu_option", state, values, replies=replies)

    def _shop(self, turn: Turn) -> Shop | None:
        named = turn.meaning.entities.shop
        if named:
            found = self._search.named(named, turn)
            return found[0] if found else None
        return self._search.shop(turn.decision.shop_id or turn.state.focus, turn) or self._only_shown(turn)

    def _only_shown(self, turn: Turn) -> Shop | None:
        return self._search.shop(turn.state.shown[0].shop_id, turn) if turn.state.shown else None

    def _unknown(self, turn: Turn) -> Outcome:
        """The named shop is not known: say so, and show who near has that dish."""
        slots, where = turn.state.slots, self._search.where(turn.state)
        found = Found(())
        if slots.food_type and where.point is not None:
            found = self._search.find(self._search.request(turn, where, only_shops=None))
        if not found.offers:
            return Outcome("shop_unknown", turn.state, {"name": slots.shop}, question=Question.SHOP)
        state = after_showing(turn.state, found.offers)
        return Outcome("shop_unknown", state, {"name": slots.shop, "food": slots.food_type}, found.offers, found)

    def _asked(self, shop: Shop, foods: tuple[str, ...]) -> list[Menu]:
        wishes = self._foods.wishes(foods)
        return [menu for menu in shop.menus if any(wish.serves(menu.name) for wish in wishes)]


def offers_of(search: Search, shop: Shop, turn: Turn) -> Found:
    """One shop as an offer, whatever the hour."""
    where = search.where(turn.state)
    request = Request(at=turn.now, point=where.point, only_shops=frozenset({shop.id}), any_hour=True)
    return replace(search.find(replace(request, samples=turn.incoming.samples)), relaxed=())
