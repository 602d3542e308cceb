"""One-use codes, several accounts of one person, and guardians of children (domain.md 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class NewChildCode:
    """A child's code of the welfare office: what it will link. The card's reference is sealed and hashed."""

    code_hash: bytes
    region_id: int
    birth_year: int
    card_ref_enc: bytes
    card_ref_hash: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code that was just used links; which parts are there hangs on `purpose`."""

    purpose: str
    region_id: int | None
    birth_year: int | None
    card_ref_enc: bytes | None
    card_ref_hash: bytes | None
    child_user_id: int | None
    main_user_id: int | None
    phone_enc: bytes | None


_REDEEM = """
WITH code AS (
    SELECT id, purpose, region_id, birth_year, card_ref_enc, card_ref_hash, child_code_id, user_id AS main_user_id,
           phone_enc
    FROM chatbot.link_codes
    WHERE code_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3
    FOR UPDATE
), used AS (
    UPDATE chatbot.link_codes l
    SET used_at = $3, used_by_user_id = $2, card_ref_enc = NULL, card_ref_hash = NULL, phone_enc = NULL
    FROM code WHERE l.id = code.id
)
SELECT code.purpose, code.region_id, code.birth_year, code.card_ref_enc, code.card_ref_hash, code.main_user_id,
       child.used_by_user_id AS child_user_id, code.phone_enc
FROM code LEFT JOIN chatbot.link_codes child ON child.id = code.child_code_id
"""


async def region_ids(connection: Connection) -> dict[str, int]:
    """Every region's id by its name."""
    rows = await connection.fetch("SELECT id, region_name FROM chatbot.regions")
    return {row["region_name"]: row["id"] for row in rows}


async def main_of(connection: Connection, user_id: int) -> int:
    """The main account of the person whose account this is."""
    main: int = await connection.fetchval("SELECT coalesce(main_user_id, id) FROM chatbot.users WHERE id = $1", user_id)
    return main


