"""The figures of operators' reports, from the daily tables; counts and sums only, nobody's rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day (KST): turns, people who may be remembered, turns not understood, times in milliseconds."""

    day: date
    turns: int
    people: int
    unknown: int
    p95_ms: int | None


@dataclass(frozen=True, slots=True)
class IntentFigures:
    """What people wanted over some days."""

    intent: str
    turns: int
    low_confidence: int


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """Recommendations over some days by how they were made."""

    method: str
    shown: int
    empty: int
    selected: int


@dataclass(frozen=True, slots=True)
class CouponFigures:
    """A coupon over some days; `discount` in won."""

    name: str
    issued: int
    used: int
    expired: int
    discount: int


@dataclass(frozen=True, slots=True)
class MessageFigures:
    """Messages of a kind by a channel: accepted, of unknown outcome, not sent; `cost` in won without tax."""

    channel: str
    kind: str
    sent: int
    unknown: int
    dead: int
    cost: float


@dataclass(frozen=True, slots=True)
class AidFigures:
    """Emergency coupons over some days, where five people or more had one; won."""

    region: str
    given: int
    used: int
    total: int


@dataclass(frozen=True, slots=True)
class VariantFigures:
    """A variant of an experiment: people exposed, and of those who did what it is for."""

    experiment: str
    variant: str
    exposed: int
    converted: int


async def days(connection: Connection, first: date, last: date) -> list[DayFigures]:
    """Every day from `first` to `last`, also those on which nothing happened."""
    rows = await connection.fetch(
        """
        SELECT d::date AS day, coalesce(sum(t.turn_count), 0)::int AS turns,
               coalesce(sum(t.person_count), 0)::int AS people, max(t.p95_processing_ms) AS p95_ms,
               coalesce((SELECT turn_count FROM analytics.daily_intents i
                         WHERE i.day = d::date AND i.intent = 'UNKNOWN'), 0)::int AS unknown
        FROM generate_series($1::date, $2::date, INTERVAL '1 day') d
        LEFT JOIN analytics.daily_turns t ON t.day = d::date
        GROUP BY d ORDER BY d
        """,
        first,
        last,
    )
    return [DayFigures(**row) for row in rows]


async def intents(connection: Connection, first: date, last: date) -> list[IntentFigures]:
    """What people wanted, most first."""
    rows = await connection.fetch(
        """
        SELECT intent, sum(turn_count)::int AS turns, sum(low_confidence_count)::int AS low_confidence
        FROM analytics.daily_intents WHERE day BETWEEN $1 AND $2 GROUP BY intent ORDER BY turns DESC, intent
        """,
        first,
        last,
    )
    return [IntentFigures(**row) for row in rows]


async def methods(connection: Connection, first: date, last: date) -> list[MethodFigures]:
    """How recommendations did."""
    rows = await connection.fetch(
        """
        SELECT recommendation_method AS method, sum(recommendation_count)::int AS shown,
               sum(empty_count)::int AS empty, sum(selected_count)::int AS selected
        FROM analytics.daily_recommendations WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY shown DESC, 1
        """,
        first,
        last,
    )
    return [MethodFigures(**row) for row in rows]


async def coupons(connection: Connection, first: date, last: date) -> list[CouponFigures]:
    """What became of coupons, those that took off most first."""
    rows = await connection.fetch(
        """
        SELECT c.coupon_name AS name, sum(d.issued_count)::int AS issued, sum(d.used_count)::int AS used,
               sum(d.expired_count)::int AS expired, sum(d.discount_total)::bigint AS discount
        FROM analytics.daily_coupons d JOIN chatbot.coupons c ON c.id = d.coupon_id
        WHERE d.day BETWEEN $1 AND $2 GROUP BY c.id, c.coupon_name ORDER BY discount DESC, name
        """,
        first,
        last,
    )
    return [CouponFigures(**row) for row in rows]


