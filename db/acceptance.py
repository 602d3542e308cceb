"""Where meal cards were really taken lately, from payments matched to shops."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.pool import Connection

_LOOKED_AT = timedelta(days=7)


async def paid_until(connection: Connection, least_cards: int = 3) -> dict[int, datetime]:
    """By shop, until when it holds that `least_cards` different cards paid there within seven days.

    Told of the newest week that payments are known of; who reads it compares with the hour.
    """
    rows = await connection.fetch(
        """
        SELECT shop_id, (array_agg(paid_at ORDER BY paid_at DESC))[$1] + $2::interval AS holds_until
        FROM (
            SELECT shop_id, card_id, max(occurred_at) AS paid_at
            FROM chatbot.card_transactions
            WHERE shop_id IS NOT NULL AND status = 'APPROVED' AND occurred_at >= (
                SELECT max(occurred_at) FROM chatbot.card_transactions
                WHERE shop_id IS NOT NULL AND status = 'APPROVED') - $2::interval
            GROUP BY shop_id, card_id) AS paid
        GROUP BY shop_id HAVING count(*) >= $1
        """,
        least_cards,
        _LOOKED_AT,
    )
    return {row["shop_id"]: row["holds_until"] for row in rows}
