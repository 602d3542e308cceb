"""Draw the tables, their keys and what is said of them from a migrated database, into docs/database.md.

`python scripts/draw_database.py` starts a throwaway PostgreSQL, migrates it and rewrites the blocks between the
markers; a test fails while they are out of date.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "database.md"
BEGIN, END = "<!-- {} drawn by scripts/draw_database.py -->", "<!-- end of {} -->"

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "Regions and places": (
        *("regions", "region_card_rules", "places", "help_places", "help_topics", "reference_loads"),
    ),
    "Catalogue": (
        *("shops", "menus", "shop_facilities", "reviews", "shop_reports", "import_batches", "import_changes"),
    ),
    "People": ("users", "consents", "user_profiles", "link_codes", "guardian_links"),
    "Meal cards": ("foodcard_users", "foodcard_holds", "card_transactions", "card_syncs"),
    "Coupons": ("programmes", "coupons", "user_coupon_wallet", "coupon_ledger", "benefit_grants", "referrals"),
    "Orders": ("orders", "order_items", "order_discounts", "redemptions", "reservations"),
    "Turns": (
        *("conversations", "conversations_archive", "conversation_contexts", "recommendations_log"),
        *("performance_logs", "safety_cases", "pseudonym_salt"),
    ),
    "Messages": ("inbox", "outbox", "idempotency_keys", "notices", "tracked_links", "link_clicks"),
    "Campaigns": ("segments", "campaigns", "campaign_recipients", "experiments", "exposures"),
    "Operation": ("operators", "audit_log", "job_runs"),
    "Learning": (
        *("training_jobs", "data_queue", "model_versions", "performance_metrics", "nlu_training_data"),
        *("rag_embeddings_queue", "recommendation_feedback"),
    ),
    "Features and statistics": (
        *(
            "user_features",
            "shop_features",
            "shop_cochoice",
            "daily_turns",
            "daily_intents",
            "daily_coupons",
            "daily_aid",
        ),
        "daily_recommendations",
        "monthly_segments",
    ),
}
"""What is drawn together: a new table needs its place here."""

_SCHEMAS = "('chatbot', 'ml_training', 'ml_features', 'analytics')"

_TABLES = f"""
SELECT n.nspname, c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
       (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN {_SCHEMAS} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname
"""

_COLUMNS = f"""
SELECT c.relname, a.attname, t.typname,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)),
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)),
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary
               AND a.attnum = ANY (i.indkey::int2[]))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
WHERE n.nspname IN {_SCHEMAS} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""

_LINES = f"""
SELECT child.relname, parent.relname, a.attname, NOT a.attnotnull,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = child.oid AND i.indisunique AND i.indpred IS NULL
               AND i.indkey::int2[] = k.conkey)
FROM pg_constraint k
JOIN pg_class child ON child.oid = k.conrelid JOIN pg_namespace n ON n.oid = child.relnamespace
JOIN pg_class parent ON parent.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND n.nspname IN {_SCHEMAS} AND NOT child.relispartition
ORDER BY child.relname, a.attname
"""

_VIEWS = f"""
SELECT n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN {_SCHEMAS} AND c.relkind = 'v' ORDER BY 1
"""

_FUNCTIONS = f"""
SELECT n.nspname || '.' || p.proname, obj_description(p.oid, 'pg_proc')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN {_SCHEMAS} AND obj_description(p.oid, 'pg_proc') IS NOT NULL ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A foreign key, as the arrow between two boxes."""

    child: str
    parent: str
    column: str
    optional: bool
    single: bool

    def __str__(self) -> str:
        left, right = ("|o" if self.optional else "||"), ("o|" if self.single else "o{")
        return f"  {self.parent} {left}--{right} {self.child} : {self.column}"


