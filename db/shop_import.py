"""Shops and menus of a list into the catalogue, set by set: COPY beside the tables, then insert and update."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.pool import Connection

SHOP_COLUMNS = (
    *("shop_id", "is_new", "shop_name", "category", "is_category_told", "address_name", "road_address_name"),
    *("region_id", "phone", "latitude", "longitude", "geo_precision", "card", "card_stated", "card_note"),
    *("good_influence", "partner", "kiosk", "business_hours", "owner_message", "as_of"),
)
"""What a staged shop has; the id of one that `is_new` is of `reserve_ids`, None is unknown."""

MENU_COLUMNS = ("shop_id", "menu_name", "price", "as_of")
"""What a staged menu has; won, `as_of` the day that its price is from."""

_STAGE = """
CREATE TEMP TABLE staged_shops (
    shop_id INTEGER PRIMARY KEY, is_new BOOLEAN NOT NULL, shop_name TEXT, category TEXT, is_category_told BOOLEAN,
    address_name TEXT, road_address_name TEXT, region_id INTEGER, phone TEXT, latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION, geo_precision TEXT, card TEXT, card_stated BOOLEAN, card_note TEXT,
    good_influence BOOLEAN, partner BOOLEAN, kiosk BOOLEAN, business_hours JSONB, owner_message TEXT, as_of DATE
) ON COMMIT DROP;
CREATE TEMP TABLE staged_menus (shop_id INTEGER, menu_name TEXT, price INTEGER, as_of DATE) ON COMMIT DROP;
"""

_INSERT = """
INSERT INTO chatbot.shops (
    id, shop_name, category, address_name, road_address_name, region_id, phone, latitude, longitude, geo_precision,
    is_food_card_shop, food_card_note, is_good_influence_shop, is_coupon_partner, kiosk, business_hours, owner_message,
    fetched_at, data_source)
SELECT shop_id, shop_name, category, address_name, road_address_name, region_id, phone, latitude, longitude,
    geo_precision, card, card_note, coalesce(good_influence, FALSE), coalesce(partner, FALSE), coalesce(kiosk, FALSE),
    business_hours, owner_message, as_of, 'import'
FROM staged_shops WHERE is_new
ON CONFLICT (normalised_name, normalised_address) DO NOTHING
"""

_YIELD_TO_THOSE_THERE = """
CREATE TEMP TABLE staged_beside ON COMMIT DROP AS
SELECT i.shop_id AS reserved, s.id AS standing FROM staged_shops i JOIN chatbot.shops s
ON s.normalised_name = lower(regexp_replace(i.shop_name, '[^가-힣A-Za-z0-9]', '', 'g'))
AND s.normalised_address = lower(regexp_replace(i.address_name, '[^가-힣A-Za-z0-9-]', '', 'g'))
WHERE i.is_new AND i.shop_id <> s.id;
UPDATE staged_shops SET shop_id = standing, is_new = FALSE FROM staged_beside WHERE shop_id = reserved;
UPDATE staged_menus SET shop_id = standing FROM staged_beside WHERE shop_id = reserved;
"""

_SAME_MENUS = """
UPDATE staged_menus i SET menu_name = m.menu_name FROM chatbot.menus m
WHERE m.shop_id = i.shop_id AND m.menu_name <> i.menu_name
  AND replace(m.menu_name, ' ', '') = replace(i.menu_name, ' ', '')
"""

_NO_NEWS = """
DELETE FROM staged_menus i USING chatbot.menus m
WHERE m.shop_id = i.shop_id AND m.menu_name = i.menu_name AND m.is_available
  AND (m.price_as_of > i.as_of OR (m.price_as_of = i.as_of AND m.price = i.price))
"""

_REMEMBER_NEW = """
INSERT INTO chatbot.import_changes (batch_id, shop_id) SELECT $1, shop_id FROM staged_shops WHERE is_new
"""

_REMEMBER = """
INSERT INTO chatbot.import_changes (batch_id, shop_id, changed_at, before)
SELECT $1, i.shop_id, s.updated_at, jsonb_build_object(
    'shop_name', s.shop_name, 'category', s.category, 'address_name', s.address_name,
    'road_address_name', s.road_address_name, 'region_id', s.region_id,
    'is_good_influence_shop', s.is_good_influence_shop, 'is_food_card_shop', s.is_food_card_shop,
    'food_card_note', s.food_card_note, 'is_coupon_partner', s.is_coupon_partner, 'kiosk', s.kiosk,
    'business_hours', s.business_hours, 'phone', s.phone, 'owner_message', s.owner_message,
    'latitude', s.latitude, 'longitude', s.longitude, 'geo_precision', s.geo_precision,
    'data_source', s.data_source, 'fetched_at', s.fetched_at, 'is_listed', s.is_listed,
    'menus', coalesce(menus.before, '[]'))
