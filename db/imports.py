"""Files of shops taken into the catalogue, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of a file's rows: each in `inserted`, `updated` or `rejected` once."""

    rows: int
    inserted: int
    updated: int
    rejected: int
    menus: int


_RESTORED = (
    *("shop_name", "category", "address_name", "road_address_name", "region_id", "is_good_influence_shop"),
    *("is_food_card_shop", "food_card_note", "is_coupon_partner", "kiosk", "business_hours", "phone", "owner_message"),
    *("latitude", "longitude", "geo_precision", "data_source", "fetched_at", "is_listed"),
)

_RESTORE = f"""
UPDATE chatbot.shops s
SET ({", ".join(_RESTORED)}) = (
    SELECT {", ".join(f"was.{column}" for column in _RESTORED)}
    FROM jsonb_populate_record(s, change.before) was)
FROM chatbot.import_changes change
WHERE change.batch_id = $1 AND s.id = change.shop_id AND s.updated_at = change.changed_at AND change.before IS NOT NULL
RETURNING s.id
"""

_RESTORE_MENUS = """
UPDATE chatbot.menus m
SET price = coalesce(was.price, m.price), is_available = coalesce(was.is_available, FALSE),
    price_as_of = CASE WHEN was.price IS NULL THEN m.price_as_of ELSE was.price_as_of END
FROM chatbot.import_changes change
CROSS JOIN LATERAL jsonb_to_recordset(change.before -> 'menus') AS was (
    menu_name TEXT, price INTEGER, price_as_of DATE, is_available BOOLEAN, left_price INTEGER, left_as_of DATE)
WHERE change.batch_id = $1 AND change.shop_id = ANY ($2::integer[]) AND m.shop_id = change.shop_id
  AND m.menu_name = was.menu_name AND (m.price, m.price_as_of) = (was.left_price, was.left_as_of)
"""

_HAND_BACK = """
UPDATE chatbot.import_changes older SET changed_at = s.updated_at
FROM chatbot.import_changes change
JOIN chatbot.shops s ON s.id = change.shop_id
WHERE change.batch_id = $1 AND change.shop_id = ANY ($2::integer[])
  AND older.shop_id = change.shop_id AND older.batch_id <> change.batch_id
  AND older.changed_at = (change.before ->> 'updated_at')::timestamptz
"""
"""A shop that was restored stands as the batch before left it, and may be taken back by that one too."""

_HIDE = """
UPDATE chatbot.shops s SET is_listed = FALSE
FROM chatbot.import_changes change
WHERE change.batch_id = $1 AND s.id = change.shop_id AND s.updated_at = change.changed_at AND change.before IS NULL
RETURNING s.id
"""


async def begin(
    connection: Connection, file_name: str, file_hash: bytes, operator_id: int | None, region_id: int | None
) -> int:
    """Open a batch; returns its id."""
    batch_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.import_batches (file_name, file_hash, operator_id, region_id)
        VALUES ($1, $2, $3, $4) RETURNING id
        """,
        file_name,
        file_hash,
        operator_id,
        region_id,
    )
    return batch_id


async def note_changes(connection: Connection, batch_id: int, before: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Keep the way back for shops that this transaction wrote: by id their changed columns, None for new ones."""
    await connection.executemany(
        """
        INSERT INTO chatbot.import_changes (batch_id, shop_id, before, changed_at)
        SELECT $1, id, $3, updated_at FROM chatbot.shops WHERE id = $2
        ON CONFLICT (batch_id, shop_id) DO UPDATE SET changed_at = excluded.changed_at
        """,
        [(batch_id, shop_id, was) for shop_id, was in before.items()],
    )


async def finish(
    connection: Connection,
    batch_id: int,
    counts: ImportCounts,
    warnings: Sequence[str],
    errors: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Close a batch; `errors` has one entry for every rejected row."""
    await connection.execute(
        """
        UPDATE chatbot.import_batches
        SET state = 'done', row_count = $2, inserted = $3, updated = $4, rejected = $5, menus = $6, warnings = $7,
            errors = $8, finished_at = $9
        WHERE id = $1 AND state = 'running'
        """,
        batch_id,
        *(counts.rows, counts.inserted, counts.updated, counts.rejected, counts.menus),
        list(warnings),
        list(errors),
        at,
    )


async def fail(connection: Connection, batch_id: int, at: datetime) -> None:
    """Close a batch that could not be read."""
    await connection.execute(
        "UPDATE chatbot.import_batches SET state = 'failed', finished_at = $2 WHERE id = $1 AND state = 'running'",
        batch_id,
        at,
    )


async def undo(connection: Connection, batch_id: int, at: datetime) -> int | None:
    """Take a finished batch back, except shops changed since; returns how many were, None where it is not done.

    Must run in a transaction. A shop or menu that the batch brought is hidden, not deleted: orders may name it.
    """
    undone: int | None = await connection.fetchval(
        """
        UPDATE chatbot.import_batches SET state = 'undone', undone_at = $2
        WHERE id = $1 AND state = 'done' RETURNING id
        """,
        batch_id,
        at,
    )
    if undone is None:
        return None
    restored = [row["id"] for row in await connection.fetch(_RESTORE, batch_id)]
    await connection.execute(_RESTORE_MENUS, batch_id, restored)
    await connection.execute(_HAND_BACK, batch_id, restored)
    return len(restored) + len(await connection.fetch(_HIDE, batch_id))
