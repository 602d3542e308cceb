"""The voice of the bot (domain.md 3): every template, in every branch, in short lines of 해요체, no banned words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import product

import pytest
import yaml
from jinja2 import meta

from bot.parts import WORDS
from core.clock import SEOUL
from core.compose import environment
from core.foodcard.card import Pace
from core.recommend.hours import Day, Opening, Status
from core.recommend.request import Offer, Reason
from db.linking import Ward
from tests.core.recommend.sample import shop

STYLES = sorted(folder.name for folder in WORDS.iterdir() if folder.is_dir())
TEMPLATES = [(style, path.stem) for style in STYLES for path in sorted((WORDS / style).glob("*.j2"))]
CARDS = {
    *("card", "dish_card", "menu_card", "coupon_card", "offered_card", "voucher_card", "plan_card", "my_data_card"),
}
LONGEST_LINE = 45
LONGEST_LABEL = 14
BANNED = (
    "고객님",
    "불쌍",
    "가난",
    "빈곤",
    "취약",
    "결식",
    "수급",
    "힘내",
    "안타깝",
    "귀하",
    "하십시오",
    "습니다",
    "되어집",
)
POLITE = re.compile(r"(?:요|죠)[)!?.~ 🦋\"]*(?: \([^)]*\))?$")
"""How a line that is said ends; what stands in brackets behind it may be a mere amount or time."""

_KOREAN = re.compile(r"[가-힣]")
_VERB_ENDS = re.compile(r"(?:다|함|임|음|까|자|라|해|야|어|아|니|냐|네)[.!?~]*$")


def literal_lines(style: str, name: str) -> Iterator[str]:
    """The text of a template as it is written, whatever its branch; `…` stands for a value."""
    source = (WORDS / style / f"{name}.j2").read_text(encoding="utf-8")
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}", "\n", re.sub(r"\{\{.*?\}\}", "…", source, flags=re.DOTALL), flags=re.DOTALL)
    return (line.strip() for line in plain.splitlines() if _KOREAN.search(line))


@pytest.mark.parametrize(("style", "name"), TEMPLATES)
def test_no_banned_word_and_no_rude_ending(style: str, name: str) -> None:
    for line in literal_lines(style, name):
        assert not any(word in line for word in BANNED), line
        assert not _VERB_ENDS.search(line.rstrip('"')), line


@pytest.mark.parametrize(("style", "name"), TEMPLATES)
def test_lines_are_short_and_ask_once(style: str, name: str) -> None:
    lines = [*literal_lines(style, name)]
    assert all(len(line) <= LONGEST_LINE for line in lines), max(lines, key=len)
    assert all(line.count("?") <= 1 for line in lines)


NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
CLOSED = Opening(Status.CLOSED, next_open=NOON)
NEVER = Opening(Status.CLOSED)
BREAK = Opening(Status.BREAK, next_open=NOON)
OPEN = Opening(Status.OPEN, until=NOON)


def offer(*reasons: Reason) -> Offer:
    return Offer(shop(), OPEN, (), None, None, None, reasons=reasons)


VALUES: Mapping[str, tuple[object, ...]] = {
    "active": (True, False),
    "advertisement": (True, False),
    "refuse": ("그만",),
    "sender": ("나비얌",),
    "words": ("오늘 학교 앞 김밥이 맛있어요",),
    "address": ("서울 광진구 아차산로 201-3",),
    "agreed": (date(2024, 11, 23),),
    "aid": (True, False),
    "aid_new": (True, False),
    "aid_until": (NOON,),
    "amount": (None, 5000, 120_000),
    "answer": ("하루에 두 번 쓸 수 있어요\n한 끼에 9,500원까지예요",),
    "as_of": (None, NOON),
    "asks": (True,),
    "asked": ((), ("떡볶이",)),
    "balance": (23_400,),
    "budget": (10_000,),
    "cancelled": (True, False),
    "card": ("Y", "P", "N", "U"),
    "charge": (None, date(2026, 12, 1)),
    "bookable": (0, 2),
    "booked": ("done", "full", "unknown"),
    "booked_for": (NOON,),
    "reason": ("coupon_expired", "pin_wrong"),
    "card_pays": (True, False),
    "night": (True, False),
    "some": (True, False),
    "stars": (None, "high", "none"),
    "soonest": ("첫 만남 3천원",),
    "on": (date(2026, 11, 23),),
    "charged_on": (date(2026, 12, 1),),
    "code": ("7K3M-Q9TF",),
    "count": (0, 3),
    "coupons": (0, 2),
    "covered": (True, False),
    "crisis": (True, False),
    "day": (None, "내일", "2026-12-24"),
    "days": (8,),
    "discreet": (True, False),
    "dishes": (0, 2),
    "distance": (None, 250.0),
    "each": (5000,),
    "each_budget": (None, 5000),
    "expires": (True, False),
    "first": (True, False),
    "fits": (True, False),
    "food": ((), ("떡볶이",)),
    "free": (True, False),
    "from_hour": (time(6),),
    "gifts": (0, 2),
    "has_card": (True, False),
    "held": (0, 2000),
    "gone": (True, False),
    "group": (True, False),
    "holiday": (None, "추석"),
    "how": (True, False),
    "hours": (None, Day(660, 1260), Day(660, 1260, (900, 1020), 1230), Day(0, 1440), Day(660, 1260, None, 1230)),
    "insult": (True, False),
    "is_now": (True, False),
    "is_today": (True, False),
    "kept": (True, False),
    "kind": ("closed", "card_refused", "price"),
    "known": (True, False),
    "language": ("ko", "en", "ja", "zh", "vi"),
    "left": (0, 12_300),
    "meals": (0, 11),
    "missing": (True, False),
    "name": (None, "화양 할머니분식"),
    "noted": (True, False),
    "note": (None, "도시락만 돼요"),
    "offered": (0, 2),
    "now": (NOON,),
    "of_days": (8, 9),
    "offer": tuple(offer(*reasons) for reasons in ((), *((reason,) for reason in Reason))),
    "opening": (OPEN, CLOSED, NEVER, BREAK, Opening(Status.UNKNOWN)),
    "pace": (None, Pace(8, 2, 0), Pace(8, 2, 1), Pace(8, 0, 0)),
    "people": (1, 3),
    "phone": ("129",),
    "place": (None, "건대입구역"),
    "radius": (3000,),
    "refused": ((), ("커피",), ("과자", "탄산음료")),
    "relaxed": (
        *((), ("wider",), ("closed",), ("over_budget",), ("other_food",)),
        *(("closed", "wider"), ("other_food", "over_budget", "closed", "wider")),
    ),
    "seats_for": (6,),
    "several": (True, False),
    "shop": ("화양 할머니분식",),
    "sign": ("self_harm", "abuse", "bullying", "sexual_harm", "missing"),
    "stated_budget": (None, 5000),
    "store": (True, False),
    "text": ("안녕", "너 사람이야?", "고마워", "시험 망했어 ㅠㅠ", "심심해"),
    "thanks": (True, False),
    "than": (4500,),
    "to_pay": (0, 2500),
    "typed": (None, "card"),
    "untold": ((), ("포장",)),
    "thing": ("sticker", "picture", "video", "sound", "file", "other"),
    "unknown": (None, "우가동"),
    "until": (NOON,),
    "until_hour": (time(23),),
    "up": (True, False),
    "visited": ("화양 할머니분식",),
    "wards": ((Ward(1, 2014, 12_300, NOON),), (Ward(1, 2014, None, None), Ward(2, 2016, 0, NOON))),
    "way": ("cheaper", "nearer", "different"),
    "what": ("card", "account", "guardian"),
    "which": ("categories", "budget", "spice"),
    "why": (None, "hour", "day", "money", "stopped"),
    "when": (None, "지금", "저녁", "20:00"),
}
"""What may stand in a template, by the name it goes by."""

_ALWAYS_NAMED = {"hours_of", "menu_option", "select", "takes_card", "where_is", "which_place"}
_A_DATE = {"hours_of"}


def branches(style: str, name: str) -> Iterator[dict[str, object]]:
    """Every combination of values that the template and those it includes ask for."""
    made = environment(WORDS, style)
    needed: set[str] = set()
    open_ = [f"{name}.j2"]
    while open_:
        assert made.loader is not None
        tree = made.parse(made.loader.get_source(made, open_.pop())[0])
        needed |= meta.find_undeclared_variables(tree)
        open_ += [included for included in meta.find_referenced_templates(tree) if included]
    names = sorted(needed)
    for values in product(*(VALUES[key] for key in names)):
        told = dict(zip(names, values, strict=True))
        if name in _ALWAYS_NAMED and "name" in told and told["name"] is None:
            continue
        if name in _A_DATE:
            told["day"] = date(2026, 11, 24)
        if name == "budget_inquiry" and told["amount"] is None:
            continue
        if told.get("relaxed") == ("other_food",) and not told.get("food"):
            continue
        yield told


@pytest.mark.parametrize(("style", "name"), [(s, n) for s, n in TEMPLATES if n not in CARDS and not n.startswith("_")])
def test_every_branch_says_at_most_two_short_polite_lines(style: str, name: str) -> None:
    template = environment(WORDS, style).get_template(f"{name}.j2")
    for values in branches(style, name):
        lines = [line.strip() for line in template.render(values).splitlines() if line.strip()]
        assert 1 <= len(lines) <= 2, (values, lines)
        assert "\n".join(lines).count("?") <= 1 + (name == "group_dining"), lines
        for line in lines:
            assert "  " not in line, line
            assert "None" not in line, line
            if _KOREAN.search(line):
                assert len(line) <= LONGEST_LINE, line
                assert POLITE.search(line), line


@pytest.mark.parametrize("style", STYLES)
def test_labels_fit_every_platform(style: str) -> None:
    labels: Mapping[str, str] = yaml.safe_load((WORDS / style / "labels.yaml").read_text(encoding="utf-8"))
    for key, label in labels.items():
        filled = label.format(text="", name="", phone="1577-1391")
        assert len(filled) <= LONGEST_LABEL or key == "preview", label
        assert not any(word in label for word in (*BANNED, "급식", "나라"))
