"""From what an action found to words: the platform-neutral `Answer`. Pure once its templates are loaded.

All Korean stands in `templates/text/<style>/`: a file of lines for each outcome, `card.j2` for the parts of a card,
`labels.yaml` for buttons. A style's folder may leave a file out; `friendly` has them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.actions.turn import HelpLine, Outcome, Reply, Turn
from core.dialogue.state import Question
from core.messages import Action, ActionName, Answer, Button, ButtonKind, Card
from core.recommend.geometry import walk_minutes
from core.recommend.menus import is_stale
from core.recommend.request import Offer

_DEFAULT_STYLE = "friendly"
_LINES = 2
_HANGUL_FIRST, _HANGUL_LAST, _FINALS = 0xAC00, 0xD7A3, 28


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
            cards=tuple(words.card(offer, turn) for offer in outcome.offers),
            question=question,
            replies=words.replies(outcome),
            urgent=tuple(words.help(row) for row in outcome.helps),
            preview=words.label("preview"),
        )

    def line(self, style: str, name: str) -> tuple[str, ...]:
        """The lines of an outcome that has no values (what is said when the turn itself failed)."""
        return _Words.of(self._folder, style).lines(name, {})

    def preview(self) -> str:
        """What a lock screen may show of any answer."""
        return _Words.of(self._folder, _DEFAULT_STYLE).label("preview")


class _Words:
    """One style's templates."""

    def __init__(self, folder: Path, style: str) -> None:
        loader = FileSystemLoader([folder / style, folder / _DEFAULT_STYLE])
        self._environment = Environment(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701 - plain text, escaped by each platform's own template
        )
        self._environment.filters.update(
            won=won, josa=josa, clock=clock, day=day_name, walk=walk_minutes, minute=minute_of_day
        )
        labels = folder / style / "labels.yaml"
        with (labels if labels.exists() else folder / _DEFAULT_STYLE / "labels.yaml").open(encoding="utf-8") as file:
            self._labels: Mapping[str, str] = MappingProxyType(yaml.safe_load(file))
        self._card: Any = self._environment.get_template("card.j2").module

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
        if outcome.question in {Question.BIRTH_YEAR, Question.RATING}:
            return " ".join(_split(self._template(f"question_{outcome.question}").render(outcome.values)))
        return ""

    def replies(self, outcome: Outcome) -> tuple[Button, ...]:
        location = (Button(ButtonKind.LOCATION, self.label("send_location")),) if outcome.asks_location else ()
        return location + tuple(self._reply(reply) for reply in outcome.replies)

    def help(self, line: HelpLine) -> Button:
        return Button(ButtonKind.CALL, self.label("call_help", name=line.name)[:14], line.phone)

    def card(self, offer: Offer, turn: Turn) -> Card:
        shop = offer.shop
        values = {
            "offer": offer,
            "shop": shop,
            "people": turn.state.slots.people or 1,
            "stale": [
                p.menu.price_as_of.year
                for p in offer.picks[:1]
                if is_stale(p.menu, turn.now.date()) and p.menu.price_as_of
            ],
            "discreet": turn.incoming.group or turn.meaning.wish == "discreet",
        }
        return Card(
            title=shop.name,
            subtitle=_one(self._card.subtitle(**values)),
            price=_one(self._card.price(**values)),
            badges=_split(self._card.badges(**values)),
            lines=_split(self._card.lines(**values)),
            buttons=self._card_buttons(offer),
            shop_id=shop.id,
        )

    def _card_buttons(self, offer: Offer) -> tuple[Button, ...]:
        shop, arguments = offer.shop, {"shop": str(offer.shop.id)}
        buttons = [
            self._action("select", ActionName.SELECT, arguments),
            self._action("menu", ActionName.MENU, arguments),
        ]
        if shop.phone and offer.opening.status == "UNKNOWN":
            buttons.append(Button(ButtonKind.CALL, self.label("call"), shop.phone))
        if shop.point is not None:
            link = f"https://map.kakao.com/link/map/{quote(shop.name)},{shop.point.latitude},{shop.point.longitude}"
            buttons.append(Button(ButtonKind.LINK, self.label("map"), link))
        return tuple(buttons)

    def _action(self, key: str, name: ActionName, arguments: Mapping[str, str]) -> Button:
        label = self.label(key)
        return Button(ButtonKind.ACTION, label, label, Action(name, arguments))

    def _reply(self, reply: Reply) -> Button:
        label = self.label(reply.key, **reply.values)
        if reply.action is not None:
            return Button(ButtonKind.ACTION, label, label, reply.action)
        return Button(ButtonKind.SAY, label[:14], label)

    def _template(self, name: str) -> Template:
        return self._environment.get_template(f"{name}.j2")


def won(amount: int) -> str:
    """3500 → "3,500원"."""
    return f"{amount:,}원"


def josa(word: str, pair: str) -> str:
    """The word with the particle that its last sound asks for: "김밥"|josa("이/가") → "김밥이"."""
    with_final, without = pair.split("/")
    last = word[-1] if word else ""
    has_final = _HANGUL_FIRST <= ord(last or " ") <= _HANGUL_LAST and (ord(last) - _HANGUL_FIRST) % _FINALS != 0
    return word + (with_final if has_final else without)


def clock(at: datetime) -> str:
    """A time of day as it is said: "오후 9시", "밤 12시", "새벽 2시 30분"."""
    return minute_of_day(at.hour * 60 + at.minute)


def minute_of_day(minute: int) -> str:
    """Minutes from midnight (may pass 1440) as a time of day."""
    hour, rest = divmod(minute % 1440, 60)
    part = "밤" if hour == 0 else "새벽" if hour < 6 else "오전" if hour < 12 else "낮" if hour == 12 else "오후"
    shown = 12 if hour in (0, 12) else hour % 12
    return f"{part} {shown}시" + (f" {rest}분" if rest else "")


def day_name(on: date) -> str:
    """A date as it is said: "11월 23일 월요일"."""
    return f"{on.month}월 {on.day}일 {'월화수목금토일'[on.weekday()]}요일"


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _one(text: str) -> str:
    return " ".join(_split(text))
