"""From what an action found to words: the platform-neutral `Answer`. Pure once its templates are loaded.

All Korean stands in `templates/text/<style>/`: a file of lines for each outcome, `card.j2` for the parts of a card,
`labels.yaml` for buttons. A style's folder may leave a file out; `friendly` has them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.actions.turn import CardButton, HelpLine, Outcome, Reply, Sheet, Turn
from core.dialogue.acts import TASTE
from core.dialogue.state import Question
from core.korean import clock, day_name, josa, minute_of_day, spoken, won
from core.messages import Action, ActionName, Answer, Button, ButtonKind, Card, Incoming
from core.orders.wish import Wish, use_action
from core.recommend.catalogue import Shop
from core.recommend.combination import Part
from core.recommend.geometry import walk_minutes
from core.recommend.menus import is_stale
from core.recommend.request import Offer, Pick, Reason

_DEFAULT_STYLE = "friendly"
_LINES = 2
_CARD_BUTTONS = 3
_REASONS = 2
_LABEL = 14
_NO_TURN = UUID(int=0)


class Composer:
    """Puts outcomes into words. `folder` is `templates/text`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def compose(self, turn: Turn, outcome: Outcome) -> Answer:
        """The answer in the person's style: lines, cards, at most one question, buttons."""
        words = _Words.of(self._folder, turn.person.style)
        question = words.question(outcome)
        return Answer(
            turn_id=turn.incoming.turn_id,
            session_id=outcome.state.session_id,
            turn=outcome.state.turn,
            lines=words.lines(outcome.words, {**outcome.values, "now": turn.now}),
            cards=(*map(words.sheet, outcome.sheets), *(words.card(offer, outcome, turn) for offer in outcome.offers)),
            question=question,
            replies=words.replies(outcome),
            urgent=tuple(map(words.help, outcome.helps)) if outcome.crisis else (),
            preview=words.label("preview"),
            group=turn.incoming.group,
        )

    def line(self, style: str, name: str) -> tuple[str, ...]:
        """The lines of an outcome that has no values (what is said when the turn itself failed)."""
        return _Words.of(self._folder, style).lines(name, {})

    def notice(self, style: str, name: str, values: Mapping[str, object], replies: tuple[Reply, ...]) -> Answer:
        """A message that nobody asked for, to wait in the outbox: lines and what may be pressed under them."""
        words = _Words.of(self._folder, style)
        return Answer(
            turn_id=_NO_TURN,
            session_id=_NO_TURN,
            turn=0,
            lines=words.lines(name, values),
            replies=tuple(map(words.reply, replies)),
            preview=words.label("notice_preview"),
        )

    def without_turn(self, incoming: Incoming, name: str, replies: tuple[Button, ...] = ()) -> Answer:
        """What is said where there was no turn, or none that ended well."""
        return Answer(
            turn_id=incoming.turn_id,
            session_id=incoming.session_id or uuid4(),
            turn=0,
            lines=self.line(_DEFAULT_STYLE, name),
            replies=replies,
            preview=_Words.of(self._folder, _DEFAULT_STYLE).label("preview"),
            group=incoming.group,
        )

    def wait_a_moment(self, incoming: Incoming) -> Answer:
        """Asks to come again in ten seconds. What was said or pressed, its one-use token included, is a button; a
        position that was sent is not.
        """
        words, pressed = " ".join(incoming.text.split()), incoming.action
        if incoming.point is not None:
            pressed = None
        shown = words or _Words.of(self._folder, _DEFAULT_STYLE).label("retry")
        kind = ButtonKind.SAY if pressed is None else ButtonKind.ACTION
        again = (Button(kind, shown[:_LABEL], shown, pressed),) if words or pressed else ()
        return self.without_turn(incoming, "busy", again)


