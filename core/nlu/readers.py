"""What the words of a message state, slot by slot (`annotation.md`, Entities). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from core.dialogue.state import Question, State
from core.meaning import NOTHING_STATED, Entities
from core.nlu.amounts import Money, read_money
from core.nlu.companions import ALONE, Companions
from core.nlu.coupons import Coupons
from core.nlu.dietary import Dietary
from core.nlu.foods import Dishes, Foods
from core.nlu.lexicon import Lexicon
from core.nlu.options import Options
from core.nlu.people import Heads, read_people
from core.nlu.places import Places
from core.nlu.shops import Shops
from core.nlu.tastes import Tastes
from core.nlu.text import CLUES, Page
from core.nlu.times import read_time

_OF_WHOM = r"(?:이야|야|이에요|예요|에요|이요|요|임|입니다|인데|이라고|이고|기준|금액)"
_EACH = CLUES.clue(rf"(?:인당|한\s?명당|한\s?사람당|각자|한\s?명\s?앞에|일인당|1인당)\s?(?:\S{{1,3}}\s)?{_OF_WHOM}")
_IN_ALL = CLUES.clue(rf"(?:다\s?합쳐서?|다\s?해서|전부\s?합쳐서?|총액|총\s?금액|전체)\s?(?:\S{{1,3}}\s)?{_OF_WHOM}")
_ASK_PLACE = frozenset({Question.PLACE, Question.WHICH_PLACE})
_ASK_MONEY = frozenset({Question.BUDGET, Question.AMOUNT})
_WISHED_KINDS = frozenset({"dish", "dessert", "drink", "generic", "cuisine"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The slots that a message states, and what its words change in those held.

    `day` is the day of its time where one is named; `convenience_store` says that one is meant.
    """

    entities: Entities = field(default_factory=Entities)
    dishes: Dishes = field(default_factory=Dishes)
    money: Money = field(default_factory=Money)
    heads: Heads = field(default_factory=Heads)
    day: str | None = None
    convenience_store: bool = False


class Readers:
    """All readers of slots. Their order matters: what one claims no later one sees.

    So names of coupons, shops and options come before places, and places before food.
    """

    def __init__(self, lexicon: Lexicon, known_places: Collection[str]) -> None:
        self._lexicon = lexicon
        self._coupons = Coupons(lexicon.coupon_kinds, frozenset(lexicon.shop_names), lexicon.foods)
        self._shops = Shops(
            lexicon.shop_names,
            lexicon.shop_categories,
            lexicon.not_shops,
            lexicon.foods,
            _no_shops(lexicon, known_places),
            lexicon.food_modifiers | frozenset(lexicon.options) | lexicon.not_dishes,
        )
        dishes = {word for word, food in lexicon.foods.items() if food.kind in _WISHED_KINDS}
        drinks = {word for word, food in lexicon.foods.items() if food.kind == "drink"}
        self._options = Options(lexicon.options, dishes, lexicon.foods, drinks)
        self._dietary = Dietary(lexicon.diets, lexicon.foods)
        self._companions = Companions(lexicon.companions)
        self._tastes = Tastes(lexicon.tastes)
        self._foods = Foods(lexicon.foods, lexicon.food_modifiers, _no_dishes(lexicon))
        self.know_places(known_places)

    def know_places(self, names: Collection[str]) -> None:
        """From the next message on these are the names of places that are known."""
        self._places = Places(names, self._lexicon.places, self._lexicon.foods)

    def read(self, page: Page, state: State | None, asked: Question | None) -> Reading:
        """Everything that the page states after `state`, with the question that is open."""
        held = state.slots if state is not None else NOTHING_STATED
        shown = [one.name for one in state.shown] if state is not None else ()
        coupon = self._coupons.read(page)
        shop, convenience = self._shops.read(page, shown, in_talk=held.shop is not None)
        options = self._options.read(page, in_dialogue=state is not None and state.turn > 0)
        dietary = self._dietary.read(page)
        holds_place = held.location is not None or held.near_me
        place = self._places.read(page, asked in _ASK_PLACE, holds_place)
        when = read_time(page, held.time_preference)
        money = _within(held, read_money(page, asked in _ASK_MONEY), page)
        tastes = self._tastes.read(page)
        dishes = self._foods.read(page)
        heads = read_people(page, asked is Question.PEOPLE)
        companions, joins = self._companions.read(page)
        heads = _joined(heads, held.people, joins=joins)
        if heads.joins != joins:
            heads = replace(heads, joins=joins)
        alone = companions == (ALONE,) and heads.people is None and heads.more is None
        entities = Entities(
            food_type=dishes.wished,
            budget=money.budget,
            budget_per_person=money.per_person,
            people=1 if alone else heads.people,
            companions=companions,
            location=place.location,
            near_me=place.near_me,
            time_preference=when.time,
            menu_options=options,
            taste=tastes,
            dietary=dietary,
            exclude=tuple(food for food in dishes.refused if f"알레르기 {food}" not in dietary),
            shop=shop,
            coupon=coupon,
        )
        return Reading(entities, dishes, money, heads, when.day, convenience)

    def read_foods(self, page: Page) -> tuple[tuple[str, ...], Dishes]:
        """Diets and dishes alone: what is read of a message in another language."""
        return self._dietary.read(page), self._foods.read(page)


def _no_shops(lexicon: Lexicon, known_places: Collection[str]) -> frozenset[str]:
    places = {name for name in known_places if len(name) > 2}
    return frozenset().union(places, *lexicon.places.values(), lexicon.companions, lexicon.tastes, lexicon.ordinary)


def _no_dishes(lexicon: Lexicon) -> frozenset[str]:
    return frozenset().union(
        lexicon.not_dishes, lexicon.not_shops, *lexicon.places.values(), lexicon.companions, lexicon.ordinary
    ) - frozenset(lexicon.foods)


def _within(held: Entities, money: Money, page: Page) -> Money:
    """Added to nothing, it is what there is; 인당이야 and 다 합쳐서야 say what the amount held is of."""
    if money == Money() and held.budget is not None and page.says(_EACH):
        return Money(per_person=held.budget)
    if money == Money() and held.budget_per_person is not None and page.says(_IN_ALL):
        return Money(budget=held.budget_per_person)
    holds_none = held.budget is None and held.budget_per_person is None
    return replace(money, budget=money.more, more=None) if money.more is not None and holds_none else money


def _joined(heads: Heads, held: int | None, *, joins: bool) -> Heads:
    """동생도 온대 is one more, 시부모님도 오신대요 두 분 two more; 동생도 온대 셋이야 says how many there are now.

    친구 두 명도 온대 are two more, and two beside who writes where nobody was counted before.
    """
    if not (joins or heads.joins) or heads.more is not None:
        return heads
    if heads.joins and heads.people is not None:
        return Heads(people=heads.people + 1) if held is None else Heads(more=heads.people)
    if held is None:
        return heads
    if heads.people is None:
        return Heads(more=1)
    return heads if heads.people > held else Heads(more=heads.people)