async def aid(connection: Connection, first: date, last: date) -> list[AidFigures]:
    """Emergency coupons by region, without days on which so few had one that they could be told."""
    rows = await connection.fetch(
        """
        SELECT coalesce(r.region_name, '') AS region, sum(a.given_count)::int AS given, sum(a.used_count)::int AS used,
               sum(a.used_total)::bigint AS total
        FROM analytics.v_daily_aid a LEFT JOIN chatbot.regions r ON r.id = a.region_id
        WHERE a.day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY given DESC, region
        """,
        first,
        last,
    )
    return [AidFigures(**row) for row in rows]


async def variants(connection: Connection, since: datetime, until: datetime) -> list[VariantFigures]:
    """Experiments with exposures in [since, until): people a variant, and who chose a place or used the coupon."""
    rows = await connection.fetch(
        """
        SELECT e.experiment_name AS experiment, x.variant, count(DISTINCT x.user_id)::int AS exposed,
               count(DISTINCT x.user_id) FILTER (WHERE
                   EXISTS (SELECT FROM chatbot.recommendations_log r
                           WHERE e.kind <> 'campaign' AND r.turn_id = x.occasion AND r.user_final_selection IS NOT NULL)
                   OR EXISTS (SELECT FROM chatbot.campaigns c
                              JOIN chatbot.user_coupon_wallet w ON w.coupon_id = c.coupon_id AND w.user_id = x.user_id
                              WHERE c.experiment_id = e.id AND w.status = 'USED' AND w.used_at >= x.exposed_at)
               )::int AS converted
        FROM chatbot.exposures x JOIN chatbot.experiments e ON e.id = x.experiment_id
        WHERE x.exposed_at >= $1 AND x.exposed_at < $2
        GROUP BY e.experiment_name, x.variant ORDER BY e.experiment_name, x.variant
        """,
        since,
        until,
    )
    return [VariantFigures(**row) for row in rows]


async def messages(connection: Connection, since: datetime, until: datetime) -> list[MessageFigures]:
    """What became of the outbox's messages that were finished in [since, until)."""
    rows = await connection.fetch(
        """
        SELECT channel, kind, count(*) FILTER (WHERE state = 'sent')::int AS sent,
               count(*) FILTER (WHERE state = 'unknown')::int AS unknown,
               count(*) FILTER (WHERE state = 'dead')::int AS dead, sum(cost)::float8 AS cost
        FROM chatbot.outbox
        WHERE state IN ('sent', 'unknown', 'dead') AND finished_at >= $1 AND finished_at < $2
        GROUP BY channel, kind ORDER BY channel, kind
        """,
        since,
        until,
    )
    return [MessageFigures(**row) for row in rows]


async def unsent_reasons(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """Why messages were not sent, the most frequent reason first."""
    rows = await connection.fetch(
        """
        SELECT coalesce(last_error, '') AS reason, count(*)::int AS messages FROM chatbot.outbox
        WHERE state = 'dead' AND finished_at >= $1 AND finished_at < $2 GROUP BY 1 ORDER BY messages DESC, reason
        """,
        since,
        until,
    )
    return {row["reason"]: row["messages"] for row in rows}


async def troubles(
    connection: Connection, since: datetime, until: datetime, expected: Collection[str]
) -> dict[str, int]:
    """What an operator should look at: failed jobs, dead and unknown messages, dead events, open cases.

    Messages that were kept back for an `expected` reason are no trouble.
    """
    (row,) = await connection.fetch(
        """
        SELECT (SELECT count(*) FROM chatbot.job_runs
                WHERE status = 'FAILED' AND slot_at >= $1 AND slot_at < $2) AS failed_jobs,
               (SELECT count(*) FROM chatbot.outbox
                WHERE state = 'dead' AND finished_at >= $1 AND finished_at < $2
                  AND coalesce(last_error, '') <> ALL ($3)) AS dead_messages,
               (SELECT count(*) FROM chatbot.outbox
                WHERE state = 'unknown' AND finished_at >= $1 AND finished_at < $2) AS unknown_messages,
               (SELECT count(*) FROM chatbot.safety_cases WHERE closed_at IS NULL) AS open_cases
        """,
        since,
        until,
        list(expected),
    )
    return dict(row)
