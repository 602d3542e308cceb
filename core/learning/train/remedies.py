"""What would mend a confusion of intents, as far as reading the errors told (docs/evaluation/nlu.md)."""

from __future__ import annotations

from collections.abc import Mapping

from core.meaning import Intent

_MORE_VOICES = "more authors who say it in these words"
_OTHER_SERVICES = "a list of other services (cinemas, banks, games, apps) that use these very words"
_UNKNOWN_SHOPS = "names of small shops beyond the lexicon: the shops of the catalogue as known names"
_SLOT = "asking what was meant: the words alone carry both readings"

_BY_PAIR: Mapping[tuple[Intent, Intent], str] = {
    (Intent.UNKNOWN, Intent.GENERAL_CHAT): "little: convention parts them, and both are answered kindly with buttons",
    (Intent.GENERAL_CHAT, Intent.UNKNOWN): "little: convention parts them, and both are answered kindly with buttons",
    (Intent.GENERAL_CHAT, Intent.FOOD_REQUEST): "telling a meal that was had from one that is wished: tense and ending",
    (Intent.FOOD_REQUEST, Intent.GENERAL_CHAT): "hunger and wishes told without a dish, in more voices",
    (Intent.UNKNOWN, Intent.FOOD_REQUEST): "cooking, shopping and animals told apart from eating: a list of such verbs",
    (Intent.UNKNOWN, Intent.COUPON_INQUIRY): _OTHER_SERVICES,
    (Intent.UNKNOWN, Intent.LOCATION_INQUIRY): _OTHER_SERVICES,
    (Intent.UNKNOWN, Intent.TIME_INQUIRY): _OTHER_SERVICES,
    (Intent.UNKNOWN, Intent.BALANCE_CHECK): _OTHER_SERVICES,
    (Intent.UNKNOWN, Intent.BALANCE_CHARGE): _OTHER_SERVICES,
    (Intent.UNKNOWN, Intent.GROUP_DINING): _OTHER_SERVICES,
    (Intent.MENU_OPTION, Intent.FOOD_REQUEST): _UNKNOWN_SHOPS,
    (Intent.FOOD_REQUEST, Intent.MENU_OPTION): _UNKNOWN_SHOPS,
    (Intent.TIME_INQUIRY, Intent.LOCATION_INQUIRY): _UNKNOWN_SHOPS,
    (Intent.TIME_INQUIRY, Intent.UNKNOWN): _UNKNOWN_SHOPS,
    (Intent.LOCATION_INQUIRY, Intent.UNKNOWN): "more names of places, also villages and markets, and other languages",
    (Intent.FOOD_REQUEST, Intent.LOCATION_INQUIRY): _SLOT,
    (Intent.LOCATION_INQUIRY, Intent.FOOD_REQUEST): _SLOT,
    (Intent.BUDGET_INQUIRY, Intent.FOOD_REQUEST): _SLOT,
}


def remedy(written: Intent, predicted: Intent) -> str:
    """What would help where `written` is taken for `predicted`."""
    return _BY_PAIR.get((written, predicted), _MORE_VOICES)
