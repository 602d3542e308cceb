"""Who calls the doors of operators: a token whose role operates, and the region of the operator it names."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.auth import Role, TokenVerifier
from bot.problems import Kind, Problem
from core.campaigns.campaigns import Operator
from core.messages import Account
from db import operators
from db.pool import Database


@dataclass(frozen=True, slots=True)
class OperatorCaller:
    """An operator and the account of their token."""

    account: Account
    operator: Operator


class OperatorCallers:
    """Finds out who operates. A token's ID that is the name of an operator acts with their id in their region."""

    def __init__(self, verifier: TokenVerifier, database: Database) -> None:
        self._verifier = verifier
        self._database = database

    async def reader(self, request: web.Request) -> OperatorCaller:
        """Whoever may look.

        Raises:
            Problem: 401, or 403 for a role that does not operate.
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        return await self._caller(request, (Role.VIEWER, Role.MARKETER, Role.ADMIN))

    async def marketer(self, request: web.Request) -> OperatorCaller:
        """Whoever may write to people. Raises as `reader`."""
        return await self._caller(request, (Role.MARKETER, Role.ADMIN))

    async def admin(self, request: web.Request) -> OperatorCaller:
        """Whoever may move money. Raises as `reader`."""
        return await self._caller(request, (Role.ADMIN,))

    async def _caller(self, request: web.Request, roles: tuple[Role, ...]) -> OperatorCaller:
        caller = self._verifier.verify(request.headers.get(hdrs.AUTHORIZATION))
        if caller.role not in roles:
            raise Problem(Kind.FORBIDDEN)
        async with self._database.acquire() as connection:
            row = await operators.find(connection, caller.account.external_id)
        return OperatorCaller(caller.account, Operator(row.id, row.region_id) if row else Operator())
