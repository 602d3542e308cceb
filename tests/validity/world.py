"""A catalogue with every kind of gap in it, as plain rows that an independent check can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.pool import Database

GAPS = """
UPDATE chatbot.shops SET business_hours = NULL WHERE id % 11 = 0;
UPDATE chatbot.shops SET business_hours = business_hours || '{"sunday": {"unknown": true}}' WHERE id % 13 = 0;
UPDATE chatbot.shops SET business_hours = business_hours || '{"closed_weeks": {"monday": [1, 3], "sunday": [-1]}}'
WHERE id % 7 = 0;
UPDATE chatbot.shops SET business_hours = business_hours || '{"closed_festivals": ["seollal", "chuseok_day"]}'
WHERE id % 5 = 0;
UPDATE chatbot.shops SET business_hours = business_hours || '{"holiday": {"closed": true}}' WHERE id % 17 = 0;
UPDATE chatbot.shops SET business_hours = business_hours
    || '{"friday": {"open": "17:00", "close": "03:00", "break_start": "20:00", "break_end": "21:00"}}' WHERE id % 9 = 0;
UPDATE chatbot.shops SET is_food_card_shop = (ARRAY['Y', 'N', 'U'])[1 + id % 3], food_card_note = NULL
WHERE id % 4 = 0 AND is_food_card_shop <> 'P';
UPDATE chatbot.shops SET geo_precision = 'dong' WHERE id % 10 = 0;
UPDATE chatbot.shops SET latitude = NULL, longitude = NULL, geo_precision = 'none' WHERE id % 29 = 0;
UPDATE chatbot.shops SET data_source = 'list' WHERE id % 2 = 0;
UPDATE chatbot.shops SET is_listed = FALSE WHERE id % 31 = 0;
UPDATE chatbot.menus SET allergens = NULL, dietary_tags = '{}' WHERE id % 3 = 0;
UPDATE chatbot.menus SET price_as_of = '2024-05-01' WHERE id % 4 = 0;
UPDATE chatbot.menus SET price_as_of = NULL WHERE id % 9 = 0;
UPDATE chatbot.menus SET is_available = FALSE WHERE id % 37 = 0;
INSERT INTO chatbot.shop_reports (shop_id, kind, reporter_hash)
SELECT id, kind, sha256((id || who)::bytea) FROM chatbot.shops
CROSS JOIN (VALUES ('closed', 19), ('price', 23)) AS told (kind, every) CROSS JOIN (VALUES ('a'), ('b')) AS two (who)
WHERE id % every = 0;
"""


@dataclass(frozen=True)
class World:
    """Shops by id with their menus, as the tables hold them."""

    shops: dict[int, dict[str, Any]]
    menus: dict[int, list[dict[str, Any]]]
    coupons: dict[str, dict[str, Any]]


async def read_world(database: Database) -> World:
    """Every row, listed or not."""
    async with database.acquire() as connection:
        shops = await connection.fetch(
            """
            SELECT s.*, ARRAY(SELECT kind::text FROM chatbot.shop_reports r WHERE r.shop_id = s.id AND r.state = 'open'
                              GROUP BY kind HAVING count(*) > 1) AS doubted
            FROM chatbot.shops s
            """
        )
        menus = await connection.fetch("SELECT * FROM chatbot.menus")
        coupons = await connection.fetch("SELECT * FROM chatbot.coupons")
    sold: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in shops}
    for menu in menus:
        sold[menu["shop_id"]].append(dict(menu))
    return World({row["id"]: dict(row) for row in shops}, sold, {row["id"]: dict(row) for row in coupons})


def year_of_stale(price_as_of: date | None, today: date) -> int | None:
    """The year to be told of a price that is older than twelve months."""
    return price_as_of.year if price_as_of and (today - price_as_of).days > 365 else None
