"""A fault: the statement that makes it, and the id by which the check must name it."""

from __future__ import annotations

from dataclasses import dataclass

TRIGGERS_AND_KEYS = "SET LOCAL session_replication_role = replica"


@dataclass(frozen=True, slots=True)
class Fault:
    """`past` lifts what would refuse the row, where something would."""

    check: str
    sql: str
    names: str
    past: str = ""


def without(table: str, *constraints: str) -> str:
    return ";".join(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" for constraint in constraints)
