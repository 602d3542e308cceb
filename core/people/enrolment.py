"""Enrolment: codes of the welfare office and of the person, and what they link (domain.md 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import asyncpg

from core.clock import SEOUL
from core.codes import new_code, read_code
from core.consent import Standing
from core.coupons.benefits import Benefits
from core.messages import Account
from db import foodcard, linking, people, phones
from db.crypto import Cipher
from db.foodcard import CardReference
from db.linking import NewChildCode, Redeemed
from db.pool import Connection, Database

OFFICE_DAYS = timedelta(days=30)
ACCOUNT_MINUTES = timedelta(minutes=10)
REPEATED_WITHIN = timedelta(minutes=10)


class UnknownRegionError(Exception):
    """No region of that name; holds the names there are."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What an office hands out, each once: the child's, and the guardian's where there is one."""

    child: str
    guardian: str | None


class Linked(StrEnum):
    """What a code linked."""

    CARD = "card"  # a card to a person
    ACCOUNT = "account"  # this account to a person
    GUARDIAN = "guardian"  # a guardian to a child


class Failure(StrEnum):
    """Why a code linked nothing; it may still be used."""

    UNKNOWN = "unknown"  # unknown, used or run out
    CHILD_FIRST = "child_first"  # a guardian's code before the child's was used
    OWN = "own"  # one's own
    HAS_OTHERS = "has_others"  # the account has a card or accounts of its own


class _RefusedError(Exception):
    """Takes the transaction back."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


class Enrolment:
    """Issues and redeems codes. A code itself is never kept, only its keyed hash."""

    def __init__(self, database: Database, cipher: Cipher, benefits: Benefits) -> None:
        self._database = database
        self._cipher = cipher
        self._benefits = benefits

    async def issue(
        self, card_ref: str, region: str, birth_year: int, now: datetime, *, guardian: bool, phone: str | None = None
    ) -> Codes:
        """Codes for a card whose signed application the office holds, good for 30 days.

        `phone` is the guardian's number (`read_phone`): by it they are told where no chat reaches them.

        Raises:
            UnknownRegionError: there is no such region.
        """
        child, other = new_code(), new_code() if guardian else None
        code_hash = self._hash(child)
        async with self._database.transaction() as connection:
            regions: Mapping[str, int] = await linking.region_ids(connection)
            if region not in regions:
                raise UnknownRegionError(", ".join(sorted(regions)))
            code_id = await linking.issue_child_code(
                connection,
                NewChildCode(
                    code_hash=code_hash,
                    region_id=regions[region],
                    birth_year=birth_year,
                    card_ref_enc=self._cipher.seal(card_ref.encode(), _code_context(code_hash)),
                    card_ref_hash=self._cipher.keyed_hash(card_ref, "card_ref"),
                    expires_at=max(now, datetime.now(SEOUL)) + OFFICE_DAYS,
                ),
                operator_id=None,
            )
            if other is not None:
                other_hash = self._hash(other)
                sealed = self._cipher.seal(phone.encode(), _phone_context(other_hash)) if phone else None
                await linking.issue_guardian_code(connection, other_hash, code_id, sealed)
        return Codes(child, other)

    async def account_code(self, user_id: int) -> str:
        """A code that brings another account of this person within ten minutes."""
        code = new_code()
        async with self._database.transaction() as connection:
            expires_at = datetime.now(SEOUL) + ACCOUNT_MINUTES
            await linking.issue_account_code(connection, self._hash(code), user_id, expires_at)
        return code

    async def redeem(self, account: Account, code: str, now: datetime) -> Linked | Failure:
        """Link what the code says to the account; all of it or nothing, and the code counts as used only then.

        Redeemed again by the same account within minutes (a turn that is repeated after a death) it links nothing new
        and tells the same.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        code_hash = self._hash(code)
        try:
            async with self._database.transaction() as connection:
                known = await people.find(connection, account.platform, account.external_id)
                user_id = known.id if known else await _new_person(connection, account)
                redeemed = await linking.redeem(connection, code_hash, user_id, datetime.now(SEOUL))
                if redeemed is None:
                    return await _linked_before(connection, code_hash, user_id)
                return await self._link(connection, account, user_id, code_hash, redeemed, now)
        except _RefusedError as refused:
            return refused.failure
        except (asyncpg.RestrictViolationError, asyncpg.CheckViolationError):
            return Failure.HAS_OTHERS

    async def _link(
        self,
        connection: Connection,
        account: Account,
        user_id: int,
        code_hash: bytes,
        redeemed: Redeemed,
        now: datetime,
    ) -> Linked:
        if redeemed.purpose == "guardian":
            linked = await _link_guardian(connection, account, user_id, redeemed, now)
            if redeemed.phone_enc is not None:
                number = self._cipher.open(redeemed.phone_enc, _phone_context(code_hash)).decode()
                await phones.keep(connection, self._cipher, user_id, number)
            return linked
        if redeemed.purpose == "account":
            return await _join(connection, user_id, redeemed.main_user_id)
        owner = await foodcard.owner(connection, redeemed.card_ref_hash or b"")
        if owner is not None and owner != user_id:
            return await _join(connection, user_id, owner)
        await self._link_card(connection, account, user_id, code_hash, redeemed, now)
        return Linked.CARD

    async def _link_card(
        self,
        connection: Connection,
        account: Account,
        user_id: int,
        code_hash: bytes,
        redeemed: Redeemed,
        now: datetime,
    ) -> None:
        """The signed application speaks for the guardian's consent; who is of age agreed themselves."""
        ref_enc, ref_hash, year = redeemed.card_ref_enc or b"", redeemed.card_ref_hash or b"", redeemed.birth_year or 0
        of_age = Standing(birth_year=year).is_of_age(now.astimezone(SEOUL).date())
        consents = ("service",) if of_age else ("guardian", "service")
        await people.add(connection, account.platform, account.external_id, consents, "office", birth_year=year)
        ref = self._cipher.open(ref_enc, _code_context(code_hash))
        sealed = self._cipher.seal(ref, f"foodcard_users.card_ref_enc:{user_id}")
        await foodcard.link_reference(
            connection, user_id, redeemed.region_id or 0, CardReference(sealed, ref_hash), age_group(year, now.date())
        )
        await self._benefits.welcome(connection, user_id, account, ref_hash, now)

    def _hash(self, code: str) -> bytes:
        return self._cipher.keyed_hash(read_code(code) or code, "link_code")