FROM staged_shops i JOIN chatbot.shops s ON s.id = i.shop_id
LEFT JOIN (
    SELECT i.shop_id, jsonb_agg(jsonb_build_object(
        'menu_name', i.menu_name, 'price', m.price, 'price_as_of', m.price_as_of, 'is_available', m.is_available,
        'left_price', i.price, 'left_as_of', i.as_of))
        AS before
    FROM staged_shops one JOIN staged_menus i ON i.shop_id = one.shop_id
    LEFT JOIN chatbot.menus m ON m.shop_id = i.shop_id AND m.menu_name = i.menu_name
    WHERE NOT one.is_new GROUP BY i.shop_id) menus ON menus.shop_id = i.shop_id
WHERE NOT i.is_new
"""

_UPDATE = """
UPDATE chatbot.shops s SET
    category = n.category, road_address_name = n.road_address_name, region_id = n.region_id,
    is_good_influence_shop = n.good_influence, is_food_card_shop = n.card, food_card_note = n.card_note,
    is_coupon_partner = n.partner, kiosk = n.kiosk, business_hours = n.business_hours, phone = n.phone,
    owner_message = n.owner_message, latitude = n.latitude, longitude = n.longitude, geo_precision = n.geo_precision,
    data_source = n.data_source, fetched_at = n.fetched_at, is_listed = n.is_listed
FROM (
    SELECT s.id,
        CASE WHEN newer AND i.is_category_told THEN i.category ELSE s.category END AS category,
        coalesce(s.road_address_name, i.road_address_name) AS road_address_name,
        coalesce(s.region_id, i.region_id) AS region_id,
        CASE WHEN newer THEN coalesce(i.good_influence, s.is_good_influence_shop) ELSE s.is_good_influence_shop END
            AS good_influence,
        CASE WHEN takes_card THEN i.card ELSE s.is_food_card_shop END AS card,
        CASE WHEN takes_card THEN i.card_note ELSE s.food_card_note END AS card_note,
        CASE WHEN newer THEN coalesce(i.partner, s.is_coupon_partner) ELSE s.is_coupon_partner END AS partner,
        CASE WHEN newer THEN coalesce(i.kiosk, s.kiosk) ELSE s.kiosk END AS kiosk,
        CASE WHEN newer THEN coalesce(i.business_hours, s.business_hours)
            ELSE coalesce(s.business_hours, i.business_hours) END AS business_hours,
        CASE WHEN newer THEN coalesce(i.phone, s.phone) ELSE coalesce(s.phone, i.phone) END AS phone,
        CASE WHEN newer THEN coalesce(i.owner_message, s.owner_message)
            ELSE coalesce(s.owner_message, i.owner_message) END AS owner_message,
        CASE WHEN better THEN i.latitude ELSE s.latitude END AS latitude,
        CASE WHEN better THEN i.longitude ELSE s.longitude END AS longitude,
        CASE WHEN better THEN i.geo_precision ELSE s.geo_precision END AS geo_precision,
        CASE WHEN s.data_source = 'sample' THEN 'import' ELSE s.data_source END AS data_source,
        greatest(s.fetched_at, i.as_of) AS fetched_at,
        s.is_listed OR EXISTS (
            SELECT FROM chatbot.import_changes c JOIN chatbot.import_batches b ON b.id = c.batch_id
            WHERE c.shop_id = s.id AND c.before IS NULL AND b.state = 'undone') AS is_listed
    FROM staged_shops i JOIN chatbot.shops s ON s.id = i.shop_id,
    LATERAL (SELECT i.as_of >= coalesce(s.fetched_at, '-infinity') AS newer,
        array_position(ARRAY['none', 'sigungu', 'dong', 'address'], i.geo_precision)
            - array_position(ARRAY['none', 'sigungu', 'dong', 'address'], s.geo_precision::text) AS gain) a,
    LATERAL (SELECT gain > 0 OR (gain = 0 AND newer AND i.geo_precision <> 'none') AS better,
        CASE WHEN i.card_stated THEN newer AND i.card <> 'U' AND NOT refused ELSE s.is_food_card_shop = 'U' END
            AS takes_card
        FROM (SELECT s.is_food_card_shop = 'P' AND i.card <> 'N' AND (
            SELECT count(*) FROM chatbot.shop_reports r
            WHERE r.shop_id = s.id AND r.kind = 'card_refused' AND r.state = 'open') >= 2 AS refused) told) b
    WHERE NOT i.is_new) n