async def issue_child_code(connection: Connection, code: NewChildCode, operator_id: int | None) -> int:
    """Write a child's code; returns its id, by which the guardian's is printed with it."""
    code_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.link_codes (
            purpose, code_hash, region_id, birth_year, card_ref_enc, card_ref_hash, expires_at, issued_by)
        VALUES ('child', $1, $2, $3, $4, $5, $6, $7) RETURNING id
        """,
        *(code.code_hash, code.region_id, code.birth_year, code.card_ref_enc, code.card_ref_hash, code.expires_at),
        operator_id,
    )
    return code_id


async def issue_guardian_code(
    connection: Connection, code_hash: bytes, child_code_id: int, phone_enc: bytes | None
) -> None:
    """Write the guardian's code that goes with a child's: of the same region, office and term; the number sealed."""
    await connection.execute(
        """
        INSERT INTO chatbot.link_codes (purpose, code_hash, region_id, child_code_id, expires_at, issued_by, phone_enc)
        SELECT 'guardian', $1, region_id, id, expires_at, issued_by, $3 FROM chatbot.link_codes WHERE id = $2
        """,
        code_hash,
        child_code_id,
        phone_enc,
    )


async def issue_account_code(connection: Connection, code_hash: bytes, user_id: int, expires_at: datetime) -> None:
    """Write a code that brings another account of the person `user_id` (a main account)."""
    await connection.execute(
        "INSERT INTO chatbot.link_codes (purpose, code_hash, user_id, expires_at) VALUES ('account', $1, $2, $3)",
        code_hash,
        user_id,
        expires_at,
    )


async def redeem(connection: Connection, code_hash: bytes, user_id: int, at: datetime) -> Redeemed | None:
    """Use a code for the account `user_id`; None where it is unknown, used, revoked or run out.

    Of any number at once one gets it. What it links must be written in the same transaction.
    """
    row = await connection.fetchrow(_REDEEM, code_hash, user_id, at)
    return Redeemed(**row) if row else None


async def used_by(connection: Connection, code_hash: bytes, user_id: int, since: datetime) -> tuple[str, bool] | None:
    """What a code was for that an account of the person `user_id` used since then, and whether that account hangs on
    another; None where no such code is.
    """
    row = await connection.fetchrow(
        """
        SELECT l.purpose, u.main_user_id IS NOT NULL AS is_joined
        FROM chatbot.link_codes l JOIN chatbot.users u ON u.id = l.used_by_user_id
        WHERE l.code_hash = $1 AND l.used_at >= $3 AND coalesce(u.main_user_id, u.id) = $2
        """,
        code_hash,
        user_id,
        since,
    )
    return (row["purpose"], row["is_joined"]) if row else None


async def revoke(connection: Connection, code_id: int, at: datetime) -> bool:
    """Take back a code that nobody used, and a guardian's with it; False where there is none."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.link_codes
        SET revoked_at = $2, card_ref_enc = NULL, card_ref_hash = NULL, phone_enc = NULL
        WHERE (id = $1 OR child_code_id = $1) AND used_at IS NULL AND revoked_at IS NULL RETURNING id
        """,
        code_id,
        at,
    )
    return bool(rows)


async def join(connection: Connection, user_id: int, main_user_id: int) -> None:
    """Hang an account on the main account of the same person.

    Raises:
        asyncpg.RestrictViolationError: the one is no main account, or others hang on the other.
    """
    await connection.execute("UPDATE chatbot.users SET main_user_id = $2 WHERE id = $1", user_id, main_user_id)


async def accounts(connection: Connection, main_user_id: int) -> list[tuple[str, str]]:
    """(platform, external id) of every ACTIVE account of a person, the main one first."""
    rows = await connection.fetch(
        """
        SELECT platform, external_user_id FROM chatbot.users
        WHERE (id = $1 OR main_user_id = $1) AND status = 'ACTIVE' ORDER BY main_user_id NULLS FIRST, id
        """,
        main_user_id,
    )
    return [(row["platform"], row["external_user_id"]) for row in rows]


async def link_guardian(connection: Connection, guardian_user_id: int, child_user_id: int, at: datetime) -> None:
    """Make somebody a child's guardian; a standing link stays as it is."""
    await connection.execute(
        """
        INSERT INTO chatbot.guardian_links (guardian_user_id, child_user_id, linked_at) VALUES ($1, $2, $3)
        ON CONFLICT (guardian_user_id, child_user_id) WHERE cut_at IS NULL DO NOTHING
        """,
        guardian_user_id,
        child_user_id,
        at,
    )


async def cut_guardian(
    connection: Connection, guardian_user_id: int, child_user_id: int, at: datetime, operator_id: int | None
) -> bool:
    """End a standing link, by an operator or (None) by one of the two; False where there is none."""
    cut: int | None = await connection.fetchval(
        """
        UPDATE chatbot.guardian_links SET cut_at = $3, cut_by = $4
        WHERE guardian_user_id = $1 AND child_user_id = $2 AND cut_at IS NULL RETURNING id
        """,
        guardian_user_id,
        child_user_id,
        at,
        operator_id,
    )
    return cut is not None


async def children(connection: Connection, guardian_user_id: int) -> list[int]:
    """The children whose standing guardian a person is."""
    rows = await connection.fetch(
        """
        SELECT child_user_id FROM chatbot.guardian_links WHERE guardian_user_id = $1 AND cut_at IS NULL ORDER BY id
        """,
        guardian_user_id,
    )
    return [row["child_user_id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Ward:
    """A child as a guardian sees them: the card's free balance (won) as of when, and nothing of what they said."""

    user_id: int
    birth_year: int | None
    available: int | None
    as_of: datetime | None


async def wards(connection: Connection, guardian_user_id: int) -> list[Ward]:
    """The children of a guardian, as linked and not cut."""
    rows = await connection.fetch(
        """
        SELECT u.id AS user_id, u.birth_year, m.available, m.as_of
        FROM chatbot.guardian_links g
        JOIN chatbot.users u ON u.id = g.child_user_id AND u.status = 'ACTIVE'
        LEFT JOIN chatbot.card_money m ON m.user_id = u.id
        WHERE g.guardian_user_id = $1 AND g.cut_at IS NULL ORDER BY g.id
        """,
        guardian_user_id,
    )
    return [Ward(**row) for row in rows]
