"""What must be known of a person at the moment a message is sent to them: accounts, consents, talk, advertisements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.pool import Connection

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One person. `accounts`: platform to the platform's own id, of every account that is in use; for AlimTalk, which
    goes to a telephone, the person's own id here.

    `is_vouched`: a signed token answered for age and consent. `heard_at`: the last message of a talk that is open.
    `confirmed_at`: the newest of the marketing consent and its confirming notice. `advertised`: advertisements of the
    seven days before, those of unknown outcome counted. Times in business time.
    """

    user_id: int
    accounts: Mapping[str, str]
    birth_year: int | None
    granted: frozenset[str]
    withdrawn: frozenset[str]
    is_vouched: bool
    heard_at: datetime | None
    confirmed_at: datetime | None
    advertised: int


_READ = """
SELECT u.id AS user_id, u.birth_year,
       coalesce(accounts.ids, '{}') || CASE WHEN phoned.is_here THEN jsonb_build_object('alimtalk', u.id::text)
                                            ELSE '{}' END AS accounts,
       coalesce(c.granted, '{}') AS granted, coalesce(c.withdrawn, '{}') AS withdrawn,
       coalesce(c.is_vouched, FALSE) AS is_vouched, talk.heard_at,
       greatest(c.marketing_at, notice.confirmed_at) AS confirmed_at, coalesce(advertising.times, 0) AS advertised
FROM chatbot.users u
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(platform, external_user_id) AS ids FROM chatbot.users a
    WHERE (a.id = u.id OR a.main_user_id = u.id) AND a.status = 'ACTIVE' AND a.unreachable_since IS NULL
) accounts ON TRUE
LEFT JOIN LATERAL (
    SELECT TRUE AS is_here FROM chatbot.users a
    WHERE (a.id = u.id OR a.main_user_id = u.id) AND a.status = 'ACTIVE' AND a.phone_enc IS NOT NULL LIMIT 1
) phoned ON TRUE
LEFT JOIN LATERAL (
    SELECT array_agg(kind) FILTER (WHERE is_granted) AS granted,
           array_agg(kind) FILTER (WHERE NOT is_granted) AS withdrawn,
           bool_or(is_granted AND kind = 'service' AND source = 'token') AS is_vouched,
           max(created_at) FILTER (WHERE is_granted AND kind = 'marketing') AS marketing_at
    FROM (SELECT DISTINCT ON (kind) kind, is_granted, source, created_at FROM chatbot.consents
          WHERE user_id = u.id ORDER BY kind, id DESC) newest
) c ON TRUE
LEFT JOIN LATERAL (
    SELECT max(t.updated_at) AS heard_at FROM chatbot.conversation_contexts t
    JOIN chatbot.users a ON a.id = t.user_id
    WHERE (a.id = u.id OR a.main_user_id = u.id) AND t.ended_at IS NULL
) talk ON TRUE
LEFT JOIN LATERAL (
    SELECT max(finished_at) AS confirmed_at FROM chatbot.outbox
    WHERE user_id = u.id AND kind = 'consent' AND state = 'sent'
) notice ON TRUE
LEFT JOIN LATERAL (
    SELECT count(*)::int AS times FROM chatbot.outbox
    WHERE user_id = u.id AND is_advertisement AND state IN ('sent', 'unknown') AND finished_at > $2
) advertising ON TRUE
WHERE u.id = ANY ($1)
"""


async def read(connection: Connection, user_ids: list[int], at: datetime) -> dict[int, RecipientRow]:
    """The people of `user_ids` as of `at` (business time), by id; who was erased is missing."""
    rows = await connection.fetch(_READ, user_ids, at - _WEEK)
    return {
        row["user_id"]: RecipientRow(
            **dict(row)
            | {
                "granted": frozenset(row["granted"]),
                "withdrawn": frozenset(row["withdrawn"]),
            }
        )
        for row in rows
    }


async def channels(connection: Connection, user_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The channels that reach each person, the chat they used last first and their telephone last.

    Whom nothing reaches is missing.
    """
    rows = await connection.fetch(
        """
        SELECT user_id,
               array_agg(platform ORDER BY platform = 'alimtalk', used_at DESC NULLS LAST, first_id) AS platforms
        FROM (
            SELECT m.user_id, a.platform, max(a.last_login_at) AS used_at, min(a.id) AS first_id
            FROM unnest($1::int[]) AS m (user_id)
            JOIN chatbot.users a ON a.id = m.user_id OR a.main_user_id = m.user_id
            WHERE a.status = 'ACTIVE' AND a.unreachable_since IS NULL
              AND a.platform IN ('kakao', 'line', 'web', 'test')
            GROUP BY m.user_id, a.platform
            UNION ALL
            SELECT m.user_id, 'alimtalk', NULL, NULL FROM unnest($1::int[]) AS m (user_id)
            JOIN chatbot.users a ON a.id = m.user_id OR a.main_user_id = m.user_id
            WHERE a.status = 'ACTIVE' GROUP BY m.user_id HAVING bool_or(a.phone_enc IS NOT NULL)
        ) reached
        GROUP BY user_id
        """,
        user_ids,
    )
    return {row["user_id"]: tuple(row["platforms"]) for row in rows}
