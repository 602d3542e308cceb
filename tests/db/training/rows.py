"""Rows that other rows hang on, made with what a test does not care about filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from db.pool import Connection


async def insert(connection: Connection, table: str, **values: Any) -> Any:  # noqa: ANN401 - whatever the id is
    """Write one row and return its first column."""
    casts = {"embedding_vector": "::text::vector"}  # asyncpg does not know the type
    places = ", ".join(f"${n}{casts.get(column, '')}" for n, column in enumerate(values, 1))
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places}) RETURNING *"
    row = await connection.fetchrow(statement, *values.values())
    assert row is not None
    return row[0]


async def region(connection: Connection, name: str = "춘천시") -> int:
    made: int = await insert(
        connection, "chatbot.regions", region_name=name, contact_name="복지과", contact_phone="033-000-0000"
    )
    return made


async def person(connection: Connection, name: str = "child", **values: Any) -> int:  # noqa: ANN401 - column values
    made: int = await insert(connection, "chatbot.users", platform="test", external_user_id=name, **values)
    return made


async def shop(connection: Connection, name: str = "김밥천국", **values: Any) -> int:  # noqa: ANN401 - column values
    defaults: dict[str, Any] = {"category": "분식", "address_name": "강원 춘천시 효자동 1"}
    made: int = await insert(connection, "chatbot.shops", shop_name=name, **(defaults | values))
    return made


async def turn(connection: Connection, at: datetime, **values: Any) -> UUID:  # noqa: ANN401 - column values
    """A turn at `at`; returns its turn_id."""
    turn_id = uuid4()
    defaults: dict[str, Any] = {
        "session_id": uuid4(),
        "conversation_id": uuid4(),
        "platform": "test",
        "input_text": "배고파",
        "response_text": "여기 어때요?",
        "extracted_intent": "FOOD_REQUEST",
        "intent_confidence": 0.5,
        "extracted_entities": {},
    }
    await insert(connection, "chatbot.conversations", turn_id=turn_id, timestamp=at, **(defaults | values))
    return turn_id


async def recommendation(connection: Connection, at: datetime, **values: Any) -> int:  # noqa: ANN401 - column values
    defaults: dict[str, Any] = {
        "recommendation_id": uuid4(),
        "turn_id": uuid4(),
        "session_id": uuid4(),
        "request_intent": "FOOD_REQUEST",
        "request_entities": {},
        "recommendations": [],
        "recommendation_count": 0,
        "recommendation_method": "HYBRID",
    }
    made: int = await insert(connection, "chatbot.recommendations_log", timestamp=at, **(defaults | values))
    return made


async def queued(connection: Connection, count: int, model_type: str = "nlu", status: str = "ready") -> None:
    """`count` rows of the learning queue."""
    await connection.execute(
        """
        INSERT INTO ml_training.data_queue (model_type, raw_data, quality_score, status)
        SELECT $1, jsonb_build_object('n', n), 0.9, $2 FROM generate_series(1, $3) AS n
        """,
        model_type,
        status,
        count,
    )
