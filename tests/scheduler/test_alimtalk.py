"""A guardian whom no chat reaches is told by AlimTalk, once; their number is kept sealed and opened for the call."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from adapters import alimtalk
from bot import sample
from bot.config import ROOT, Settings
from bot.jobs import Work, opened
from bot.parts import WORDS
from bot.standins.alimtalk import AlimtalkStandIn, Template
from bot.standins.kakao import KakaoStandIn
from bot.standins.server import Fault
from core.clock import SEOUL
from core.compose import Composer
from core.coupons.benefits import Benefits
from core.messages import Account
from core.notifications.gate import Kind
from core.notifications.leaving import Outgoing, leave
from core.notifications.message import to_payload
from core.people.enrolment import Enrolment, Linked
from core.people.phone import read_phone
from db import linking, mine
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database

NOON = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
CHILD, PARENT = Account("line", "U" + "c" * 32), Account("kakao", "a-parent")
NUMBER = "01012345678"


class Family:
    """A child and a guardian with a number, who were enrolled by an office; Kakao, AlimTalk, and a sender."""

    def __init__(
        self, settings: Settings, database: Database, kakao: KakaoStandIn, phones: AlimtalkStandIn, work: Work
    ) -> None:
        self.database = database
        self.kakao = kakao
        self.phones = phones
        self.work = work
        self.cipher = Cipher.from_hex(settings.data_key.get_secret_value())
        self.guardian = 0

    async def enrol(self) -> None:
        enrolment = Enrolment(self.database, self.cipher, Benefits(self.cipher, samples=True))
        codes = await enrolment.issue("card-1", "서울", 2014, NOON, guardian=True, phone=NUMBER)
        assert await enrolment.redeem(CHILD, codes.child, NOON) is Linked.CARD
        assert await enrolment.redeem(PARENT, codes.guardian or "", NOON) is Linked.GUARDIAN
        self.guardian = await self.value("SELECT id FROM chatbot.users WHERE platform = 'kakao'")

    async def value(self, sql: str) -> int:
        async with self.database.acquire() as connection:
            found: int = await connection.fetchval(sql)
        return found

    async def tell(self, key: str, *, advertisement: bool = False) -> None:
        """What the coupon reminders leave for a guardian."""
        said = Composer(WORDS).notice("friendly", "notice_guardian", {"until": NOON + timedelta(hours=20)}, ())
        kind = Kind.CAMPAIGN if advertisement else Kind.GUARDIAN
        message = Outgoing(key, kind, to_payload(said), NOON, NOON + timedelta(hours=20), advertisement)
        async with self.database.transaction() as connection:
            assert await leave(connection, Outbox(self.database, self.cipher), self.guardian, message)

    async def send(self) -> Counter[str]:
        """Everything that is due, with every pause taken for over."""
        done: Counter[str] = Counter()
        for _ in range(4):
            done += await self.work.sender.drain(NOON)
            await self.value("UPDATE chatbot.outbox SET due_at = now() - INTERVAL '1 second' WHERE state = 'new'")
        return done

    async def states(self) -> list[tuple[str, str, float]]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT channel, state, cost::float8 AS cost FROM chatbot.outbox ORDER BY id")
        return [tuple(row) for row in rows]


@pytest.fixture
async def family(settings: Settings, database: Database) -> AsyncIterator[Family]:
    await sample.load_reference(database, ROOT / "data")
    kakao, phones = await KakaoStandIn.start(), await AlimtalkStandIn.start()
    phones.templates = {each.code: Template(each.body) for each in alimtalk.load(alimtalk.TEMPLATES_FILE)}
    kakao.unreachable.add(PARENT.external_id)  # has not added the channel
    changes: dict[str, object] = {
        "kakao_api_url": kakao.url,
        "kakao_bot_id": "a-bot",
        "kakao_rest_key": SecretStr("a-key"),
        "kakao_event_name": "news",
        "alimtalk_url": phones.service_url,
        "alimtalk_key": SecretStr("a-key"),
        "alimtalk_sender_key": "0" * 40,
        "alimtalk_won": 9.0,
        "clock": NOON.isoformat(),
    }
    told = settings.model_copy(update=changes)
    async with opened(told, database) as work:
        made = Family(told, database, kakao, phones, work)
        await made.enrol()
        yield made
    await kakao.stop()
    await phones.stop()


async def test_where_the_chat_does_not_reach_the_telephone_does_once(family: Family) -> None:
    await family.tell("a")
    assert await family.send() == Counter(next_channel=1, sent=1)
    assert family.phones.accepted == [
        ("alimtalk", NUMBER, "아이 쿠폰이 11월 24일 화요일 오전 8시까지예요.\n잊지 않게 알려 주세요!")
    ]
    assert await family.states() == [("alimtalk", "sent", 9.0)]


async def test_the_chat_comes_first(family: Family) -> None:
    family.kakao.unreachable.clear()
    await family.tell("a")
    assert await family.send() == Counter(sent=1)
    assert family.phones.accepted == []


async def test_a_slow_provider_gets_it_once_and_one_that_is_down_later(family: Family) -> None:
    family.phones.delay_seconds = 0.3
    family.phones.faults.extend([Fault.CUT_AFTER, Fault.NONE])
    await family.tell("a")
    assert await family.send() == Counter(next_channel=1, sent=1)
    assert len(family.phones.accepted) == 1
    family.phones.delay_seconds = 0
    family.phones.faults.extend([Fault.BUSY] * 3)
    await family.tell("b")
    assert await family.send() == Counter(next_channel=1, postponed=1, sent=1)
    assert len(family.phones.accepted) == 2


async def test_an_outcome_that_nobody_knows_is_shown_and_not_repeated(family: Family) -> None:
    family.phones.faults.extend([Fault.CUT_BEFORE] * 9)
    await family.tell("a")
    assert await family.send() == Counter(next_channel=1, unknown=1)
    assert await family.states() == [("alimtalk", "unknown", 0.0)]


async def test_a_template_that_is_not_approved_is_the_end_of_the_message(family: Family) -> None:
    family.phones.templates = {code: Template(each.body, "TSC02") for code, each in family.phones.templates.items()}
    await family.tell("a")
    assert await family.send() == Counter(next_channel=1, dead=1)
    assert await family.states() == [("alimtalk", "dead", 0.0)]


async def test_an_advertisement_never_goes_by_alimtalk(family: Family) -> None:
    async with family.database.acquire() as connection:
        await connection.execute(
            "UPDATE chatbot.users SET unreachable_since = now(), birth_year = 1985 WHERE platform = 'kakao'"
        )
    await family.tell("a", advertisement=True)
    assert await family.send() == Counter(kept_back=1)
    assert family.phones.accepted == []


async def test_a_number_is_nowhere_as_it_is_and_goes_with_the_person(family: Family, database: Database) -> None:
    await family.tell("a")
    await family.send()
    async with database.acquire() as connection:
        tables = await connection.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema='chatbot'")
        for table in tables:
            rows = await connection.fetch(f'SELECT t::text FROM chatbot."{table[0]}" t')
            assert not any(NUMBER in row[0] for row in rows), table[0]
        assert await connection.fetchval("SELECT count(phone_enc) FROM chatbot.link_codes") == 0
        assert await connection.fetchval("SELECT count(phone_enc) FROM chatbot.users") == 1
        assert (await mine.kept(connection, family.guardian)).has_phone
        await mine.erase(connection, family.guardian)
        assert await connection.fetchval("SELECT count(phone_enc) FROM chatbot.users") == 0


async def test_two_guardians_with_one_number_are_told_once_by_it(family: Family) -> None:
    enrolment = Enrolment(family.database, family.cipher, Benefits(family.cipher, samples=True))
    codes = await enrolment.issue("card-2", "서울", 2015, NOON, guardian=True, phone=NUMBER)
    await enrolment.redeem(Account("line", "U" + "d" * 32), codes.child, NOON)
    assert await enrolment.redeem(Account("line", "U" + "e" * 32), codes.guardian or "", NOON) is Linked.GUARDIAN
    assert await family.value("SELECT count(phone_enc) FROM chatbot.users") == 1


async def test_a_code_that_is_taken_back_takes_the_number_with_it(family: Family, database: Database) -> None:
    enrolment = Enrolment(database, family.cipher, Benefits(family.cipher, samples=True))
    await enrolment.issue("card-3", "서울", 2015, NOON, guardian=True, phone=NUMBER)
    code = await family.value("SELECT id FROM chatbot.link_codes WHERE purpose = 'child' AND used_at IS NULL")
    assert await family.value("SELECT count(phone_enc) FROM chatbot.link_codes") == 1
    async with database.transaction() as connection:
        assert await linking.revoke(connection, code, NOON)
    assert await family.value("SELECT count(phone_enc) FROM chatbot.link_codes") == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010-1234-5678", NUMBER),
        ("+82 10 1234 5678", NUMBER),
        ("82-010-1234-5678", NUMBER),
        ("011.234.5678", "0112345678"),
        ("02-123-4567", None),
        ("010-1234-56789", None),
        ("", None),
    ],
)
def test_an_office_may_write_a_number_as_it_likes(text: str, number: str | None) -> None:
    assert read_phone(text) == number
