"""Sessions that ended, and what profiles learn from them (what people told of themselves is `db.profiles`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What is kept of a person since some day, newest first: (masked text, entities) and (shop, category, good)."""

    said: tuple[tuple[str, Mapping[str, Any]], ...]
    chosen: tuple[tuple[int, str, bool], ...]
    age_known: bool
    diet_answered: bool


@dataclass(frozen=True, slots=True)
class LearnedRow:
    """The learned columns of `user_profiles`; budgets in won, spice 0 to 3. None leaves what stands."""

    preferred_categories: tuple[str, ...]
    average_budget: int | None
    budget_min: int | None
    budget_max: int | None
    spice_level: int | None
    favorite_shops: tuple[int, ...]
    conversation_style: str | None
    taste_preferences: Mapping[str, int]
    companion_patterns: tuple[str, ...]
    location_preferences: tuple[str, ...]
    good_influence_preference: float
    interaction_count: int
    data_completeness: float


async def close_silent(connection: Connection, before: datetime, limit: int) -> list[int]:
    """End up to `limit` sessions whose last turn lies before `before`; returns whose they are."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.conversation_contexts SET ended_at = updated_at
        WHERE session_id IN (
            SELECT session_id FROM chatbot.conversation_contexts
            WHERE ended_at IS NULL AND updated_at < $1 ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING user_id
        """,
        before,
        limit,
    )
    return sorted({row["user_id"] for row in rows})


async def history(connection: Connection, user_id: int, since: datetime) -> HistoryRow:
    """What is kept of a person since `since`."""
    said = await connection.fetch(
        """
        SELECT input_text, coalesce(extracted_entities, '{}') AS entities FROM chatbot.conversations
        WHERE user_id = $1 AND timestamp >= $2 ORDER BY timestamp DESC, conversation_turn DESC LIMIT 500
        """,
        user_id,
        since,
    )
    chosen = await connection.fetch(
        """
        SELECT s.id, s.category, s.is_good_influence_shop AS good
        FROM chatbot.recommendations_log r JOIN chatbot.shops s ON s.id = r.user_final_selection
        WHERE r.user_id = $1 AND r.timestamp >= $2 ORDER BY r.timestamp DESC LIMIT 200
        """,
        user_id,
        since,
    )
    (person,) = await connection.fetch(
        """
        SELECT u.birth_year IS NOT NULL AS age_known,
               coalesce(cardinality(p.dietary_restrictions), 0) > 0 AS diet_answered
        FROM chatbot.users u LEFT JOIN chatbot.user_profiles p ON p.user_id = u.id WHERE u.id = $1
        """,
        user_id,
    )
    return HistoryRow(
        said=tuple((row["input_text"], row["entities"]) for row in said),
        chosen=tuple((row["id"], row["category"], row["good"]) for row in chosen),
        age_known=person["age_known"],
        diet_answered=person["diet_answered"],
    )


async def write(connection: Connection, user_id: int, learned: LearnedRow, at: datetime) -> None:
    """Take over what was learned; what nothing is known of stays as it was."""
    p = learned
    await connection.execute(
        """
        UPDATE chatbot.user_profiles SET
            preferred_categories = CASE WHEN cardinality($2::text[]) > 0 THEN $2 ELSE preferred_categories END,
            average_budget = coalesce($3, average_budget),
            budget_min = coalesce($4, budget_min), budget_max = coalesce($5, budget_max),
            spice_level = coalesce($6, spice_level),
            favorite_shops = CASE WHEN cardinality($7::int[]) > 0 THEN $7 ELSE favorite_shops END,
            conversation_style = coalesce($8, conversation_style), taste_preferences = $9, companion_patterns = $10,
            location_preferences = $11, good_influence_preference = $12::float8::numeric, interaction_count = $13,
            data_completeness = $14::float8::numeric, last_updated = $15
        WHERE user_id = $1
        """,
        user_id,
        *(list(p.preferred_categories), p.average_budget, p.budget_min, p.budget_max, p.spice_level),
        *(list(p.favorite_shops), p.conversation_style, dict(p.taste_preferences), list(p.companion_patterns)),
        *(list(p.location_preferences), p.good_influence_preference, p.interaction_count, p.data_completeness, at),
    )
