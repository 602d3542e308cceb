"""docs/database.md shows the schema as it is; every table and view says what it is for."""

from __future__ import annotations

import psycopg
import pytest

from scripts.draw_database import FAMILIES, PAGE, drawn_page


def test_the_page_is_up_to_date(database_url: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        assert drawn_page(page, connection) == page, "run python scripts/draw_database.py"


def test_a_table_without_a_family_stops_the_drawing(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE chatbot.strangers (id INTEGER)")
        with pytest.raises(SystemExit, match="strangers"):
            drawn_page(PAGE.read_text(encoding="utf-8"), connection)


def test_a_table_stands_in_one_family() -> None:
    tables = [table for tables in FAMILIES.values() for table in tables]
    assert len(tables) == len(set(tables))


def test_every_table_and_view_says_what_it_is(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        silent = connection.execute(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('chatbot', 'ml_training', 'ml_features', 'analytics')
              AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND obj_description(c.oid) IS NULL
            """
        ).fetchall()
    assert silent == []