def environment(folder: Path, style: str) -> Environment:
    """The templates of a style over those of the default one, with the filters they may use."""
    made = Environment(
        loader=FileSystemLoader([folder / style, folder / _DEFAULT_STYLE]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text, escaped by each platform's own template
    )
    made.filters.update(
        won=won, josa=josa, clock=clock, day=day_name, spoken=spoken, walk=walk_minutes, minute=minute_of_day
    )
    made.filters["refusal"] = _sentences(folder, style, "refusals").__getitem__
    return made


def _sentences(folder: Path, style: str, name: str) -> Mapping[str, str]:
    """The short texts of `<name>.yaml` by key, of the style if it has the file."""
    own = folder / style / f"{name}.yaml"
    path = own if own.exists() else folder / _DEFAULT_STYLE / f"{name}.yaml"
    return MappingProxyType(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))


class _Words:
    """One style's templates."""

    def __init__(self, folder: Path, style: str) -> None:
        self._template_of = cache(environment(folder, style).get_template)
        self._labels = _sentences(folder, style, "labels")

    @staticmethod
    @lru_cache(maxsize=8)
    def of(folder: Path, style: str) -> _Words:
        """The words of a style, loaded once."""
        return _Words(folder, style)

    def label(self, key: str, **values: str) -> str:
        return self._labels[key].format(**values)

    def lines(self, name: str, values: Mapping[str, object]) -> tuple[str, ...]:
        return _split(self._template(name).render(values))[:_LINES]

    def question(self, outcome: Outcome) -> str:
        """The closing question; an outcome whose own words already ask carries no second one."""
        if outcome.question is Question.TASTE:
            return " ".join(_split(self._template(f"question_taste_{outcome.state.pending[TASTE]}").render()))
        if outcome.question in {Question.BIRTH_YEAR, Question.RATING}:
            return " ".join(_split(self._template(f"question_{outcome.question}").render(outcome.values)))
        return ""

    def replies(self, outcome: Outcome) -> tuple[Button, ...]:
        """What may be answered or pressed below; numbers to call stand here where nothing presses."""
        location = (Button(ButtonKind.LOCATION, self.label("send_location")),) if outcome.asks_location else ()
        calls = () if outcome.crisis else tuple(map(self.help, outcome.helps))
        return (*location, *calls, *map(self.reply, outcome.replies))

    def help(self, line: HelpLine) -> Button:
        return Button(ButtonKind.CALL, self.label("call_help", phone=line.phone)[:_LABEL], line.phone)

    def card(self, offer: Offer, outcome: Outcome, turn: Turn) -> Card:
        """A place: what to have there, what it costs, until when, why."""
        shop = offer.shop
        years = _years_of_stale(offer, turn.now.date())
        priced = tuple(part.menu for part in offer.basket or offer.picks[:1])
        values = {
            "offer": offer,
            "shop": shop,
            "people": turn.state.slots.people or 1,
            "years": years,
            "stale": min((years[menu.id] for menu in priced if menu.id in years), default=0),
            "discreet": turn.incoming.group or outcome.values.get("discreet", False),
            "free": outcome.values.get("free", False) and shop.good_influence,
            "seats": outcome.values.get("seats", False),
            "others": _others(offer),
            "reasons": _told_reasons(offer, turn),
        }
        buttons = self._offer_buttons(offer, outcome.buttons)
        if use := self._use_button(offer, turn):
            buttons = (use, *(button for button in buttons if button.label != self.label("menu")))[:_CARD_BUTTONS]
        return self._made("card", values, buttons, shop.id)

    def sheet(self, sheet: Sheet) -> Card:
        """Something else to look at: a dish, a page of a menu, a coupon."""
        buttons = self._buttons_of(sheet.shop, sheet.buttons) if sheet.shop else ()
        buttons = (*map(self.reply, sheet.replies), *buttons)[:_CARD_BUTTONS]
        return self._made(sheet.name, sheet.values, buttons, sheet.shop.id if sheet.shop else None)

    def _made(self, name: str, values: Mapping[str, Any], buttons: tuple[Button, ...], shop_id: int | None) -> Card:
        parts: Any = self._template(name).module
        told = SimpleNamespace(**values)  # a template finds attributes at once, and keys only after looking for those
        return Card(
            title=_one(parts.title(told)),
            subtitle=_one(parts.subtitle(told)),
            price=_one(parts.price(told)),
            badges=_split(parts.badges(told)),
            lines=_split(parts.lines(told)),
            buttons=buttons,
            shop_id=shop_id,
        )

    def _offer_buttons(self, offer: Offer, wanted: tuple[CardButton, ...]) -> tuple[Button, ...]:
        """At most three; where hours, card or prices are not known, calling is better than the map."""
        shop = offer.shop
        unsure = offer.opening.status == "UNKNOWN" or shop.card == "U" or bool(shop.doubts)
        if shop.phone and unsure and CardButton.CALL not in wanted:
            wanted = tuple(CardButton.CALL if button is CardButton.MAP else button for button in wanted)
        return self._buttons_of(shop, wanted)

    def _use_button(self, offer: Offer, turn: Turn) -> Button | None:
        """The button "쿠폰 쓰기" for what the card names, where a coupon counts."""
        if offer.applied is None or not offer.picks or turn.incoming.group:
            return None
        wishes = [_wish(part) for part in offer.basket]
        if not wishes:
            wishes = [Wish(offer.picks[0].menu.id, turn.state.slots.people or 1)]
        label = self.label("use")
        ids = [coupon.coupon_id for coupon in offer.applied.coupons]
        return Button(ButtonKind.ACTION, label, label, use_action(offer.shop.id, wishes, ids))

    def _buttons_of(self, shop: Shop, wanted: tuple[CardButton, ...]) -> tuple[Button, ...]:
        made = (self._card_button(button, shop) for button in wanted)
        return tuple(button for button in made if button is not None)[:_CARD_BUTTONS]

    def _card_button(self, button: CardButton, shop: Shop) -> Button | None:
        arguments = {"shop": str(shop.id)}
        match button:
            case CardButton.SELECT:
                return self._action("select", ActionName.SELECT, arguments)
            case CardButton.MENU:
                return self._action("menu", ActionName.MENU, arguments) if shop.menus else None
            case CardButton.CALL:
                return Button(ButtonKind.CALL, self.label("call"), shop.phone) if shop.phone else None
            case CardButton.MAP if shop.point is not None:
                link = f"https://map.kakao.com/link/map/{quote(shop.name)},{shop.point.latitude},{shop.point.longitude}"
                return Button(ButtonKind.LINK, self.label("map"), link)
            case _:
                return None

    def _action(self, key: str, name: ActionName, arguments: Mapping[str, str]) -> Button:
        label = self.label(key)
        return Button(ButtonKind.ACTION, label, label, Action(name, arguments))

    def reply(self, reply: Reply) -> Button:
        label = self.label(reply.key, **reply.values)
        if reply.action is not None:
            return Button(ButtonKind.ACTION, label[:_LABEL], label, reply.action)
        return Button(ButtonKind.SAY, label[:_LABEL], label)

    def _template(self, name: str) -> Template:
        return self._template_of(f"{name}.j2")


