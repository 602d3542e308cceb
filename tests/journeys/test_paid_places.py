"""진짜 결제된 곳 (domain.md 5): a place where three cards paid within the week says so, on every channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from core.foodcard.evidence import Evidence
from db.crypto import Cipher
from tests.journeys.conftest import Theatre
from tests.journeys.stage import Stage
from tests.journeys.story import NOON
from tests.journeys.test_catalogue_follows import shows, until

ASKED = "건대입구역 근처 6천원으로 분식"
SAYS = "이번 주에도 결제됐어요"
_PAYMENT = """
INSERT INTO chatbot.card_transactions (card_id, transaction_hash, status, amount, merchant_name, occurred_at)
SELECT f.id, sha256(($1 || f.id)::bytea), 'APPROVED', 5000, $1, $2
FROM chatbot.foodcard_users f JOIN chatbot.users u ON u.id = f.user_id
WHERE u.external_user_id = ANY ($3)
"""


@pytest_asyncio.fixture(loop_scope="session")
async def stage(theatre: Theatre) -> AsyncIterator[Stage]:
    stage = await theatre.at(NOON)
    await stage.execute("DELETE FROM chatbot.card_transactions")
    yield stage
    await stage.execute("DELETE FROM chatbot.card_transactions")
    await stage.execute("NOTIFY catalogue, 'payments'")


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("platform", ["kakao", "line", "web"])
async def test_a_place_where_three_cards_paid_this_week_says_so(stage: Stage, platform: str) -> None:
    doors = [stage.door(platform) for _ in range(3)]
    for door in doors:
        await stage.make_member(door.account)
    now = stage.settings.business_clock().now()
    asks = stage.door(platform)
    before = await until(
        asks, lambda seen: not shows(seen, SAYS), ASKED
    )  # what another channel's people paid is forgotten
    first = before.cards[0].title
    evidence = Evidence(stage.database, Cipher.from_hex(stage.settings.data_key.get_secret_value()), "확인 필요")

    async def pay(*people: int) -> None:
        names = [doors[number].account.external_id for number in people]
        await stage.execute(_PAYMENT, first, now - timedelta(days=6), names)
        await evidence.weigh(now)

    await pay(0, 1)
    assert not shows(await asks.say(ASKED), SAYS)
    await pay(2)
    answer = await until(asks, lambda seen: shows(seen, SAYS), ASKED)
    assert [card.title for card in answer.cards if SAYS in card.text] == [first]