WHERE s.id = n.id AND (
    s.category, s.road_address_name, s.region_id, s.is_good_influence_shop, s.is_food_card_shop, s.food_card_note,
    s.is_coupon_partner, s.kiosk, s.business_hours, s.phone, s.owner_message, s.latitude, s.longitude,
    s.geo_precision, s.data_source, s.fetched_at, s.is_listed
) IS DISTINCT FROM (
    n.category, n.road_address_name, n.region_id, n.good_influence, n.card, n.card_note, n.partner, n.kiosk,
    n.business_hours, n.phone, n.owner_message, n.latitude, n.longitude, n.geo_precision, n.data_source, n.fetched_at,
    n.is_listed)
"""

_MENUS = """
INSERT INTO chatbot.menus AS m (shop_id, menu_name, price, price_as_of)
SELECT shop_id, menu_name, price, as_of FROM staged_menus
ON CONFLICT (shop_id, menu_name) DO UPDATE
SET price = excluded.price, price_as_of = excluded.price_as_of, is_available = TRUE
WHERE excluded.price_as_of >= coalesce(m.price_as_of, '-infinity')
  AND (m.price, m.price_as_of, m.is_available) IS DISTINCT FROM (excluded.price, excluded.price_as_of, TRUE)
"""

_SEAL = """
UPDATE chatbot.import_changes c SET changed_at = s.updated_at
FROM chatbot.shops s WHERE c.batch_id = $1 AND s.id = c.shop_id AND s.updated_at <> c.changed_at
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A shop of the catalogue that bears the name of one to be imported."""

    id: int
    normalised_name: str
    normalised_address: str
    address_name: str
    road_address_name: str | None


async def begin_alone(connection: Connection) -> None:
    """Wait for other imports, up to a minute. Must run in a transaction, which then may think for minutes."""
    await connection.execute("SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = '10min'")
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('import of shops'))")


async def standing(connection: Connection, names: Sequence[str]) -> list[Standing]:
    """The shops of the catalogue with any of these normalised names."""
    rows = await connection.fetch(
        """
        SELECT id, normalised_name, normalised_address, address_name, road_address_name
        FROM chatbot.shops WHERE normalised_name IN (SELECT unnest($1::text[])) ORDER BY id
        """,
        names,
    )
    return [Standing(**row) for row in rows]


async def reserve_ids(connection: Connection, count: int) -> list[int]:
    """Ids for shops to come, ascending."""
    rows = await connection.fetch(
        "SELECT nextval(pg_get_serial_sequence('chatbot.shops', 'id'))::integer AS id FROM generate_series(1, $1)",
        count,
    )
    return [row["id"] for row in rows]


async def write(
    connection: Connection, batch_id: int, shops: Iterable[Sequence[object]], menus: Iterable[Sequence[object]]
) -> set[int]:
    """Insert and update shops (SHOP_COLUMNS) and menus (MENU_COLUMNS), the way back kept; returns the ids inserted.

    Must run in a transaction. No two shops may have one normalised name and address, no two menus of a shop one
    name; of two prices of a menu the newer stays. A new shop that somebody else has just written is updated.
    """
    await connection.execute(_STAGE)
    await connection.copy_records_to_table("staged_shops", columns=SHOP_COLUMNS, records=shops)
    await connection.copy_records_to_table("staged_menus", columns=MENU_COLUMNS, records=menus)
    await connection.execute("ANALYZE staged_shops (shop_id, is_new); ANALYZE staged_menus (shop_id, menu_name)")
    new = await connection.fetchval("SELECT count(*) FROM staged_shops WHERE is_new")
    if await connection.execute(_INSERT) != f"INSERT 0 {new}":
        await connection.execute(_YIELD_TO_THOSE_THERE)
    await connection.execute(_SAME_MENUS)
    await connection.execute(_NO_NEWS)
    await connection.execute(_REMEMBER_NEW, batch_id)
    await connection.execute(_REMEMBER, batch_id)
    await connection.execute(_UPDATE)
    await connection.execute(_MENUS)
    await connection.execute(_SEAL, batch_id)
    return {row["shop_id"] for row in await connection.fetch("SELECT shop_id FROM staged_shops WHERE is_new")}
