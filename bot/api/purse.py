"""The doors of operators onto money: coupons, grants, balances, settlements (contracts.md, `/api/v1/ops/…`)."""

from __future__ import annotations

import asyncio
from datetime import date
from http import HTTPStatus
from uuid import UUID

from aiohttp import web

from bot.api import bodies
from bot.api.once import Once
from bot.api.operation import CHANGE_REFUSALS, Operation
from bot.api.operators import OperatorCallers
from bot.api.purse_schemas import (
    CouponPage,
    GrantRequest,
    GrantView,
    MonthQuery,
    PageQuery,
    SettlementSheet,
    SheetQuery,
)
from bot.api.refused import Refusals
from bot.auth import parse_account
from bot.imports.reading import UnreadableError, read_content
from bot.imports.sheet import SheetReport, take_sheet
from bot.problems import Kind, Problem
from core.clock import SEOUL, Clock
from core.coupons.grants import Grants, Wish
from core.coupons.refusals import Refusal
from core.foodcard.sheet import Sheets, Uploader
from db import coupons, wallet
from db.crypto import Cipher
from db.pool import Database

LARGEST_SHEET = 20 * 1024 * 1024

_SHEETS = (
    *("text/csv", "application/json", "application/octet-stream", "application/vnd.ms-excel"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
)


class PurseDoor:
    """Moves money at an operator's word, within the operator's region."""

    def __init__(
        self, callers: OperatorCallers, database: Database, cipher: Cipher, once: Once, refusals: Refusals, clock: Clock
    ) -> None:
        self._callers = callers
        self._database = database
        self._grants = Grants(database)
        self._sheets = Sheets(database, cipher)
        self._once = once
        self._refusals = refusals
        self._clock = clock

    def operations(self) -> tuple[Operation, ...]:
        """What can be asked for."""
        return (
            Operation(
                *("GET", "/ops/coupons", "Coupons, their rules, how many are given and used.", self.coupons),
                *(None, CouponPage, HTTPStatus.OK, (HTTPStatus.FORBIDDEN,)),
                query=PageQuery,
            ),
            Operation(
                *("POST", "/ops/grants", "Give a person a coupon, within its programme's budget.", self.grant),
                *(GrantRequest, GrantView, HTTPStatus.CREATED, CHANGE_REFUSALS),
                changes=True,
            ),
            Operation(
                *("POST", "/ops/balances", "Take over an issuer's sheet of what cards hold.", self.balances),
                *(None, SheetReport, HTTPStatus.OK, (*CHANGE_REFUSALS, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)),
                changes=True,
                files=_SHEETS,
                query=SheetQuery,
            ),
            Operation(
                *("GET", "/ops/settlements", "What each shop is owed for a month's coupons.", self.settlements),
                *(None, SettlementSheet, HTTPStatus.OK, (HTTPStatus.FORBIDDEN,)),
                query=MonthQuery,
            ),
        )

    async def coupons(self, request: web.Request) -> web.Response:
        """A page of them, by id."""
        caller = await self._callers.reader(request)
        asked = bodies.query(request, PageQuery)
        async with self._database.acquire() as connection:
            found = await coupons.listed(connection, caller.operator.region_id, asked.after, asked.limit + 1)
        page, has_more = found[: asked.limit], len(found) > asked.limit
        return bodies.answer(CouponPage(tuple(page), page[-1].id if has_more else None))

    async def grant(self, request: web.Request) -> web.Response:
        """201 with the wallet's id, or why not."""
        caller = await self._callers.admin(request)
        asked = await bodies.read(request, GrantRequest)

        async def produce(request_id: UUID) -> web.Response:
            wish = Wish(
                parse_account(asked.user),
                asked.coupon_id,
                asked.reason,
                str(request_id),
                caller.operator.id,
                caller.operator.region_id,
            )
            granted = await self._grants.give(wish, self._clock.now())
            if isinstance(granted, Refusal):
                raise self._refusals.problem(granted)
            return bodies.answer(GrantView(granted.wallet_id, granted.expires_at.isoformat()), HTTPStatus.CREATED)

        return await self._once.run(request, caller.account, self._clock.now().date(), produce)

    async def balances(self, request: web.Request) -> web.Response:
        """200 with what became of each row."""
        caller = await self._callers.admin(request)
        if request.content_type not in _SHEETS:
            raise Problem(Kind.UNSUPPORTED_MEDIA_TYPE)
        asked = bodies.query(request, SheetQuery)
        now = self._clock.now().astimezone(SEOUL)
        as_of = asked.as_of or now
        if as_of > now:
            raise bodies.wrong_field("as_of", "is in the future")
        upload = request.clone(client_max_size=LARGEST_SHEET)
        content = await upload.read()

        async def produce(_request_id: UUID) -> web.Response:
            try:
                file = await asyncio.to_thread(read_content, content)
            except UnreadableError as error:
                raise Problem(Kind.MALFORMED, code="sheet_unreadable") from error
            uploader = Uploader(caller.operator.id, caller.operator.region_id)
            return bodies.answer(await take_sheet(self._sheets, file, as_of, uploader, keep=not asked.dry_run))

        return await self._once.run(upload, caller.account, now.date(), produce)

    async def settlements(self, request: web.Request) -> web.Response:
        """The sheet, a row a shop and coupon."""
        caller = await self._callers.reader(request)
        month = bodies.query(request, MonthQuery).month
        async with self._database.acquire() as connection:
            rows = await wallet.settlements(connection, date.fromisoformat(f"{month}-01"), caller.operator.region_id)
        return bodies.answer(SettlementSheet(month, sum(row.amount for row in rows), tuple(rows)))
