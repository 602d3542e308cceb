"""Who calls: the person behind a token, made at the first request, and nobody else's data."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.auth import TokenVerifier
from bot.problems import Kind, Problem
from core.clock import Clock
from core.consent import Field
from core.messages import Account
from core.people.people import People, Person

ME = "me"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is kept. Whoever signs the token vouches for age and consent, unless that was withdrawn since."""

    account: Account
    person: Person
    user_id: int


class Callers:
    """Finds out who calls."""

    def __init__(self, verifier: TokenVerifier, people: People, clock: Clock) -> None:
        self._verifier = verifier
        self._people = people
        self._clock = clock

    async def caller(self, request: web.Request, field: Field = Field.PROFILE) -> Caller:
        """Who speaks, if `field` may be kept of them.

        Raises:
            Problem: 401, or 403 where the person's consent does not reach so far or `{id}` is somebody else.
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        account = self._verifier.verify(request.headers.get(hdrs.AUTHORIZATION)).account
        return await self.known(account, request.match_info.get("id") if "users" in request.path else None, field)

    async def known(self, account: Account, named: str | None, field: Field) -> Caller:
        """The person of a verified account; `named` is the id that the path tells.

        Raises:
            Problem: 403.
        """
        person = await self._people.load(account, vouched=True)
        if person.user_id is None or not person.may_keep(field, self._clock.now()):
            raise Problem(Kind.FORBIDDEN, code="needs_consent")
        if named not in {None, ME, str(person.user_id)}:
            raise Problem(Kind.FORBIDDEN)
        return Caller(account, person, person.user_id)
