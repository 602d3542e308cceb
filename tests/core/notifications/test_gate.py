"""Every message passes one gate. The table below walks every combination of what it may hang on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product, starmap
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import ROOT
from core.clock import SEOUL
from core.consent import Standing
from core.messages import Answer, Button, ButtonKind, Card
from core.notifications.gate import Gate, Kind, Notice, Recipient, Refusal, Verdict, Wait
from core.notifications.message import from_payload, to_payload
from core.notifications.night import daytime_from, is_night
from core.notifications.stigma import teller

TELLS = teller(ROOT / "data" / "lexicon" / "stigma.yaml")
GATE = Gate(TELLS, sender="나비얌", refuse="그만 받기")
KEY = UUID(int=7)
NOON = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=SEOUL)
MORNING = datetime(2026, 11, 24, 8, tzinfo=SEOUL)

LABELLED = ("(광고) 나비얌: 오늘 학교 앞 김밥이 500원 싸요", "그만 받기: 언제든 '그만'이라고 해요")
PLAIN = ("나비얌이 준비한 게 있어요",)


def say(*lines: str, preview: str = "나비얌이 준비한 게 있어요", cards: tuple[Card, ...] = ()) -> Answer:
    return Answer(turn_id=KEY, session_id=UUID(int=0), turn=0, lines=lines, cards=cards, preview=preview)


@dataclass(frozen=True)
class Case:
    """One row of the table; every field is something that may speak for or against sending."""

    advertisement: bool
    at: datetime
    ends: timedelta
    age: int | None
    marketing: bool
    night_marketing: bool
    confirmed_days: int | None
    advertised: int
    labelled: bool
    telling: bool
    reachable: bool
    heard_minutes: int | None


def expected(case: Case) -> set[Verdict]:
    """The rules as one reads them; where several speak against a message, any of them may be named."""
    against: set[Verdict] = set()
    if case.ends <= timedelta(0):
        against.add(Refusal.TOO_LATE)
    if not case.reachable:
        against.add(Refusal.GONE)
    if case.telling:
        against.add(Refusal.STIGMA)
    if case.advertisement:
        against |= _against_advertising(case)
    if against:
        return against
    at_night = case.at == NIGHT
    talks = case.heard_minutes is not None and case.heard_minutes <= 10
    if not at_night or (case.night_marketing if case.advertisement else talks):
        return {None}
    return {Wait(MORNING)} if case.at + case.ends > MORNING else {Refusal.TOO_LATE}


def _against_advertising(case: Case) -> set[Verdict]:
    rules: dict[Verdict, bool] = {
        Refusal.UNDER_AGE: case.age is None or case.age < 15,
        Refusal.NO_CONSENT: not case.marketing,
        Refusal.NOT_CONFIRMED: case.confirmed_days is None or case.confirmed_days > 730,
        Refusal.FREQUENCY: case.advertised >= 2,
        Refusal.UNLABELLED: not case.labelled,
    }
    return {refusal for refusal, holds in rules.items() if holds}


CASES = tuple(
    starmap(
        Case,
        product(
            (True, False),
            (NOON, NIGHT),
            (timedelta(hours=-1), timedelta(hours=2), timedelta(hours=20)),
            (None, 13, 30),
            (True, False),
            (True, False),
            (None, 100, 731),
            (1, 2),
            (True, False),
            (True, False),
            (True, False),
            (None, 9, 11),
        ),
    )
)


def decide(case: Case) -> Verdict:
    lines = LABELLED if case.labelled else PLAIN
    if case.telling:
        lines = (lines[0] + " 잔액이 줄었어요", *lines[1:])
    granted = {"service"}
    granted |= {"marketing"} if case.marketing else set()
    granted |= {"night_marketing"} if case.night_marketing else set()
    recipient = Recipient(
        standing=Standing(2026 - case.age if case.age else None, frozenset(granted)),
        is_reachable=case.reachable,
        heard_at=None if case.heard_minutes is None else case.at - timedelta(minutes=case.heard_minutes),
        confirmed_at=None if case.confirmed_days is None else case.at - timedelta(days=case.confirmed_days),
        advertised=case.advertised,
    )
    kind = Kind.CAMPAIGN if case.advertisement else Kind.AID
    return GATE.decide(Notice(kind, case.advertisement, say(*lines), case.at + case.ends), recipient, case.at)


def test_every_combination_is_decided_as_the_rules_say() -> None:
    wrong = [case for case in CASES if decide(case) not in expected(case)]
    assert len(CASES) == 20736
    assert wrong == []


@pytest.mark.parametrize("at", ["20:59:59", "21:00:00", "23:59:59", "00:00:00", "07:59:59", "08:00:00"])
def test_the_edges_of_the_night(at: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{at}+09:00")
    assert is_night(moment) is (at not in {"20:59:59", "08:00:00"})


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - the zone is set below
@settings(deadline=None)
def test_waiting_ends_by_day_and_within_eleven_hours(moment: datetime) -> None:
    at = moment.replace(tzinfo=SEOUL)
    until = daytime_from(at)
    assert not is_night(until)
    assert timedelta(0) <= until - at <= timedelta(hours=11)
    assert (until == at) is not is_night(at)


def test_a_late_answer_goes_out_whatever_the_hour() -> None:
    recipient = Recipient(Standing(), is_reachable=True)
    answer = say("잔액은 3,000원이에요")
    assert GATE.decide(Notice(Kind.ANSWER, False, answer, NIGHT + timedelta(minutes=5)), recipient, NIGHT) is None


@pytest.mark.parametrize(
    "words",
    [
        ("(광고)나비얌 김밥", "그만 받기"),
        (" (광고) 나비얌 김밥", "그만 받기"),
        ("[광고] 나비얌 김밥", "그만 받기"),
        ("(광 고) 나비얌 김밥", "그만 받기"),
        ("(광고) 누군가 김밥", "그만 받기"),
        ("(광고) 나비얌 김밥 그만 받기", "끝"),
        (),
    ],
)
def test_an_advertisement_says_that_it_is_one_by_whom_and_how_to_refuse(words: tuple[str, ...]) -> None:
    recipient = Recipient(
        Standing(1990, frozenset({"service", "marketing"})), is_reachable=True, confirmed_at=NOON - timedelta(days=1)
    )
    verdict = GATE.decide(Notice(Kind.CAMPAIGN, True, say(*words), NOON + timedelta(hours=1)), recipient, NOON)
    assert verdict is (None if words and words[0].startswith("(광고)나비얌") else Refusal.UNLABELLED)


@pytest.mark.parametrize(
    "text", ["급식카드에 3,000원 남았어요", "잔 액이 적어요", "긴급 쿠폰이에요", "돈이 없을 때 써요", "꿈나무 카드"]
)
def test_need_is_never_named_in_a_line_a_preview_or_a_title(text: str) -> None:
    recipient = Recipient(Standing(), is_reachable=True)
    for answer in (say(text), say(*PLAIN, preview=text), say(*PLAIN, cards=(Card(title=text),))):
        notice = Notice(Kind.AID, False, answer, NOON + timedelta(hours=1))
        assert GATE.decide(notice, recipient, NOON) is Refusal.STIGMA


@pytest.mark.parametrize("text", ["나비얌이 준비한 게 있어요", "휴대폰 충전하면서 봐요", "오늘 예약 6시예요"])
def test_harmless_words_are_no_stigma(text: str) -> None:
    assert not TELLS(text)


def test_a_message_comes_out_of_the_outbox_as_it_went_in() -> None:
    button = Button(ButtonKind.SAY, "보기", "내 쿠폰")
    answer = say("하나", "둘", cards=(Card("김밥천국", price="3,000원", buttons=(button,)),))
    assert from_payload(to_payload(answer), KEY) == answer
    for broken in ({}, {"lines": 3, "preview": ""}, {"lines": [], "cards": [{}], "preview": ""}):
        with pytest.raises(ValueError, match="no message"):
            from_payload(broken, KEY)
