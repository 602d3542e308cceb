"""Every kind of event that LINE names: read as it is meant, true to LINE's own models, written down for operators."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from linebot.v3 import WebhookParser
from linebot.v3.models import UnknownEvent
from linebot.v3.webhooks import Event, MessageContent

from adapters.line.events import is_words, read_event, read_notice
from bot.config import ROOT
from tests.adapters.doors import signature
from tests.adapters.line.kinds import CHILD, GROUP, KINDS, Kind, event, mentions, text

WEBHOOK = ROOT / "bot" / "standins" / "openapi" / "line" / "webhook.yml"


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_means_what_it_should(name: str) -> None:
    kind = KINDS[name]
    turn = read_event(kind.event, samples=True)
    assert read_notice(kind.event) == kind.notice
    if not kind.is_answered:
        assert turn is None
        return
    assert turn is not None
    assert (turn.text, turn.action, turn.point) == (kind.words, kind.action, kind.point)
    assert (turn.account, turn.group) == (kind.account, kind.group)
    assert turn.chat_id == (
        kind.account.external_id if kind.account != CHILD else GROUP.external_id * kind.group or None
    )


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_one_of_lines_own(name: str) -> None:
    """The SDK reads the example as the event it is: our examples are not of our own making."""
    body = json.dumps({"destination": "U" + "0" * 32, "events": [KINDS[name].event]})
    (read,) = WebhookParser("secret").parse(body, signature(body.encode(), "secret"))
    assert not isinstance(read, UnknownEvent)
    assert read.type == KINDS[name].event["type"]


def _mapping(model: type) -> set[str]:
    mapped: dict[str, str] = getattr(model, f"_{model.__name__}__discriminator_value_class_map")
    return set(mapped)


def test_no_kind_that_line_names_is_left_out() -> None:
    schemas = yaml.load(WEBHOOK.read_bytes(), Loader=yaml.CSafeLoader)["components"]["schemas"]
    events = {kind.event["type"] for kind in KINDS.values()}
    messages = {kind.event["message"]["type"] for kind in KINDS.values() if kind.event["type"] == "message"}
    assert events == set(schemas["Event"]["discriminator"]["mapping"]) | _mapping(Event)
    assert messages == set(schemas["MessageContent"]["discriminator"]["mapping"]) | _mapping(MessageContent)
    for name, key in (("ModuleContent", "module"), ("MembershipContent", "membership")):
        told = {kind.event[key]["type"] for kind in KINDS.values() if key in kind.event}
        assert told == set(schemas[name]["discriminator"]["mapping"])


def test_the_table_for_operators_names_every_kind() -> None:
    page = (ROOT / "docs" / "evaluation" / "channels.md").read_text(encoding="utf-8")
    assert [name for name in KINDS if f"| {name} |" not in page] == []


ANSWERED = [name for name, kind in KINDS.items() if kind.is_answered]


@pytest.mark.parametrize("name", ANSWERED)
def test_in_standby_nothing_is_answered(name: str) -> None:
    standby = {**KINDS[name].event, "mode": "standby"}
    standby.pop("replyToken")
    assert read_event(standby, samples=True) is None
    assert not is_words(standby)


def _without(kind: Kind, *path: str) -> dict[str, Any]:
    """The event with what lies at `path` left out."""
    copy: dict[str, Any] = json.loads(json.dumps(kind.event))
    at = copy
    for step in path[:-1]:
        at = at[step]
    at.pop(path[-1], None)
    return copy


@pytest.mark.parametrize(
    "missing",
    [("mode",), ("source", "type"), ("message", "quoteToken"), ("message", "id"), ("deliveryContext",), ("timestamp",)],
    ids=".".join,
)
def test_words_are_heard_without_what_is_not_needed(missing: tuple[str, ...]) -> None:
    turn = read_event(_without(KINDS["message text"], *missing), samples=True)
    assert turn is not None
    assert (turn.text, turn.account, turn.group) == ("5천원 건대", CHILD, False)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("how", ["null", "gone", "number", "list", "empty"])
def test_no_field_of_any_kind_must_be_there(name: str, how: str) -> None:
    """Each field on its own is nulled, left out or of another kind: nothing is raised, whatever it then means."""
    whole = KINDS[name].event
    for field in whole:
        for level in (whole, whole[field] if isinstance(whole[field], dict) else {}):
            for key in level:
                odd = _odd(level, key, how)
                read_event(odd if level is whole else {**whole, field: odd}, samples=True)
                read_notice(odd if level is whole else {**whole, field: odd})


def _odd(level: dict[str, Any], key: str, how: str) -> dict[str, Any]:
    if how == "gone":
        return {name: value for name, value in level.items() if name != key}
    values: dict[str, Any] = {"null": None, "number": 7, "list": [None, {}], "empty": ""}
    return {**level, key: values[how]}


@pytest.mark.parametrize(
    ("words", "mentionees", "heard"),
    [
        ("🍎🍎 @나비얌 건대", [{"type": "user", "index": 5, "length": 4, "isSelf": True}], "🍎🍎 건대"),
        ("배고파@나비얌", [{"type": "user", "index": 3, "length": 4, "isSelf": True}], "배고파"),
        ("@나비얌", [{"type": "user", "index": 0, "length": 4, "isSelf": True}], ""),
        ("@나비얌 건대", [{"type": "user", "isSelf": True}], "@나비얌 건대"),
        ("@나비얌 건대", [{"type": "user", "index": -3, "length": 400, "isSelf": True}], "@나비얌 건대"),
        ("👨‍👩‍👧 건대", [{"type": "user", "index": 1, "length": 2, "isSelf": True}], None),
    ],
)
def test_names_are_cut_out_where_line_says_they_stand(
    words: str, mentionees: list[dict[str, Any]], heard: str | None
) -> None:
    """Places count UTF-16 units; those that cannot be are let be, and no place ever breaks the text."""
    source = {"type": "group", "groupId": GROUP.external_id, "userId": CHILD.external_id}
    turn = read_event(text(words, source, mention=mentions(*mentionees)), samples=True)
    assert turn is not None
    assert heard is None or turn.text == heard
    turn.text.encode()


def test_only_words_of_ours_wait_for_more_words() -> None:
    waits = {name for name, kind in KINDS.items() if is_words(kind.event)}
    assert waits == {name for name, kind in KINDS.items() if kind.words and kind.event["type"] == "message"}


def test_an_unknown_kind_is_let_be() -> None:
    assert read_event(event("telepathy", thought={"about": "lunch"}), samples=True) is None
    assert read_notice(event("telepathy")) is None
