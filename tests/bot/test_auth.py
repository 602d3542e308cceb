from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.auth import PLATFORMS, Caller, Role, TokenVerifier, issue, parse_account
from core.messages import Account

SECRET = "a-secret-of-at-least-thirty-two-bytes"

identifiers = st.text(min_size=1, max_size=200).filter(str.isprintable)


@given(st.sampled_from(PLATFORMS), identifiers, st.sampled_from(Role))
def test_what_is_issued_is_verified(platform: str, external_id: str, role: Role) -> None:
    caller = Caller(Account(platform, external_id), role)
    token = issue(SECRET, caller, issued_at=int(time.time()), ttl=60)
    assert TokenVerifier(SECRET).verify(f"Bearer {token}") == caller


@given(st.sampled_from(PLATFORMS), identifiers)
def test_an_account_reads_as_it_is_written(platform: str, external_id: str) -> None:
    account = Account(platform, external_id)
    assert parse_account(str(account)) == account


@pytest.mark.parametrize("text", ["", "test", "test:", ":1", "TEST:1", "slack:1", "test:a\nb", "test:" + "x" * 201])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse_account(text)


def test_only_operators_operate() -> None:
    assert [role for role in Role if role.operates] == [Role.VIEWER, Role.MARKETER, Role.ADMIN]
