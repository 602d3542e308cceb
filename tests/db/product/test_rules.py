"""Every CHECK, unique and foreign rule of the product's tables, from both sides."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from tests.db.product.rows import TABLES, Row, Rule, Table

_NOTHING = {"coupon_id": "'NOTHING'"}
"""What points to nothing where a key is no number."""


def insert(sql: psycopg.Connection, table: str, row: Row) -> None:
    command = f"INSERT INTO chatbot.{table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"
    sql.execute(command.encode())


def refused(error: pytest.ExceptionInfo[psycopg.Error]) -> str | None:
    return error.value.diag.constraint_name


def _checks() -> list[tuple[Table, Rule]]:
    return [(table, rule) for table in TABLES for rule in table.checks]


def _uniques() -> list[tuple[Table, Rule]]:
    return [(table, rule) for table in TABLES for rule in table.uniques]


def _keys() -> list[tuple[Table, str, Row]]:
    return [(table, name, row) for table in TABLES for name, row in table.keys]


@pytest.mark.parametrize(("table", "rule"), _checks(), ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_a_check_takes_what_keeps_it_and_refuses_what_breaks_it(
    sql: psycopg.Connection, table: Table, rule: Rule
) -> None:
    name, keeps, breaks = rule
    with sql.transaction(force_rollback=True):
        insert(sql, table.name, table.row | keeps)
    with pytest.raises(errors.CheckViolation) as error:
        insert(sql, table.name, table.row | breaks)
    assert refused(error) == name


@pytest.mark.parametrize(("table", "rule"), _uniques(), ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_a_unique_rule_takes_a_second_row_that_differs_and_refuses_one_that_does_not(
    sql: psycopg.Connection, table: Table, rule: Rule
) -> None:
    name, differs, clashes = rule
    first = table.row | {column: value for column, value in clashes.items() if column in _told_apart_by(name)}
    insert(sql, table.name, first)
    with sql.transaction(force_rollback=True):
        insert(sql, table.name, table.row | differs)
    with pytest.raises(errors.UniqueViolation) as error:
        insert(sql, table.name, table.row | clashes)
    assert refused(error) == name


def _told_apart_by(name: str) -> tuple[str, ...]:
    """Columns that the first row too must have as the clashing one: the row of `TABLES` leaves them open."""
    return {
        "orders_request_unique": ("request_id",),
        "reservations_request_unique": ("request_id",),
        "reservations_provider_unique": ("provider_reservation_id",),
        "foodcard_holds_key_unique": ("hold_key",),
        "foodcard_holds_provider_unique": ("provider_hold_id",),
        "campaign_recipients_outbox_unique": ("outbox_id",),
        "coupon_ledger_ended_once": ("entry",),
    }.get(name, ())


@pytest.mark.parametrize(("table", "name", "row"), _keys(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_foreign_key_takes_what_is_there_and_refuses_what_is_not(
    sql: psycopg.Connection, table: Table, name: str, row: Row
) -> None:
    with sql.transaction(force_rollback=True):
        insert(sql, table.name, table.row | row)
    column = name.removeprefix(f"{table.name}_").removesuffix("_fkey")
    with pytest.raises(errors.ForeignKeyViolation) as error:
        insert(sql, table.name, table.row | row | {column: _NOTHING.get(column, "999999")})
    assert refused(error) == name


def test_no_rule_is_left_out(sql: psycopg.Connection) -> None:
    names = [table.name for table in TABLES]
    standing = {
        row[0]
        for row in sql.execute(
            """
            SELECT conname FROM pg_constraint JOIN pg_class t ON t.oid = conrelid
            WHERE t.relnamespace = 'chatbot'::regnamespace AND t.relname = ANY (%(names)s)
              AND (contype IN ('c', 'f', 'u') OR (contype = 'p' AND conkey <> ARRAY[1::smallint])
                   OR conname IN ('redemptions_pkey', 'card_syncs_pkey'))
            UNION ALL
            SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
            WHERE t.relnamespace = 'chatbot'::regnamespace AND t.relname = ANY (%(names)s)
              AND indisunique AND indpred IS NOT NULL
            """,
            {"names": names},
        )
    }
    tried = {name for table in TABLES for name, _, _ in (*table.checks, *table.uniques)}
    tried |= {name for table in TABLES for name, _ in table.keys}
    assert standing == tried


def test_every_table_and_every_function_says_what_it_is(sql: psycopg.Connection) -> None:
    names = [table.name for table in TABLES]
    silent = sql.execute(
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'chatbot'::regnamespace AND (relname = ANY (%s) OR relname = 'card_money')
          AND obj_description(oid, 'pg_class') IS NULL
        UNION ALL
        SELECT proname FROM pg_proc
        WHERE proname IN ('keep_coupon_books', 'write_coupon_entry', 'announce_shop', 'announce_shops',
                          'guard_main_account', 'guard_coupon_terms')
          AND obj_description(oid, 'pg_proc') IS NULL
        """,
        (names,),
    ).fetchall()
    assert silent == []


