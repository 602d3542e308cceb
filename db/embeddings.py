"""The vectors of shops' documents, kept in pgvector so that a text is embedded once for each model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from db.pool import Connection

Vector = NDArray[np.float32]

_HEAD = 4  # bytes before the numbers in the wire form of a vector: its dimension and a reserved word
_TITLE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Document:
    """What a shop is searched by."""

    shop_id: int
    title: str
    content: str


async def kept(connection: Connection, model: str, dimension: int, documents: Sequence[Document]) -> dict[int, Vector]:
    """The vectors that `model` made of exactly these documents, by shop; one of another dimension is none of its."""
    rows = await connection.fetch(
        """
        SELECT told.shop_id, vector_send(kept.embedding_vector) AS vector
        FROM unnest($1::integer[], $2::text[]) AS told (shop_id, content)
        JOIN ml_training.rag_embeddings_queue kept
            ON kept.document_type = 'shop' AND kept.document_id = 'shop_' || told.shop_id
        WHERE kept.content = told.content AND kept.embedding_model = $3 AND kept.status = 'active'
              AND kept.embedding_dimension = $4
              AND NOT kept.needs_reembedding
        """,
        [one.shop_id for one in documents],
        [one.content for one in documents],
        model,
        dimension,
    )
    return {row["shop_id"]: np.frombuffer(row["vector"], dtype=">f4", offset=_HEAD).astype("f4") for row in rows}


async def keep(
    connection: Connection, model: str, documents: Sequence[Document], vectors: Mapping[int, Vector]
) -> None:
    """Keep the vectors that `model` made of documents, in place of those of other texts and models."""
    made = [one for one in documents if one.shop_id in vectors]
    told = [orjson.dumps(vectors[one.shop_id], option=orjson.OPT_SERIALIZE_NUMPY).decode() for one in made]
    await connection.execute(
        """
        INSERT INTO ml_training.rag_embeddings_queue (
            document_type, document_id, title, content, embedding_model, embedding_vector, embedding_dimension,
            status, last_embedded_at)
        SELECT 'shop', 'shop_' || shop_id, title, content, $5, told::vector, vector_dims(told::vector), 'active', now()
        FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[]) AS made (shop_id, title, content, told)
        ON CONFLICT (document_type, document_id) DO UPDATE
        SET title = excluded.title, content = excluded.content, embedding_model = excluded.embedding_model,
            embedding_vector = excluded.embedding_vector, embedding_dimension = excluded.embedding_dimension,
            status = 'active', needs_reembedding = FALSE, reembedding_reason = NULL, last_embedded_at = now()
        """,
        [one.shop_id for one in made],
        [one.title[:_TITLE_LENGTH] for one in made],
        [one.content for one in made],
        told,
        model,
    )
