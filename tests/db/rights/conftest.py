"""A database with a little of everything in it, and a login for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.servers import Databases

ROLES = ("app_user", "ml_user", "data_analyst", "operator_user")

Login: TypeAlias = Callable[[str], psycopg.Connection]


@pytest.fixture(scope="module")
def filled_url(servers: tuple[Databases, str]) -> Iterator[str]:
    with servers[0].copy() as url:
        with psycopg.connect(url) as connection:
            connection.execute(Path(__file__).with_name("rows.sql").read_text())
        yield url


@pytest.fixture(scope="module")
def logins(filled_url: str) -> Iterator[dict[str, str]]:
    """URL of somebody who really logs in, by the role that they are a member of."""
    parts = urlsplit(filled_url)
    with psycopg.connect(filled_url, autocommit=True) as owner:
        for role in ROLES:
            owner.execute(f"CREATE ROLE login_{role} LOGIN PASSWORD 'secret' IN ROLE {role}".encode())
        yield {
            role: parts._replace(netloc=f"login_{role}:secret@{parts.hostname}:{parts.port}").geturl() for role in ROLES
        }
        for role in ROLES:
            owner.execute(f"DROP ROLE login_{role}".encode())


@pytest.fixture
def login(logins: dict[str, str]) -> Iterator[Login]:
    """Logs in as a role; what is done is rolled back."""
    with ExitStack() as leave:
        yield lambda role: leave.enter_context(_session(logins[role]))


@contextmanager
def _session(url: str) -> Iterator[psycopg.Connection]:
    connection = psycopg.connect(url)
    yield connection
    connection.rollback()
    connection.close()
