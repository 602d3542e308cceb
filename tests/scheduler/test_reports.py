"""The night's, the week's and the month's work: figures that agree with the rows, reports that an operator can read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import ROOT
from core.clock import SEOUL
from core.compose import Composer
from core.reports.report import Reports
from db.crypto import Cipher
from db.outbox import Outbox
from db.pool import Database
from db.reports import VariantFigures
from scheduler.jobs import daily, monthly, weekly
from scheduler.jobs.files import ReportFolder
from scheduler.jobs.monthly import months_before
from scheduler.jobs.weekly import compared
from tests.rows import Rows

NIGHT = datetime(2026, 11, 24, 2, tzinfo=SEOUL)

WORLD = """
INSERT INTO chatbot.users (id, platform, external_user_id, birth_year) VALUES (1, 'line', 'grown-up', 1990);
INSERT INTO chatbot.user_profiles (user_id) VALUES (1);
INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at) VALUES
    (1, 'service', TRUE, 'chat', '2024-12-20'), (1, 'marketing', TRUE, 'chat', '2024-12-20');
INSERT INTO chatbot.shops (id, shop_name, category, address_name) VALUES
    (1, '가', '분식', '화양동 1'), (2, '나', '분식', '화양동 2');
INSERT INTO chatbot.reviews (shop_id, rating, review_text, visited_month) VALUES (1, 5, '친절해요', '2026-01-01');
INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp, extracted_intent,
    intent_confidence, processing_time_ms)
SELECT gen_random_uuid(), CASE WHEN n < 6 THEN 1 END, gen_random_uuid(), gen_random_uuid(), 'line', '배고파', '네',
       '2026-11-23 12:00+09', CASE WHEN n < 8 THEN 'FOOD_REQUEST' ELSE 'UNKNOWN' END, 0.9, 20
