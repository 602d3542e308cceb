"""Calls to a card system over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ValidationError

from adapters.foodcard.payload import HoldPayload, HomePayload, PagePayload, TransactionsPayload
from adapters.outside import Json, OutsideClient, Service
from core.foodcard.provider import Page, Statement, Transaction
from core.outside import NoAnswerError, RefusedError

_NAME = "foodcard"
_GONE = 404
Answer = TypeVar("Answer", bound=BaseModel)


def service(url: str, key: str) -> Service:
    """The card system at `url`: a page may take its time, a chat waits for none of these calls."""
    return Service(_NAME, url, key, limit_seconds=10.0, try_seconds=4.0)


class FoodcardClient:
    """Fulfils `core.foodcard.provider`'s protocols; every call raises what `OutsideClient` does.

    An answer that is not as docs/foodcard-api.yaml has it is no answer.
    """

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def cards(self, since: datetime | None, cursor: str | None) -> Page:
        """A page of the cards that changed since."""
        query = {"since": since.isoformat() if since else None, "cursor": cursor}
        answer = await self._client.get("cards", "/cards", {k: v for k, v in query.items() if v is not None})
        page = _checked(PagePayload, answer)
        return Page([Statement(c.ref, c.balance, c.status, c.charge_day, c.updated_at) for c in page.cards], page.next)

    async def transactions(self, ref: str, since: datetime | None) -> Sequence[Transaction]:
        """What a card paid since; a card that the system does not know paid nothing."""
        query = {"since": since.isoformat()} if since else {}
        try:
            answer = await self._client.get("transactions", f"/cards/{quote(ref, safe='')}/transactions", query)
        except RefusedError as refused:
            if refused.status != _GONE:
                raise
            return ()
        told = _checked(TransactionsPayload, answer).transactions
        return [Transaction(t.id, t.status, t.amount, t.merchant, t.reason, t.occurred_at) for t in told]

    async def can_hold(self) -> bool:
        """Whether the system keeps amounts for vouchers."""
        return _checked(HomePayload, await self._client.get("home", "/")).can_hold

    async def hold(self, ref: str, amount: int, key: UUID) -> str:
        """Keep an amount; repeated with one key it is one hold."""
        body = {"ref": ref, "amount": amount, "key": str(key)}
        return _checked(HoldPayload, await self._client.post("hold", "/holds", body, repeatable=True)).id

    async def capture(self, hold_id: str) -> None:
        """Take what is kept; a repeated capture is the same one."""
        await self._client.post("capture", f"/holds/{quote(hold_id, safe='')}/capture", repeatable=True)

    async def cancel(self, hold_id: str) -> None:
        """Give back what is kept; a repeated cancel is the same one."""
        await self._client.post("cancel", f"/holds/{quote(hold_id, safe='')}/cancel", repeatable=True)


def _checked(model: type[Answer], answer: Json) -> Answer:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NoAnswerError(_NAME, f"unexpected answer: {where} {first['type']}", may_be_done=True) from None
