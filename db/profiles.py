"""Profiles of people who agreed, as the API shows and changes them, and what completed orders add to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile with the statistics of completed orders; amounts in won, None where nothing is known."""

    preferred_categories: tuple[str, ...]
    budget_min: int | None
    budget_max: int | None
    dietary_restrictions: tuple[str, ...]
    favorite_shops: tuple[int, ...]
    total_orders: int
    avg_spending: int | None


async def read(connection: Connection, user_id: int) -> ProfileRow:
    """The profile of a person who is kept."""
    (row,) = await connection.fetch(
        """
        SELECT p.preferred_categories, p.budget_min, p.budget_max, p.dietary_restrictions, p.favorite_shops,
               o.total_orders, o.avg_spending
        FROM chatbot.user_profiles p
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS total_orders, round(avg(total_amount))::int AS avg_spending
            FROM chatbot.orders WHERE user_id = p.user_id AND status = 'COMPLETED') o
        WHERE p.user_id = $1
        """,
        user_id,
    )
    lists = ("preferred_categories", "dietary_restrictions", "favorite_shops")
    return ProfileRow(**(dict(row) | {name: tuple(row[name]) for name in lists}))


async def prefer(
    connection: Connection,
    user_id: int,
    categories: Sequence[str] | None,
    budget: int | None,
    diets: Sequence[str] | None,
) -> None:
    """Change what was told of a person's tastes; None leaves a part as it is."""
    await connection.execute(
        """
        UPDATE chatbot.user_profiles
        SET preferred_categories = coalesce($2, preferred_categories),
            budget_max = coalesce($3, budget_max),
            budget_min = CASE WHEN budget_min <= $3 OR $3 IS NULL THEN budget_min END,
            dietary_restrictions = coalesce($4, dietary_restrictions), last_updated = now()
        WHERE user_id = $1
        """,
        user_id,
        categories,
        budget,
        diets,
    )


async def count_order(connection: Connection, user_id: int) -> None:
    """Bring the last ten orders and the three favourite shops up to date, from the orders themselves."""
    await connection.execute(
        """
        UPDATE chatbot.user_profiles SET
            recent_orders = coalesce((
                SELECT jsonb_agg(jsonb_build_object('order_id', r.id, 'shop_id', r.shop_id, 'amount', r.total_amount)
                                 ORDER BY r.completed_at DESC)
                FROM (SELECT id, shop_id, total_amount, completed_at FROM chatbot.orders
                      WHERE user_id = $1 AND status = 'COMPLETED' ORDER BY completed_at DESC LIMIT 10) r), '[]'),
            favorite_shops = coalesce((
                SELECT array_agg(f.shop_id ORDER BY f.orders DESC, f.shop_id)
                FROM (SELECT shop_id, count(*) AS orders FROM chatbot.orders
                      WHERE user_id = $1 AND status = 'COMPLETED' GROUP BY shop_id
                      ORDER BY count(*) DESC, shop_id LIMIT 3) f), '{}'),
            last_updated = now()
        WHERE user_id = $1
        """,
        user_id,
    )
