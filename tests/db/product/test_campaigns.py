"""Campaigns that never repeat or skip anybody, experiments, links and notices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db import audience, campaign_list, campaign_results, campaigns, experiments, links, notices
from db.campaign_list import Queued, Recipient
from db.campaigns import NewCampaign
from db.experiments import ExperimentRow
from db.notices import NoticeRow
from db.pool import Connection, Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPERATOR, CHILD, OTHER, PARENT = 1, 1, 2, 3


async def running(connection: Connection, *people: int) -> int:
    """A campaign that runs, with these people on its list under variant 'a'."""
    segment = await audience.add_segment(connection, "모두", None, {}, OPERATOR)
    campaign = NewCampaign("봄", None, "advertisement", segment, {"a": "안녕"}, coupon_id="W3000", scheduled_at=NOW)
    campaign_id = await campaigns.add(connection, campaign, OPERATOR)
    await campaign_list.add(connection, campaign_id, [(user_id, "a") for user_id in people], NOW)
    assert await campaigns.change(connection, campaign_id, "SCHEDULED", NOW)
    assert await campaigns.change(connection, campaign_id, "RUNNING", NOW)
    return campaign_id


async def tally(connection: Connection, campaign_id: int) -> dict[tuple[str, str], int]:
    """(variant, what became of people) → how many, of what became of anybody."""
    return {
        (row.variant, name): value
        for row in await campaign_results.by_variant(connection, campaign_id)
        for name, value in asdict(row).items()
        if name not in {"variant", "listed", "cost"} and value
    }


async def pending(connection: Connection, campaign_id: int) -> list[int]:
    return [each.user_id for each in await campaign_list.take_pending(connection, campaign_id, 10)]


async def test_a_person_is_on_a_list_once_and_is_taken_until_their_message_is_written(connection: Connection) -> None:
    campaign_id = await running(connection, CHILD, OTHER)
    await campaign_list.add(connection, campaign_id, [(CHILD, "b"), (PARENT, "b")], NOW, held_out=True)
    first, second = await campaign_list.take_pending(connection, campaign_id, 10)
    assert (first, second.user_id) == (Recipient(first.id, CHILD, "a"), OTHER)
    await campaign_list.queue(connection, [Queued(first.id, 1, 1)])
    assert await pending(connection, campaign_id) == [OTHER]
    await campaign_list.skip(connection, {second.id: "night"})
    assert await pending(connection, campaign_id) == []
    assert await tally(connection, campaign_id) == {
        ("a", "queued"): 1,
        ("a", "coupons_given"): 1,
        ("a", "skipped"): 1,
        ("b", "held_out"): 1,
    }


async def test_a_paused_campaign_hands_out_nobody_and_resumes_where_it_was(connection: Connection) -> None:
    campaign_id = await running(connection, CHILD, OTHER)
    (first,) = await campaign_list.take_pending(connection, campaign_id, 1)
    await campaign_list.queue(connection, [Queued(first.id, 1, None)])
    assert await campaigns.change(connection, campaign_id, "PAUSED", NOW)
    assert await pending(connection, campaign_id) == []
    assert await campaigns.change(connection, campaign_id, "RUNNING", NOW + timedelta(hours=1))
    assert await pending(connection, campaign_id) == [OTHER]
    started = await connection.fetchval("SELECT started_at FROM chatbot.campaigns WHERE id = $1", campaign_id)
    assert started == NOW


async def test_a_cancelled_campaign_takes_its_waiting_people_off(connection: Connection) -> None:
    campaign_id = await running(connection, CHILD, OTHER)
    assert await campaigns.change(connection, campaign_id, "CANCELLED", NOW)
    assert await campaign_list.call_back(connection, campaign_id, NOW) == 2
    assert await tally(connection, campaign_id) == {("a", "cancelled"): 2}


WAYS = (
    ("DRAFT", {"SCHEDULED", "RUNNING", "CANCELLED"}),
    ("SCHEDULED", {"RUNNING", "CANCELLED"}),
    ("RUNNING", {"PAUSED", "FINISHED", "CANCELLED"}),
    ("PAUSED", {"RUNNING", "CANCELLED"}),
    ("FINISHED", set[str]()),
    ("CANCELLED", set[str]()),
)


@pytest.mark.parametrize(("status", "ways"), WAYS)
async def test_a_campaign_goes_only_where_it_may(connection: Connection, status: str, ways: set[str]) -> None:
    await connection.execute(
        """
        UPDATE chatbot.campaigns
        SET status = $1::text, scheduled_at = $2::timestamptz,
            started_at = CASE WHEN $1::text IN ('RUNNING', 'PAUSED', 'FINISHED') THEN $2::timestamptz END,
            ended_at = CASE WHEN $1::text IN ('FINISHED', 'CANCELLED') THEN $2::timestamptz END
        WHERE id = 1
        """,
        status,
        NOW,
    )
    gone = set()
    for way in ("SCHEDULED", "RUNNING", "PAUSED", "FINISHED", "CANCELLED"):
        attempt = connection.transaction()
        await attempt.start()
        if await campaigns.change(connection, 1, way, NOW):
            gone.add(way)
        await attempt.rollback()
    assert gone == ways


async def test_a_scheduled_campaign_is_due_when_its_time_has_come(connection: Connection) -> None:
    await connection.execute("UPDATE chatbot.campaigns SET status = 'SCHEDULED', scheduled_at = $1 WHERE id = 1", NOW)
    assert await campaigns.due(connection, NOW - timedelta(seconds=1)) == []
    assert await campaigns.due(connection, NOW) == [1]


async def test_two_senders_of_a_campaign_take_different_people(world_url: str) -> None:
    database = await Database.connect(world_url, application="tests", size=3)
    async with database.transaction() as connection:
        campaign_id = await running(connection, CHILD, OTHER)
    async with database.transaction() as one, database.transaction() as two:
        first = await campaign_list.take_pending(one, campaign_id, 1)
        second = await campaign_list.take_pending(two, campaign_id, 1)
        assert [each.user_id for each in (*first, *second)] == [CHILD, OTHER]
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM chatbot.campaigns WHERE id = $1", campaign_id)
        await connection.execute("DELETE FROM chatbot.segments WHERE segment_name = '모두'")
    await database.close()


async def test_a_click_is_counted_and_marks_its_recipient_once(connection: Connection) -> None:
    later = NOW + timedelta(days=1)
    assert await links.click(connection, "abcdefgh", NOW) == "https://example.org"  # before it was sent: a preview
    assert await tally(connection, 1) == {("a", "pending"): 1}
    await connection.execute("UPDATE chatbot.campaign_recipients SET state = 'SENT', sent_at = $1 WHERE id = 1", NOW)
    await links.click(connection, "abcdefgh", NOW)
    await links.click(connection, "abcdefgh", later)
    assert await connection.fetchval("SELECT count(*) FROM chatbot.link_clicks") == 3
    assert await connection.fetchval("SELECT clicked_at FROM chatbot.campaign_recipients WHERE id = 1") == NOW
    await connection.execute("UPDATE chatbot.campaign_recipients SET wallet_id = 1 WHERE id = 1")
    await connection.execute("UPDATE chatbot.user_coupon_wallet SET status = 'USED', used_at = now() WHERE id = 1")
    assert await tally(connection, 1) == {
        ("a", "accepted"): 1,
        ("a", "clicked"): 1,
        ("a", "coupons_given"): 1,
        ("a", "coupons_used"): 1,
    }


async def test_a_link_ends(connection: Connection) -> None:
    await links.add(connection, "short-link", "https://example.org/a", None, NOW, NOW + timedelta(days=1))
    assert await links.click(connection, "short-link", NOW) == "https://example.org/a"
    assert await links.click(connection, "short-link", NOW + timedelta(days=1)) is None
    assert await links.click(connection, "no-such-link", NOW) is None
    assert await connection.fetchval("SELECT count(*) FROM chatbot.link_clicks") == 1


async def test_an_experiment_assigns_only_while_it_runs(connection: Connection) -> None:
    experiment = await experiments.add(connection, "ranker 7", "model", {"new": 10})
    assert await experiments.running(connection) == []
    assert await experiments.start(connection, experiment, NOW)
    assert not await experiments.start(connection, experiment, NOW)
    assert await experiments.running(connection) == [ExperimentRow(experiment, "ranker 7", "model", {"new": 10})]
    assert await experiments.end(connection, experiment, NOW)
    assert not await experiments.end(connection, experiment, NOW)
    assert await experiments.running(connection) == []


async def test_an_exposure_counts_once_an_occasion(connection: Connection) -> None:
    for occasion in (UUID(int=1), UUID(int=1), UUID(int=2)):
        await experiments.expose(connection, 1, CHILD, "a", occasion, NOW)
    assert await connection.fetchval("SELECT count(*) FROM chatbot.exposures") == 2


async def test_a_notice_is_shown_in_its_window_until_it_is_taken_down(connection: Connection) -> None:
    until = NOW + timedelta(days=3)
    notice = await notices.add(connection, 1, "추석 급식카드 안내", ["BALANCE_CHARGE"], NOW, until, OPERATOR)
    shown = NoticeRow(notice, 1, "추석 급식카드 안내", None, ("BALANCE_CHARGE",))
    assert await notices.shown(connection, NOW - timedelta(seconds=1)) == []
    assert await notices.shown(connection, NOW) == [shown]
    assert await notices.shown(connection, until) == []
    await notices.take_down(connection, notice)
    assert await notices.shown(connection, NOW) == []
