"""Reading what a page may post, in any shape."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from adapters.metrics import AdapterMetrics
from adapters.web import channel
from core.channel import Channel, Delivery, Destination
from core.messages import Account, Answer
from tests.adapters.answers import TURN, hostile_answers
from tests.adapters.kakao.door import NOW
from tests.adapters.web.chat import platforms

VISITOR = "0123456789abcdef0123456789abcdef"

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_EVENTS = st.fixed_dictionaries(
    {"visitor": st.just(VISITOR)},
    optional={
        "person": st.sampled_from(["first", "member", "other", 5]) | _JSON,
        "text": st.text(max_size=20) | _JSON,
        "kakao_extra": st.fixed_dictionaries({"v": st.just(1), "a": _JSON, "t": _JSON}) | _JSON,
        "line_postback": st.sampled_from(["v=1&a=help", "v=1&a=say&text=%EA%B9%80", "&" * 50]) | _JSON,
        "location": st.fixed_dictionaries({"latitude": _JSON, "longitude": _JSON}) | _JSON,
        "at": st.datetimes().map(lambda at: at.isoformat()) | _JSON,
    },
)
_SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def web() -> AsyncIterator[Channel]:
    async with platforms(AdapterMetrics(CollectorRegistry())) as (kakao, line):
        yield channel(lambda: NOW, kakao=kakao, line=line)


@_SHARED
@given(event=_EVENTS)
def test_whatever_is_posted_is_a_turn_of_this_visitor_or_nothing(web: Channel, event: Mapping[str, Any]) -> None:
    heard = web.parse(event)
    if heard is None:
        return
    assert heard.account.external_id in {f"sim-f-{VISITOR}", f"sim-m-{VISITOR}"}
    assert heard.vouched == heard.account.external_id.startswith("sim-m-")
    assert heard.text or heard.action is not None
    assert abs(heard.at - NOW) <= timedelta(minutes=2)


@pytest.mark.slow
@_SHARED
@given(answer=hostile_answers)
def test_any_answer_can_be_shown(web: Channel, answer: Answer) -> None:
    shown = web.render(answer)
    assert shown["turn_id"] == str(TURN)
    assert shown["kakao"]["template"]["outputs"]
    assert shown["line"]


async def test_nothing_can_be_pushed_to_a_page(web: Channel) -> None:
    to = Destination(Account("web", f"sim-f-{VISITOR}"), TURN, NOW)
    assert await web.send(to, {}) is Delivery.REFUSED