ADDED = (
    ("shops_token_unique", "UPDATE chatbot.shops SET token_hash = '\\x01'", errors.UniqueViolation),
    (
        "coupons_programme_fkey",
        "UPDATE chatbot.coupons SET programme_id = 99 WHERE total_issued = 0",
        errors.ForeignKeyViolation,
    ),
    (
        "user_coupon_wallet_reserved_order_fkey",
        "UPDATE chatbot.user_coupon_wallet SET reserved_order_id = 99, reserved_until = now()",
        errors.ForeignKeyViolation,
    ),
    (
        "user_coupon_wallet_committed_check",
        "UPDATE chatbot.user_coupon_wallet SET committed_amount = -1",
        errors.CheckViolation,
    ),
    (
        "users_main_is_another",
        "INSERT INTO chatbot.users (id, platform, external_user_id, main_user_id) VALUES (99, 'web', 'x', 99)",
        errors.RestrictViolation,
    ),
    ("users_main_fkey", "UPDATE chatbot.users SET main_user_id = 99 WHERE id = 2", errors.RestrictViolation),
    (
        "foodcard_users_alert_check",
        "UPDATE chatbot.foodcard_users SET balance_alert_sent_at = now()",
        errors.CheckViolation,
    ),
    ("coupons_given_for_check", "UPDATE chatbot.coupons SET given_for = 'birthday'", errors.CheckViolation),
    (
        "recommendations_log_ranking_is_told",
        """
        INSERT INTO chatbot.recommendations_log (
            recommendation_id, turn_id, session_id, request_intent, request_entities, recommendations,
            recommendation_count, recommendation_method, ranking)
        VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'FOOD_REQUEST', '{}', '[]', 0, 'RAG',
                '{"pool": [1]}')
        """,
        errors.CheckViolation,
    ),
    ("coupons_one_an_occasion", "UPDATE chatbot.coupons SET given_for = 'welcome'", errors.UniqueViolation),
)
"""Rules added to tables that were there before; a main account is refused by its guard before the rules are asked."""


@pytest.mark.parametrize(("name", "command", "kind"), ADDED, ids=[name for name, _, _ in ADDED])
def test_an_added_rule_refuses(sql: psycopg.Connection, name: str, command: str, kind: type[psycopg.Error]) -> None:
    with pytest.raises(kind) as error:
        sql.execute(command.encode())
    assert refused(error) in {name, None}


def test_the_added_rules_take_what_keeps_them(sql: psycopg.Connection) -> None:
    sql.execute("UPDATE chatbot.shops SET token_hash = int4send(id), pin_hash = '\\x01'")
    sql.execute("UPDATE chatbot.coupons SET programme_id = 1 WHERE total_issued = 0")
    sql.execute("UPDATE chatbot.user_coupon_wallet SET reserved_order_id = 1, reserved_until = now()")
    sql.execute("UPDATE chatbot.users SET main_user_id = 1 WHERE id = 2")
    sql.execute("UPDATE chatbot.foodcard_users SET balance_alert_sent = TRUE, balance_alert_sent_at = now()")
    sql.execute("""UPDATE chatbot.recommendations_log SET ranking = '{"pool": [1], "chances": [1]}'""")
    sql.execute("UPDATE chatbot.coupons SET given_for = 'grant'")
    sql.execute("UPDATE chatbot.coupons SET given_for = 'welcome', is_active = id = 'SPARE'")


@pytest.mark.parametrize("table", ["coupon_ledger", "audit_log"])
@pytest.mark.parametrize("command", ["UPDATE chatbot.{} SET id = id", "DELETE FROM chatbot.{}", "TRUNCATE chatbot.{}"])
def test_what_is_written_in_a_book_stays(sql: psycopg.Connection, table: str, command: str) -> None:
    rows = {entry.name: entry.row for entry in TABLES}
    insert(sql, table, rows[table])
    with pytest.raises(errors.RestrictViolation, match=f"{table} is append-only"):
        sql.execute(command.format(table).encode())


ERASED = (
    ("orders", "user_id", "kept without a name"),
    ("reservations", "user_id", "kept without a name"),
    ("safety_cases", "user_id", "kept without a name"),
    ("outbox", "user_id", "gone"),
    ("exposures", "user_id", "gone"),
    ("campaign_recipients", "user_id", "gone"),
    ("guardian_links", "child_user_id", "gone"),
    ("referrals", "referrer_user_id", "gone"),
)


@pytest.mark.parametrize(("table", "column", "fate"), ERASED, ids=[name for name, _, _ in ERASED])
def test_what_becomes_of_a_row_when_its_person_is_erased(
    sql: psycopg.Connection, table: str, column: str, fate: str
) -> None:
    sql.execute("INSERT INTO chatbot.users (id, platform, external_user_id) VALUES (50, 'web', 'leaving')")
    row = {entry.name: entry.row for entry in TABLES}[table]
    insert(sql, table, row | {column: "50"} | {"id": "5000"})
    sql.execute("DELETE FROM chatbot.users WHERE id = 50")
    left = sql.execute(f"SELECT {column} FROM chatbot.{table} WHERE id = 5000".encode()).fetchall()
    assert left == ([(None,)] if fate == "kept without a name" else [])
