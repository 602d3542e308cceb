"""Calls to an AlimTalk provider: NHN Cloud's KakaoTalk Bizmessage API 2.3 (POST /messages and what came of them)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from adapters.alimtalk.wording import Message
from adapters.outside import Json, OutsideClient, Service
from adapters.reading import mapping
from core.channel import Delivery, Destination
from core.clock import SEOUL
from core.outside import NoAnswerError, OutsideError, RefusedError

_NAME = "alimtalk"
_REPEATED = -1005
"""The provider's code for a key that it knows: an earlier call of ours came through, whatever came back of it."""

_PAUSES = (0.5, 1.0)
"""Seconds before each question after a result: KakaoTalk itself is asked by the provider meanwhile."""

_AROUND = timedelta(minutes=15)
_FATES = {"COMPLETED": Delivery.DELIVERED, "FAILED": Delivery.REFUSED, "CANCEL": Delivery.REFUSED}

_log = structlog.get_logger()


def service(url: str) -> Service:
    """The provider at `url`, which ends with `/alimtalk/v2.3/appkeys/<appkey>`. A lease of the outbox is far longer."""
    return Service(_NAME, url, "", limit_seconds=8.0, try_seconds=2.5)


class AlimtalkClient:
    """Sends one message at a time. A number is held for a call and goes nowhere else: not into logs, not into errors.

    A call is repeated under its key, which the provider refuses to take twice; where even so nobody answers, the
    provider is asked whether it has the message.
    """

    def __init__(
        self,
        outside: OutsideClient,
        number_of: Callable[[str], Awaitable[str | None]],
        *,
        secret_key: str,
        sender_key: str,
    ) -> None:
        self._outside = outside
        self._number_of = number_of
        self._secret = {"X-Secret-Key": secret_key}
        self._sender_key = sender_key

    async def send(self, destination: Destination, message: Message | None) -> Delivery:
        """Hand over a message; REFUSED where nothing approved says it, or there is no number any more."""
        number = await self._number_of(destination.account.external_id) if message is not None else None
        if message is None or number is None:
            return Delivery.REFUSED
        recipient = {
            "recipientNo": number,
            "templateParameter": dict(message.values),
            "recipientGroupingKey": str(destination.key),
            "resendParameter": {"isResend": False},  # our own order of channels holds, not the provider's text message
        }
        body = {"senderKey": self._sender_key, "templateCode": message.code, "recipientList": [recipient]}
        headers = {**self._secret, "X-NC-API-IDEMPOTENCY-KEY": str(destination.key)}
        try:
            answer = await self._outside.post("send", "/messages", body, headers=headers, repeatable=True)
        except RefusedError:
            return Delivery.REFUSED
        except NoAnswerError as error:
            return await self._look_up(destination.key) if error.may_be_done else Delivery.LATER
        return await self._made_of(mapping(answer), destination.key)

    async def _made_of(self, answer: Mapping[str, Any], key: UUID) -> Delivery:
        header = mapping(answer.get("header"))
        if header.get("resultCode") == _REPEATED:
            return await self._look_up(key)
        results = mapping(answer.get("message")).get("sendResults")
        codes = [mapping(result).get("resultCode") for result in results] if isinstance(results, list) else []
        if header.get("isSuccessful") is not True or codes != [0]:
            _log.warning("alimtalk_refused", code=header.get("resultCode"), of_recipient=codes)
            return Delivery.REFUSED
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            fate = await self._look_up(key)
            if fate in {Delivery.DELIVERED, Delivery.REFUSED}:
                return fate
        return Delivery.SENT

    async def _look_up(self, key: UUID) -> Delivery:
        """What the provider says of the message with this key; UNKNOWN where it does not."""
        now = datetime.now(SEOUL)
        query = {
            "startCreateDate": f"{now - _AROUND:%Y-%m-%d %H:%M}",
            "endCreateDate": f"{now + _AROUND:%Y-%m-%d %H:%M}",
            "recipientGroupingKey": str(key),
        }
        try:
            answer: Json = await self._outside.get("look_up", "/messages", query, headers=self._secret)
        except OutsideError:
            return Delivery.UNKNOWN
        messages = mapping(mapping(answer).get("messageSearchResultResponse")).get("messages")
        if not isinstance(messages, list) or not messages:
            return Delivery.UNKNOWN
        return _FATES.get(str(mapping(messages[0]).get("messageStatus")), Delivery.SENT)
