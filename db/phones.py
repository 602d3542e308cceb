"""Telephone numbers of people, sealed; they are opened for a call and nothing else."""

from __future__ import annotations

from db.crypto import Cipher
from db.pool import Connection, Database


class Phones:
    """The numbers in `users.phone_enc`, with their keyed hash beside them."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def number_of(self, user_id: int) -> str | None:
        """The number of a person, whichever of their accounts it was given with; None where there is none.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(
                """
                SELECT id, phone_enc FROM chatbot.users
                WHERE (id = $1 OR main_user_id = $1) AND status = 'ACTIVE' AND phone_enc IS NOT NULL
                ORDER BY id LIMIT 1
                """,
                user_id,
            )
        return None if row is None else self._cipher.open(row["phone_enc"], _context(row["id"])).decode()


async def keep(connection: Connection, cipher: Cipher, user_id: int, number: str) -> None:
    """Keep a number with an account; one number is one person's, so where another has it, nothing is written."""
    await connection.execute(
        """
        UPDATE chatbot.users SET phone_enc = $2, phone_hash = $3
        WHERE id = $1 AND NOT EXISTS (SELECT FROM chatbot.users other WHERE other.phone_hash = $3 AND other.id <> $1)
        """,
        user_id,
        cipher.seal(number.encode(), _context(user_id)),
        cipher.keyed_hash(number, "phone"),
    )


def _context(user_id: int) -> str:
    return f"users.phone_enc:{user_id}"
