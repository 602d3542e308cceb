"""Every sealed column there is, and re-sealing them under a new `DATA_KEY`.

A table joins by its line in `SEALED`; who writes such a column seals it under `SealedColumn.context_of` the row.
Keyed hashes are computed anew where their plain value is sealed beside them. Those that stand alone cannot be, and
no longer match what comes in afterwards: inbox lanes and idempotency keys age out within a day; tallies by a hash
(reports, card transactions, benefits of who has no card) begin anew; unused link codes, shop tokens and PINs must be
given out again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from db.crypto import Cipher, DamagedValueError
from db.pool import Connection, Database

BATCH = 200
"""Rows of one transaction: short enough that nobody waits for it."""


class RotationError(Exception):
    """The keys do not fit what is stored, or a value is damaged; the batch in hand was not written."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where sealed values stand: `keys` are the primary key, `context` is filled from columns of the row.

    `hashed` names the column that holds the keyed hash of the same plain value, and the hash's purpose; `followers`
    are columns elsewhere that hold the same hash.
    """

    table: str
    keys: tuple[str, ...]
    column: str
    context: str
    hashed: tuple[str, str] | None = None
    followers: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """As it is told to people."""
        return f"{self.table}.{self.column}"

    def context_of(self, row: Mapping[str, Any]) -> str:
        """The context under which this row's value is sealed; bytes as hexadecimal."""
        return self.context.format_map({k: v.hex() if isinstance(v, bytes) else v for k, v in row.items()})


def _in(
    table: str, column: str, *, key: str = "id", by: str | None = None, hashed: tuple[str, str] | None = None
) -> SealedColumn:
    """A column whose context is its own name and the value of `by` (default: the key)."""
    return SealedColumn(f"chatbot.{table}", (key,), column, f"{table}.{column}:{{{by or key}}}", hashed)


_CARD = replace(
    _in("foodcard_users", "card_ref_enc", by="user_id", hashed=("card_ref_hash", "card_ref")),
    followers=(("chatbot.benefit_grants", "subject_hash"),),
)


SEALED = (
    _in("users", "name_enc"),
    _in("users", "email_enc", hashed=("email_hash", "email")),
    _in("users", "phone_enc", hashed=("phone_hash", "phone")),
    _in("users", "birth_date_enc"),
    _in("users", "current_address_enc"),
    _CARD,
    _in("link_codes", "card_ref_enc", by="code_hash", hashed=("card_ref_hash", "card_ref")),
    _in("link_codes", "phone_enc", by="code_hash"),
    _in("operators", "totp_secret_enc"),
    _in("redemptions", "secret_enc", key="order_id"),
    _in("safety_cases", "note_enc"),
    _in("outbox", "payload", by="dedupe_key"),
    SealedColumn("chatbot.inbox", ("id",), "payload", "inbox:{platform}:{event_id}"),
    SealedColumn(
        *("chatbot.idempotency_keys", ("caller", "idempotency_key")),
        *("response", "idempotency {caller} {idempotency_key}"),
    ),
)


_IS_HERE = "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2)"


async def rotate(database: Database, old: Cipher, new: Cipher) -> AsyncIterator[tuple[SealedColumn, int]]:
    """Re-seal everything that `old` sealed; yields after each committed batch, with its number of values.

    Each value names its key, so a run that was stopped is taken up by the next. Nothing may be sealing under the
    old key meanwhile.

    Raises:
        RotationError: before anything is written, if a value belongs to a third key; or at a damaged value.
        DatabaseUnavailableError: the batch in hand is not written, those before it are.
    """
    if old.key_id == new.key_id:
        raise RotationError(f"the previous key and the new one are the same ({new.key_id.hex()})")
    async with database.acquire() as connection:
        for sealed in SEALED:
            await _refuse_strangers(connection, sealed, old, new)
    for sealed in SEALED:
        after: tuple[Any, ...] | None = None
        while True:
            async with database.transaction() as connection:
                rows = await _next(connection, sealed, new, after)
                await _reseal(connection, sealed, rows, old, new)
            if not rows:
                break
            after = tuple(rows[-1][key] for key in sealed.keys)
            yield sealed, len(rows)


