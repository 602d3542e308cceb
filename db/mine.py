"""What is kept of one person, shown to them or erased at their word (domain.md 9)."""

from __future__ import annotations

from dataclasses import dataclass

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person, in the words of its tables; counts where there are many."""

    platforms: tuple[str, ...]
    birth_year: int | None
    consents: tuple[str, ...]
    categories: tuple[str, ...]
    diets: tuple[str, ...]
    average_budget: int | None
    spice_level: int | None
    has_card: bool
    card_last_four: str | None
    coupons: int
    orders: int
    talks: int
    guardians: int
    has_phone: bool


async def kept(connection: Connection, user_id: int) -> Kept:
    """Everything that is kept of a person, with all their accounts."""
    (row,) = await connection.fetch(
        """
        WITH accounts AS (SELECT id, platform FROM chatbot.users WHERE id = $1 OR main_user_id = $1)
        SELECT (SELECT array_agg(DISTINCT platform ORDER BY platform) FROM accounts) AS platforms, u.birth_year,
               (SELECT coalesce(array_agg(kind ORDER BY kind), '{}') FROM (
                   SELECT DISTINCT ON (kind) kind, is_granted FROM chatbot.consents
                   WHERE user_id = $1 ORDER BY kind, id DESC) newest WHERE is_granted) AS consents,
               coalesce(p.preferred_categories, '{}') AS categories,
               coalesce(p.dietary_restrictions, '{}') AS diets, p.average_budget, p.spice_level,
               f.id IS NOT NULL AS has_card, f.card_last_four,
               (SELECT count(*)::int FROM chatbot.user_coupon_wallet WHERE user_id = $1) AS coupons,
               (SELECT count(*)::int FROM chatbot.orders WHERE user_id = $1) AS orders,
               (SELECT count(*)::int FROM chatbot.conversations WHERE user_id IN (SELECT id FROM accounts)) AS talks,
               (SELECT count(*)::int FROM chatbot.guardian_links
                WHERE child_user_id = $1 AND cut_at IS NULL) AS guardians,
               EXISTS (SELECT FROM chatbot.users
                       WHERE id IN (SELECT id FROM accounts) AND phone_enc IS NOT NULL) AS has_phone
        FROM chatbot.users u
        LEFT JOIN chatbot.user_profiles p ON p.user_id = u.id
        LEFT JOIN chatbot.foodcard_users f ON f.user_id = u.id
        WHERE u.id = $1
        """,
        user_id,
    )
    lists = ("platforms", "consents", "categories", "diets")
    return Kept(**(dict(row) | {name: tuple(row[name]) for name in lists}))


async def erase(connection: Connection, user_id: int) -> int:
    """Take every consent back and erase the person; returns how many accounts they had."""
    await connection.execute(
        """
        INSERT INTO chatbot.consents (user_id, kind, is_granted, source)
        SELECT $1, kind, FALSE, 'chat' FROM (
            SELECT DISTINCT ON (kind) kind, is_granted FROM chatbot.consents
            WHERE user_id = $1 ORDER BY kind, id DESC) newest
        WHERE is_granted
        """,
        user_id,
    )
    accounts: int = await connection.fetchval("SELECT chatbot.erase_person($1)", user_id)
    return accounts