def drawn_page(page: str, connection: psycopg.Connection) -> str:
    """`page` with its three blocks brought up to date."""
    page = _replaced(page, "diagrams", "\n".join(_diagrams(connection)))
    page = _replaced(page, "tables", "\n".join(_tables(connection)))
    return _replaced(page, "views and functions", "\n".join(_views_and_functions(connection)))


def _replaced(page: str, block: str, content: str) -> str:
    begin, end = BEGIN.format(block), END.format(block)
    head, rest = page.split(begin)
    _, tail = rest.split(end)
    return f"{head}{begin}\n{content}\n{end}{tail}"


def _diagrams(connection: psycopg.Connection) -> Iterator[str]:
    boxes = _boxes(connection)
    lines = [Line(*row) for row in connection.execute(_LINES.encode())]
    family = {table: name for name, tables in FAMILIES.items() for table in tables}
    if strangers := boxes.keys() ^ family.keys():
        raise SystemExit(f"draw_database.FAMILIES and the database differ in {', '.join(sorted(strangers))}")
    yield from _overview(lines, family)
    for name, tables in FAMILIES.items():
        yield from ("", f"### {name}", "", "```mermaid", "erDiagram")
        for table in tables:
            yield from boxes[table]
        yield from (str(line) for line in lines if line.child in tables)
        yield "```"


def _overview(lines: list[Line], family: Mapping[str, str]) -> Iterator[str]:
    arrows = Counter((family[line.child], family[line.parent]) for line in lines)
    ids = {name: f"f{number}" for number, name in enumerate(FAMILIES)}
    yield from ("```mermaid", "flowchart LR")
    yield from (f'  {ids[name]}["{name} ({len(tables)})"]' for name, tables in FAMILIES.items())
    for (child, parent), count in sorted(arrows.items()):
        if child != parent:
            yield f"  {ids[child]} -->|{count}| {ids[parent]}"
    yield "```"


def _boxes(connection: psycopg.Connection) -> dict[str, list[str]]:
    """Each table as a box: its keys, and what is sealed or hashed."""
    boxes: dict[str, list[str]] = {}
    for table, column, kind, primary, foreign, unique in connection.execute(_COLUMNS.encode()):
        box = boxes.setdefault(table, [f"  {table} {{", "  }"])
        keys = [key for key, holds in (("PK", primary), ("FK", foreign), ("UK", unique)) if holds]
        if keys or column.endswith(("_enc", "_hash")):
            name = kind.removeprefix("_") + ("[]" if kind.startswith("_") else "")
            box.insert(-1, f"    {name} {column} {', '.join(keys)}".rstrip())
    return boxes


def _tables(connection: psycopg.Connection) -> Iterator[str]:
    said = {table: (schema, comment, count) for schema, table, comment, count in connection.execute(_TABLES.encode())}
    yield f"{len(said)} tables."
    for name, tables in FAMILIES.items():
        yield from ("", f"**{name}**", "", "| table | columns | what it is |", "|---|---|---|")
        for table in tables:
            schema, comment, count = said[table]
            yield f"| `{schema}.{table}` | {count} | {_cell(comment)} |"


def _views_and_functions(connection: psycopg.Connection) -> Iterator[str]:
    for title, sql in (("view", _VIEWS), ("function", _FUNCTIONS)):
        yield from ("", f"| {title} | what it is |", "|---|---|")
        for name, comment in connection.execute(sql.encode()):
            yield f"| `{name}` | {_cell(comment or '')} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _main() -> None:
    from bot.embedded.postgres import Postgres  # noqa: PLC0415 - the repository is on the path only when run as a script
    from db.migrate import migrate  # noqa: PLC0415
    from tests.servers import scratch_folder  # noqa: PLC0415

    with scratch_folder() as folder:
        server = Postgres(folder / "postgres", "drawing", durable=False)
        server.start()
        try:
            migrate(server.url)
            with psycopg.connect(server.url) as connection:
                PAGE.write_text(drawn_page(PAGE.read_text(encoding="utf-8"), connection), encoding="utf-8")
        finally:
            server.stop()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _main()
