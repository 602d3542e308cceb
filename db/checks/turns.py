"""Rules of turns: what leads to the partitioned table, its partitions, and the JSON that turns leave behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from db.checks.catalogue import does_not_fit
from db.checks.check import Check

LEADING = (
    ("chatbot.recommendations_log", "timestamp"),
    ("chatbot.performance_logs", "created_at"),
    ("chatbot.orders", "created_at"),
    ("chatbot.reservations", "created_at"),
    ("chatbot.safety_cases", "created_at"),
    ("ml_training.data_queue", "created_at"),
    ("ml_training.nlu_training_data", "created_at"),
)
"""Tables whose `turn_id` leads to a turn, without a foreign key, with the time of the row."""

PARTITIONED = ("chatbot.conversations", "ml_training.performance_metrics")
"""Tables kept in months of KST, made three months ahead."""


class _Item(BaseModel):
    """The guide's 4.3, recommendations."""

    model_config = ConfigDict(extra="allow", strict=True)
    shop_id: int
    shop_name: Annotated[str, Field(min_length=1)]
    score: float
    ranking: Annotated[int, Field(ge=1)]
    distance_meters: Annotated[int, Field(ge=0)] | None = None
    final_price: Annotated[int, Field(ge=0)] | None = None
    foodcard_usable: bool | None = None


class _Entities(BaseModel):
    """The slots of domain.md 3, as `Entities.to_dict` writes them."""

    model_config = ConfigDict(extra="forbid", strict=True)
    food_type: list[str] = []
    budget: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    budget_per_person: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    people: Annotated[int, Field(ge=1)] | None = None
    companions: list[str] | str = []
    location: str | None = None
    near_me: bool = False
    time_preference: str | None = None
    menu_options: list[str] = []
    taste: list[str] = []
    dietary: list[str] = []
    exclude: list[str] = []
    shop: str | None = None
    coupon: str | None = None
    urgency: bool = False


_ITEMS: TypeAdapter[Any] = TypeAdapter(list[_Item])
_ENTITIES: TypeAdapter[Any] = TypeAdapter(_Entities)


def _orphans(table: str, time: str) -> Check:
    return Check(
        f"{table.partition('.')[2]}_of_no_turn",
        f"Every turn_id of {table} leads to a turn, until its month is archived.",
        f"""
        SELECT t.id FROM {table} t LEFT JOIN chatbot.conversations c ON c.turn_id = t.turn_id
        WHERE t.turn_id IS NOT NULL AND c.id IS NULL AND t.{time} < now() - INTERVAL '1 minute'
        """,
    )


def _partitions_missing(table: str) -> Check:
    schema, name = table.split(".")
    return Check(
        f"partitions_missing_{name}",
        f"The partitions of {name} for this month and the next three are there.",
        f"""
        SELECT to_char(month, 'YYYY_MM') AS id
        FROM generate_series(date_trunc('month', now() AT TIME ZONE 'Asia/Seoul'),
                             date_trunc('month', now() AT TIME ZONE 'Asia/Seoul') + INTERVAL '3 months',
                             INTERVAL '1 month') AS month
        WHERE to_regclass('{schema}.{name}_' || to_char(month, 'YYYY_MM')) IS NULL
        """,
    )


def _in_no_month(table: str) -> Check:
    name = table.split(".")[1]
    return Check(
        f"rows_in_no_month_{name}",
        f"No row of {name} waits in the DEFAULT partition: each has its month.",
        f"SELECT id FROM {table}_default",
    )


TURNS = (
    *(_orphans(table, time) for table, time in LEADING),
    *(_partitions_missing(table) for table in PARTITIONED),
    *(_in_no_month(table) for table in PARTITIONED),
    Check(
        "turns_twice",
        "No turn stands twice, at two times.",
        "SELECT max(id) AS id FROM chatbot.conversations GROUP BY turn_id HAVING count(*) > 1",
    ),
    Check(
        "sessions_of_two_people",
        "A session belongs to one person.",
        """
        SELECT session_id AS id FROM chatbot.conversations GROUP BY session_id HAVING count(DISTINCT user_id) > 1
        """,
    ),
    Check(
        "message_ids_of_nobody",
        "A platform's message id is kept only where the person is.",
        "SELECT id FROM chatbot.conversations WHERE user_id IS NULL AND platform_message_id IS NOT NULL",
    ),
    Check(
        "turns_kept_too_long",
        "No turn is older than 36 months.",
        "SELECT id FROM chatbot.conversations WHERE timestamp < now() - INTERVAL '36 months'",
    ),
    Check(
        "turns_of_unknown_shops",
        "A turn recommends only shops that exist.",
        """
        SELECT DISTINCT c.id FROM chatbot.conversations c CROSS JOIN unnest(c.recommended_shop_ids) AS named (shop_id)
        LEFT JOIN chatbot.shops s ON s.id = named.shop_id WHERE s.id IS NULL
        """,
    ),
    Check(
        "entities_of_no_known_shape",
        "What was understood of a turn has the slots and types of the annotation.",
        "SELECT id, extracted_entities AS value FROM chatbot.conversations WHERE extracted_entities IS NOT NULL",
        lambda value: does_not_fit(_ENTITIES, value),
    ),
    Check(
        "recommendations_of_no_known_shape",
        "A recommendation lists shops with name, score and ranking.",
        "SELECT id, recommendations AS value FROM chatbot.recommendations_log",
        lambda value: does_not_fit(_ITEMS, value),
    ),
    Check(
        "recommendations_miscounted",
        "recommendation_count is the number of shops recommended.",
        """
        SELECT id FROM chatbot.recommendations_log
        WHERE CASE jsonb_typeof(recommendations)
              WHEN 'array' THEN jsonb_array_length(recommendations) <> recommendation_count ELSE FALSE END
        """,
    ),
    Check(
        "contexts_with_a_point",
        "Where somebody stands is never written down with their talk.",
        "SELECT session_id AS id FROM chatbot.conversation_contexts WHERE context_data ? 'point'",
    ),
)


def readable_contexts(cannot_read: Callable[[Any], bool]) -> Check:
    """That every stored talk can be gone on with; `cannot_read` judges a `context_data`."""
    return Check(
        "contexts_of_no_known_shape",
        "Every talk that is open can be read and gone on with.",
        "SELECT session_id AS id, context_data AS value FROM chatbot.conversation_contexts WHERE ended_at IS NULL",
        cannot_read,
    )
