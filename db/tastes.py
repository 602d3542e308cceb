"""The three answers of onboarding, and how complete a profile is."""

from __future__ import annotations

from collections.abc import Sequence

from db.pool import Connection

_COMPLETENESS = """
UPDATE chatbot.user_profiles p SET data_completeness = round((
    (cardinality(p.preferred_categories) > 0)::int + (p.average_budget IS NOT NULL)::int
    + (p.spice_level IS NOT NULL)::int + (cardinality(p.location_preferences) > 0)::int
    + (cardinality(p.companion_patterns) > 0)::int + (cardinality(p.dietary_restrictions) > 0)::int
    + (u.birth_year IS NOT NULL)::int + (p.interaction_count >= 10)::int) / 8.0, 2)
FROM chatbot.users u WHERE u.id = p.user_id AND p.user_id = $1
"""


async def save_categories(connection: Connection, user_id: int, categories: Sequence[str]) -> None:
    """Kinds of shops that a person likes."""
    await connection.execute(
        "UPDATE chatbot.user_profiles SET preferred_categories = $2 WHERE user_id = $1", user_id, list(categories)
    )


async def save_budget(connection: Connection, user_id: int, won: int) -> None:
    """What a person mostly spends on a meal."""
    await connection.execute("UPDATE chatbot.user_profiles SET average_budget = $2 WHERE user_id = $1", user_id, won)


async def save_spice(connection: Connection, user_id: int, level: int) -> None:
    """How hot a person eats: 0 not at all, 3 very."""
    await connection.execute("UPDATE chatbot.user_profiles SET spice_level = $2 WHERE user_id = $1", user_id, level)


async def count_completeness(connection: Connection, user_id: int) -> None:
    """Bring `data_completeness` up to date: the share of eight fields that are filled (domain.md 4)."""
    await connection.execute(_COMPLETENESS, user_id)


async def asked_before(connection: Connection, user_id: int) -> frozenset[str]:
    """What a person was asked once in any conversation that is kept ("taste:spice")."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT asked FROM chatbot.conversation_contexts,
               jsonb_array_elements_text(coalesce(context_data->'asked', '[]')) AS asked
        WHERE user_id = $1 AND asked LIKE 'taste:%'
        """,
        user_id,
    )
    return frozenset(row["asked"] for row in rows)