def _others(offer: Offer) -> tuple[Pick, ...]:
    """What a card names below what is to be had."""
    had = {part.menu.id for part in offer.basket} if offer.basket else {pick.menu.id for pick in offer.picks[:1]}
    return tuple(pick for pick in offer.picks if pick.menu.id not in had)


def _told_reasons(offer: Offer, turn: Turn) -> tuple[Reason, ...]:
    """The two foremost reasons; the card is told of by its badge, the money only to whom it was told."""
    slots = turn.state.slots
    untold = {Reason.FOODCARD_OK}
    if slots.budget is None and slots.budget_per_person is None:
        untold.add(Reason.BUDGET_FIT)
    return tuple(reason for reason in offer.reasons if reason not in untold)[:_REASONS]


def _years_of_stale(offer: Offer, today: date) -> dict[int, int]:
    """The year of each price on a card that is older than twelve months, by menu."""
    told = (*(part.menu for part in offer.basket), *(pick.menu for pick in offer.picks))
    return {menu.id: menu.price_as_of.year for menu in told if menu.price_as_of and is_stale(menu, today)}


def _wish(part: Part) -> Wish:
    choice = part.dish.choice
    return Wish(part.menu.id, part.count, (choice.name,) if choice else ())


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _one(text: str) -> str:
    return " ".join(_split(text))