FROM generate_series(1, 10) n;
INSERT INTO chatbot.idempotency_keys (caller, idempotency_key, request_hash, created_at)
VALUES (sha256('a'), 'b', sha256('c'), now() - INTERVAL '2 days');
"""


@pytest.fixture
async def world(database: Database) -> Rows:
    rows = Rows(database)
    await rows.execute(WORLD)
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> ReportFolder:
    return ReportFolder(tmp_path, Reports(ROOT / "templates" / "ops" / "reports"))


async def test_the_night_sums_up_the_day_before_and_tells_an_operator(
    world: Rows, folder: ReportFolder, tmp_path: Path
) -> None:
    work = daily.job(world.database, folder, ("친절", "맛있")).work
    assert (await work(NIGHT, dry_run=True))["report"] is None
    assert not (tmp_path / "daily-2026-11-23.md").exists()
    assert await world.value("SELECT count(*) FROM analytics.daily_turns") == 0
    done = await work(NIGHT, dry_run=False)
    assert (done["day"], done["scored"], done["forgotten"]) == ("2026-11-23", 2, {"idempotency_keys": 1})
    assert await world.value("SELECT turn_count FROM analytics.daily_turns") == 10
    good, unknown = [await world.value(f"SELECT quality_score FROM chatbot.shops WHERE id = {n}") for n in (1, 2)]
    assert good > unknown == 0.5
    text = (tmp_path / "daily-2026-11-23.md").read_text(encoding="utf-8")
    assert "# 11월 23일 월요일 하루 보고" in text
    assert "| 대화 턴 | 10 | 0 | 0 |" in text
    assert "| 못 알아들은 턴 | 30.0 % |" in text
    page = (tmp_path / "daily-2026-11-23.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 1
    assert "<table>" in page
    again = await work(NIGHT, dry_run=False)
    assert (again["scored"], again["people"]) == (0, done["people"])


async def test_an_operator_reads_what_was_sent_what_it_cost_and_why_something_was_not(
    world: Rows, folder: ReportFolder, tmp_path: Path
) -> None:
    await world.execute(
        """
        INSERT INTO chatbot.outbox (dedupe_key, user_id, channel, kind, is_advertisement, state, send_after,
                                    send_before, finished_at, last_error, cost)
        SELECT n::text, 1, CASE WHEN n < 4 THEN 'kakao' ELSE 'alimtalk' END, CASE WHEN n < 4 THEN 'campaign'
               ELSE 'guardian' END, n < 4, (ARRAY['sent', 'dead', 'unknown', 'dead', 'sent'])[n],
               '2026-11-23 09:00+09', '2026-11-24 09:00+09', '2026-11-23 12:00+09',
               (ARRAY[NULL, 'frequency', 'no answer', 'refused', NULL])[n], (ARRAY[15, 0, 0, 0, 9])[n]
        FROM generate_series(1, 5) n
        """
    )
    await daily.job(world.database, folder, ()).work(NIGHT, dry_run=False)
    text = (tmp_path / "daily-2026-11-23.md").read_text(encoding="utf-8")
    assert "| 카카오톡 | 소식 | 1 | 1 | 1 | 15원 |" in text
    assert "| 알림톡 | 보호자 | 1 | 0 | 1 | 9원 |" in text
    assert "못 보낸 까닭: 한 주 두 번 넘음 1건, 통로가 거절함 1건" in text
    assert "보내지 못한 알림: 1건" in text  # what a rule keeps back is no trouble


async def test_the_week_makes_training_data_ready_and_compares_variants(
    world: Rows, folder: ReportFolder, tmp_path: Path
) -> None:
    sunday = datetime(2026, 11, 29, 3, tzinfo=SEOUL)
    done = await weekly.job(world.database, folder).work(sunday, dry_run=False)
    assert (done["until"], done["prepared"]) == ("2026-11-28", 10)
    assert "| nlu | 10 |" in (tmp_path / "weekly-2026-11-28.md").read_text(encoding="utf-8")


def test_a_variant_is_compared_with_those_held_out() -> None:
    rows = compared([VariantFigures("봄", "a", 400, 80), VariantFigures("봄", "held_out", 400, 40)])
    assert [row["variant"] for row in rows] == ["held_out", "a"]
    lifted = rows[1]["lift"]
    assert rows[0]["lift"] is None
    assert lifted is not None
    assert 0 < lifted.low < 0.1 < lifted.high  # type: ignore[attr-defined]


async def test_the_month_counts_people_makes_room_and_confirms_old_consents(
    world: Rows, folder: ReportFolder, tmp_path: Path
) -> None:
    outbox = Outbox(world.database, Cipher(bytes(32)))
    work = monthly.job(world.database, folder, outbox, Composer(ROOT / "templates" / "text")).work
    first = datetime(2026, 12, 1, 4, tzinfo=SEOUL)
    assert (await work(first, dry_run=True))["confirmed"] == 1
    done = await work(first, dry_run=False)
    assert (done["month"], done["confirmed"], done["archived"]) == ("2026-11-01", 1, {})
    assert await world.value("SELECT person_count FROM analytics.monthly_segments WHERE segment = 'new'") == 1
    assert "| 처음 온 사람 | 1 | 0 |" in (tmp_path / "monthly-2026-11.md").read_text(encoding="utf-8")
    (message,) = await outbox.take(5, timedelta(seconds=30), first + timedelta(hours=5))
    assert message.payload is not None
    assert message.payload["lines"][0].startswith("12월 20일 금요일부터 나비얌 소식을 받고 있어요.")
    assert (await work(first, dry_run=False))["confirmed"] == 0


@pytest.mark.parametrize(
    ("count", "month"), [(0, "2026-01-01"), (1, "2025-12-01"), (13, "2024-12-01"), (-1, "2026-02-01")]
)
def test_months_are_counted_over_the_turn_of_the_year(count: int, month: str) -> None:
    assert months_before(date(2026, 1, 1), count) == date.fromisoformat(month)
