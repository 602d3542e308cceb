"""The rules of `annotation.md`, "Intent": where the words leave no doubt, they correct the classifier. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.meaning import BALANCE, CHAT, Intent
from core.nlu.evidence import Evidence
from core.nlu.rules.card import (
    asks_balance,
    asks_charge,
    asks_coupon,
    asks_coupon_only,
    asks_of_coupon_not_card,
    asks_of_lost_card,
    asks_use_of_coupon,
    asks_what_is_left_over,
    asks_when_credited,
    asks_where_card_is_used,
    gives_code,
    only_balance,
)
from core.nlu.rules.company import asks_seats, names_meal_without_seats
from core.nlu.rules.dishes import (
    asks_for_others,
    asks_what_to_eat,
    names_dish_untimed,
    names_meal_of_several,
    refuses_food,
    wishes_dish_anywhere,
    wishes_dish_of_no_shop,
    wishes_meal_instead,
)
from core.nlu.rules.hours import asks_opening, asks_where_sold
from core.nlu.rules.menus import asks_if_it_fits, asks_menu_there, asks_of_dish, asks_option, asks_price_of_shown
from core.nlu.rules.money import has_money, names_dish_without_money
from core.nlu.rules.places import (
    asks_of_shop,
    asks_where_shop_is,
    names_place_to_eat,
    wishes_sort_of_place,
    wishes_sort_of_place_near,
)
from core.nlu.rules.talk import asks_of_animal, asks_of_bot, is_off_topic, remembers_meal, tells_of_meal


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where the classifier guessed one of `guesses` and `applies`, the message `means` this."""

    guesses: frozenset[Intent]
    applies: Callable[[Evidence], bool]
    means: Intent


_LOOSE = frozenset({Intent.FOOD_REQUEST, Intent.BUDGET_INQUIRY, Intent.LOCATION_INQUIRY, Intent.UNKNOWN})
_HUNGER = frozenset({Intent.EMERGENCY_FOOD})
_RULES = (
    _Rule(_HUNGER, asks_coupon, Intent.COUPON_INQUIRY),
    _Rule(_HUNGER, only_balance, Intent.BALANCE_CHECK),
    _Rule(_HUNGER, has_money, Intent.BUDGET_INQUIRY),
    _Rule(frozenset({Intent.UNKNOWN, Intent.FOOD_REQUEST}), asks_of_bot, Intent.GENERAL_CHAT),
    _Rule(frozenset({Intent.UNKNOWN, Intent.FOOD_REQUEST}), tells_of_meal, Intent.GENERAL_CHAT),
    _Rule(_LOOSE - {Intent.LOCATION_INQUIRY}, remembers_meal, Intent.GENERAL_CHAT),
    _Rule(frozenset({Intent.FOOD_REQUEST}), asks_of_animal, Intent.UNKNOWN),
    _Rule(CHAT | BALANCE, asks_of_shop, Intent.LOCATION_INQUIRY),
    _Rule(CHAT | BALANCE, wishes_sort_of_place_near, Intent.LOCATION_INQUIRY),
    _Rule(CHAT | BALANCE, wishes_sort_of_place, Intent.FOOD_REQUEST),
    _Rule(CHAT | {Intent.BALANCE_CHECK}, asks_what_is_left_over, Intent.BALANCE_CHARGE),
    _Rule(CHAT, asks_when_credited, Intent.BALANCE_CHARGE),
    _Rule(BALANCE | {Intent.COUPON_INQUIRY}, asks_where_card_is_used, Intent.UNKNOWN),
    _Rule(CHAT, gives_code, Intent.COUPON_INQUIRY),
    _Rule(frozenset({Intent.UNKNOWN}), asks_of_lost_card, Intent.GENERAL_CHAT),
    _Rule(BALANCE, asks_of_coupon_not_card, Intent.COUPON_INQUIRY),
    _Rule(frozenset({Intent.UNKNOWN}), is_off_topic, Intent.UNKNOWN),
    _Rule(CHAT, names_place_to_eat, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE | CHAT, asks_menu_there, Intent.MENU_OPTION),
    _Rule(_LOOSE | {Intent.BALANCE_CHECK}, asks_price_of_shown, Intent.MENU_OPTION),
    _Rule(_LOOSE, asks_option, Intent.MENU_OPTION),
    _Rule(_LOOSE, asks_if_it_fits, Intent.MENU_OPTION),
    _Rule(_LOOSE | {Intent.MENU_OPTION}, asks_where_shop_is, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE, asks_balance, Intent.BALANCE_CHECK),
    _Rule(_LOOSE, asks_charge, Intent.BALANCE_CHARGE),
    _Rule(_LOOSE, asks_coupon_only, Intent.COUPON_INQUIRY),
    _Rule(_LOOSE | {Intent.MENU_OPTION}, asks_opening, Intent.TIME_INQUIRY),
    _Rule(_LOOSE, asks_seats, Intent.GROUP_DINING),
    _Rule(frozenset({Intent.MENU_OPTION}), asks_use_of_coupon, Intent.COUPON_INQUIRY),
    _Rule(frozenset({Intent.LOCATION_INQUIRY}), wishes_dish_anywhere, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.LOCATION_INQUIRY, Intent.TIME_INQUIRY}), wishes_meal_instead, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.MENU_OPTION}), wishes_dish_of_no_shop, Intent.FOOD_REQUEST),
    _Rule(_LOOSE, asks_of_dish, Intent.MENU_OPTION),
    _Rule(frozenset({Intent.TIME_INQUIRY}), asks_where_sold, Intent.LOCATION_INQUIRY),
    _Rule(frozenset({Intent.TIME_INQUIRY}), names_dish_untimed, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.BUDGET_INQUIRY}), Evidence.states_amount, Intent.BUDGET_INQUIRY),
    _Rule(frozenset({Intent.BUDGET_INQUIRY}), names_dish_without_money, Intent.FOOD_REQUEST),
    _Rule(_LOOSE, Evidence.names_place, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE, Evidence.states_amount, Intent.BUDGET_INQUIRY),
    _Rule(CHAT, asks_what_to_eat, Intent.FOOD_REQUEST),
    _Rule(CHAT, asks_for_others, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.UNKNOWN}), refuses_food, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.GROUP_DINING}), names_meal_without_seats, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.GENERAL_CHAT}), names_meal_of_several, Intent.FOOD_REQUEST),
)


_RULES_FOR = {guess: tuple(rule for rule in _RULES if guess in rule.guesses) for guess in Intent}


def corrected(intent: Intent, evidence: Evidence) -> Intent:
    """The intent by the first rule that speaks to it, else as it came."""
    return next((rule.means for rule in _RULES_FOR[intent] if rule.applies(evidence)), intent)
