"""Every CHECK, UNIQUE and FOREIGN KEY of migrations 1 to 8: what it takes and what it refuses, by its name."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from db.migrate import migrate
from tests.db.foundation.catalogue import CATALOGUE
from tests.db.foundation.people import COUPONS, PEOPLE
from tests.db.foundation.rows import GOOD, STANDING
from tests.db.foundation.rule import Rule, Values
from tests.db.foundation.turns import BURSTS, QUEUES, TURNS
from tests.servers import Databases

RULES = (*CATALOGUE, *PEOPLE, *COUPONS, *TURNS, *QUEUES)

REFUSALS = (errors.CheckViolation, errors.UniqueViolation, errors.ForeignKeyViolation)

_ALL = """
SELECT conname FROM pg_constraint WHERE connamespace = 'chatbot'::regnamespace AND contype IN ('c', 'u', 'f', 'p')
    AND conparentid = 0 AND NOT (SELECT relispartition FROM pg_class WHERE oid = conrelid)
UNION
SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE i.relnamespace = 'chatbot'::regnamespace AND x.indisunique AND NOT i.relispartition
"""

Connection = psycopg.Connection[tuple[str, ...]]


@pytest.fixture(scope="module")
def standing(servers: tuple[Databases, str]) -> Iterator[Connection]:
    with servers[0].copy() as url, psycopg.connect(url) as connection:
        connection.execute(STANDING)
        connection.commit()
        yield connection


@pytest.fixture
def connection(standing: Connection) -> Iterator[Connection]:
    yield standing
    standing.rollback()


def _insert(connection: Connection, table: str, values: Values) -> None:
    row = GOOD[table] | values
    statement = f"INSERT INTO chatbot.{table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"
    connection.execute(statement.encode())


@pytest.mark.parametrize("rule", [*RULES, *BURSTS], ids=str)
def test_a_rule_takes_what_it_should(connection: Connection, rule: Rule) -> None:
    for values in rule.taken:
        if rule.after is not None:
            _insert(connection, rule.table, rule.after)
        _insert(connection, rule.table, values)
        connection.rollback()


@pytest.mark.parametrize("rule", [*RULES, *BURSTS], ids=str)
def test_a_rule_refuses_what_it_should(connection: Connection, rule: Rule) -> None:
    assert rule.refused
    for values in rule.refused:
        if rule.after is not None:
            _insert(connection, rule.table, rule.after)
        with pytest.raises(REFUSALS) as caught:
            _insert(connection, rule.table, values)
        told = caught.value.diag
        connection.rollback()
        assert told.constraint_name == rule.name or rule.name in _parents(connection, told.constraint_name or "")


def _parents(connection: Connection, index: str) -> set[str]:
    """The partitioned table's key that a partition's key is a part of."""
    rows = connection.execute(
        """
        SELECT parent.relname FROM pg_inherits i JOIN pg_class child ON child.oid = i.inhrelid
        JOIN pg_class parent ON parent.oid = i.inhparent WHERE child.relname = %s
        """,
        (index,),
    )
    return {name for (name,) in rows}


def test_no_rule_is_left_out(servers: tuple[Databases, str]) -> None:
    with servers[0].copy() as url:
        migrate(url, to=8)
        with psycopg.connect(url) as connection:
            names = {name for (name,) in connection.execute(_ALL)}
    assert names == {rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("parent", "gone", "stays"),
    [
        ("DELETE FROM chatbot.shops WHERE id = 101", ("menus", "reviews", "shop_facilities"), ()),
        ("DELETE FROM chatbot.users WHERE id = 101", ("user_profiles", "foodcard_users", "user_coupon_wallet"), ()),
        ("DELETE FROM chatbot.regions WHERE id = 101", ("region_card_rules", "help_places"), ()),
        ("DELETE FROM chatbot.users WHERE id = 101", (), ("consents",)),
        ("DELETE FROM chatbot.regions WHERE id = 101", (), ("foodcard_users",)),
        ("DELETE FROM chatbot.coupons WHERE id = 'C'", (), ("user_coupon_wallet",)),
    ],
)
def test_who_goes_takes_along_only_what_is_theirs(
    connection: Connection, parent: str, gone: tuple[str, ...], stays: tuple[str, ...]
) -> None:
    connection.execute("DELETE FROM chatbot.orders")
    for table in (*gone, *stays):
        _insert(connection, table, {})
    if stays:
        with pytest.raises(errors.ForeignKeyViolation):
            connection.execute(parent.encode())
        return
    connection.execute(parent.encode())
    for table in gone:
        assert connection.execute(f"SELECT FROM chatbot.{table}".encode()).fetchall() == []