async def sealed_otherwise(connection: Connection, cipher: Cipher) -> str | None:
    """A sealed column whose values stand under another key than `cipher`'s, None where all that were seen fit.

    One value of each column is looked at: a wrong `DATA_KEY` fits none.
    """
    for sealed in SEALED:
        if not await connection.fetchval(_IS_HERE, sealed.table, sealed.column):
            continue  # a schema older than this code
        key_id = await connection.fetchval(
            f"""
            SELECT substring({sealed.column} FROM 2 FOR 4) FROM {sealed.table}
            WHERE {sealed.column} IS NOT NULL LIMIT 1
            """
        )
        if key_id is not None and key_id != cipher.key_id:
            return f"{sealed.name} is sealed with key {key_id.hex()}, configured is {cipher.key_id.hex()}"
    return None


async def _refuse_strangers(connection: Connection, sealed: SealedColumn, old: Cipher, new: Cipher) -> None:
    row = await connection.fetchrow(
        f"""
        SELECT encode(substring({sealed.column} FROM 2 FOR 4), 'hex') AS key_id, count(*) AS values
        FROM {sealed.table}
        WHERE {sealed.column} IS NOT NULL AND substring({sealed.column} FROM 2 FOR 4) <> ALL ($1::bytea[])
        GROUP BY 1 LIMIT 1
        """,
        [old.key_id, new.key_id],
    )
    if row is not None:
        raise RotationError(
            f"{row['values']} values of {sealed.name} are sealed with key {row['key_id']}; "
            f"the previous key given is {old.key_id.hex()}, the new one {new.key_id.hex()}; nothing was changed"
        )


async def _next(
    connection: Connection, sealed: SealedColumn, new: Cipher, after: tuple[Any, ...] | None
) -> list[asyncpg.Record]:
    keys = ", ".join(sealed.keys)
    places = ", ".join(f"${n}" for n in range(3, 3 + len(sealed.keys)))
    later = f"AND ({keys}) > ({places})" if after else ""
    return await connection.fetch(
        f"""
        SELECT * FROM {sealed.table}
        WHERE {sealed.column} IS NOT NULL AND substring({sealed.column} FROM 2 FOR 4) <> $1 {later}
        ORDER BY {keys} LIMIT $2 FOR UPDATE
        """,
        new.key_id,
        BATCH,
        *(after or ()),
    )


async def _reseal(
    connection: Connection, sealed: SealedColumn, rows: list[asyncpg.Record], old: Cipher, new: Cipher
) -> None:
    for row in rows:
        plain = _open(sealed, row, old)
        changed: dict[str, bytes] = {sealed.column: new.seal(plain, sealed.context_of(dict(row)))}
        if sealed.hashed is not None:
            column, purpose = sealed.hashed
            changed[column] = new.keyed_hash(plain.decode(), purpose)
            for table, follower in sealed.followers:
                await connection.execute(
                    f"UPDATE {table} SET {follower} = $1 WHERE {follower} = $2",
                    changed[column],
                    old.keyed_hash(plain.decode(), purpose),
                )
        values = ", ".join(f"{column} = ${n}" for n, column in enumerate(changed, 1))
        match = " AND ".join(f"{key} = ${n}" for n, key in enumerate(sealed.keys, 1 + len(changed)))
        await connection.execute(
            f"UPDATE {sealed.table} SET {values} WHERE {match}", *changed.values(), *(row[key] for key in sealed.keys)
        )


def _open(sealed: SealedColumn, row: asyncpg.Record, old: Cipher) -> bytes:
    context = sealed.context_of(dict(row))
    try:
        return old.open(row[sealed.column], context)
    except DamagedValueError as error:
        raise RotationError(f"a value of {sealed.name} is damaged or of another place ({context})") from error