def age_group(birth_year: int, today: date) -> str:
    """The guide's age band, by the school year that a birth year mostly stands in."""
    age = today.year - birth_year
    bands = ((12, "초등학생"), (15, "중학생"), (18, "고등학생"), (24, "대학생"), (34, "청년"))
    return next((name for most, name in bands if age <= most), "기타")


async def _new_person(connection: Connection, account: Account) -> int:
    return await people.add(connection, account.platform, account.external_id, (), "office", birth_year=None)


async def _linked_before(connection: Connection, code_hash: bytes, user_id: int) -> Linked:
    used = await linking.used_by(connection, code_hash, user_id, datetime.now(SEOUL) - REPEATED_WITHIN)
    if used is None:
        raise _RefusedError(Failure.UNKNOWN)
    purpose, is_joined = used
    if purpose == "guardian":
        return Linked.GUARDIAN
    return Linked.ACCOUNT if is_joined else Linked.CARD


async def _join(connection: Connection, user_id: int, main_user_id: int | None) -> Linked:
    if main_user_id is None or main_user_id == user_id:
        raise _RefusedError(Failure.OWN)
    if await foodcard.has_card(connection, user_id):
        raise _RefusedError(Failure.HAS_OTHERS)
    await linking.join(connection, user_id, main_user_id)
    return Linked.ACCOUNT


async def _link_guardian(
    connection: Connection, account: Account, user_id: int, redeemed: Redeemed, now: datetime
) -> Linked:
    if redeemed.child_user_id is None:
        raise _RefusedError(Failure.CHILD_FIRST)
    child = await linking.main_of(connection, redeemed.child_user_id)
    if child == user_id:
        raise _RefusedError(Failure.OWN)
    await people.add(connection, account.platform, account.external_id, ("service",), "office", birth_year=None)
    await linking.link_guardian(connection, user_id, child, now)
    return Linked.GUARDIAN


def _code_context(code_hash: bytes) -> str:
    return f"link_codes.card_ref_enc:{code_hash.hex()}"


def _phone_context(code_hash: bytes) -> str:
    return f"link_codes.phone_enc:{code_hash.hex()}"
