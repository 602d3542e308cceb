"""An operator's token at the doors."""

from __future__ import annotations

import io
import time
from typing import Any
from uuid import uuid4

from bot.auth import Caller, Role, issue
from core.messages import Account
from tests.bot.api.doors.conftest import Apps


class Desk:
    """Asks as an operator; a `name` that is nobody's operates everywhere."""

    def __init__(self, apps: Apps, role: Role = Role.MARKETER, name: str = "desk") -> None:
        self._apps = apps
        self.name = name
        secret = apps.stage.settings.jwt_secret.get_secret_value()
        token = issue(secret, Caller(Account("test", name), role), issued_at=int(time.time()), ttl=600)
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def of_region(cls, apps: Apps, region: str, role: Role = Role.ADMIN) -> Desk:
        """The desk of a new operator of that region."""
        name = uuid4().hex
        await apps.stage.execute(
            """
            INSERT INTO chatbot.operators (operator_name, role, region_id, password_hash)
            SELECT $1, $2, id, '$2b$12$' || repeat('a', 53) FROM chatbot.regions WHERE region_name = $3
            """,
            name,
            role.value,
            region,
        )
        return cls(apps, role, name)

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        url = f"{self._apps.stage.url}/api/v1{path}"
        async with self._apps.session.request(method, url, json=body, headers={**self._headers, **headers}) as response:
            return response.status, await response.json(content_type=None)

    async def upload(self, path: str, content: bytes, kind: str = "text/csv", **headers: str) -> tuple[int, Any]:
        """As `ask`, with a file as the body."""
        url, told = f"{self._apps.stage.url}/api/v1{path}", {**self._headers, "Content-Type": kind, **headers}
        async with self._apps.session.post(url, data=io.BytesIO(content), headers=told) as response:
            return response.status, await response.json(content_type=None)
