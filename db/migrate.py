"""Brings the schema to the head of `db/migrations`, or to one of its numbers, forward or back (yoyo-migrations)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from yoyo.backends import DatabaseBackend
    from yoyo.migrations import Migration, MigrationList

FOLDER = Path(__file__).parent / "migrations"

_LOCK_KEY = 0x6E61766979616D  # "naviyam": one migrating process at a time, freed by PostgreSQL when it dies
_LOCK_SECONDS = 60

_PARTITION_MAKERS = ("chatbot.make_conversation_partitions", "ml_training.make_metric_partitions")


class MigrationError(Exception):
    """The schema could not be brought where it should be; the message says which step failed and what to do."""


def migrate(url: str, to: int | None = None) -> list[str]:
    """Bring the database at `url` to the migration numbered `to` (None: the newest); return the steps taken.

    Each step is one transaction together with its mark, so a kill leaves it done or not done. Then the
    partitions of the coming months are made. A schema that is already there costs one connection.

    Raises:
        MigrationError: no connection, an unknown number, another migration running, or a step that failed.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5, application_name="naviyam migrate") as connection:
            _take_turn(connection)
            done = [] if to is None and not pending(connection) else _walk(url, to)
            _make_partitions(connection)
            return done
    except psycopg.errors.LockNotAvailable as error:
        raise MigrationError(f"another migration has been running for {_LOCK_SECONDS} s; wait for it") from error
    except psycopg.Error as error:
        raise MigrationError(f"PostgreSQL refused or did not answer: {_first_line(error)}") from error


def numbers() -> dict[int, str]:
    """The migrations there are: number → name."""
    names = (path.name.removesuffix(".sql") for path in FOLDER.glob("*.sql") if not path.name.endswith(".rollback.sql"))
    return {int(name.split(".", 1)[0]): name for name in sorted(names)}


def pending(connection: psycopg.Connection) -> list[str]:
    """The names of the migrations that this database still lacks; asked without yoyo, which is slow to load."""
    row = connection.execute("SELECT to_regclass('_yoyo_migration')").fetchone()
    if row is None or row[0] is None:
        return list(numbers().values())
    applied = {name for (name,) in connection.execute("SELECT migration_id FROM _yoyo_migration")}
    return [name for name in numbers().values() if name not in applied]


def _take_turn(connection: psycopg.Connection) -> None:
    connection.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK_KEY,))


def _walk(url: str, to: int | None) -> list[str]:
    known = numbers()
    if to is not None and to not in known and to != 0:
        raise MigrationError(
            f"there is no migration {to}: they are numbered 1 to {max(known)}, and 0 is an empty schema"
        )
    goal = max(known) if to is None else to
    with _backend(url) as (backend, migrations):
        forward = backend.to_apply(migrations.filter(lambda step: _number(step) <= goal))
        back = backend.to_rollback(migrations.filter(lambda step: _number(step) > goal))
        for step in forward:
            _apply(backend, step)
        for step in back:
            _take_back(backend, step)
        return [step.id for step in (*forward, *back)]


@contextmanager
def _backend(url: str) -> Iterator[tuple[DatabaseBackend, MigrationList]]:
    from yoyo import get_backend, read_migrations  # noqa: PLC0415 - slow to import, rarely needed

    backend = get_backend("postgresql+psycopg://" + url.split("://", 1)[1])
    with backend:
        backend.init_database()
        backend.break_lock()  # we hold the turn, so a row there is of a run that was killed
        backend.ensure_internal_schema_updated()
        # yoyo prints what a SELECT in a migration returns; our stdout carries data only
        with backend.lock(), redirect_stdout(io.StringIO()):
            yield backend, read_migrations(str(FOLDER))


def _apply(backend: DatabaseBackend, step: Migration) -> None:
    with _naming(step, "forward"):
        step.load()
        if not step.use_transactions:
            backend.apply_one(step)
            return
        with backend.transaction():
            step.process_steps(backend, "apply")
            backend.mark_one(step)


def _take_back(backend: DatabaseBackend, step: Migration) -> None:
    with _naming(step, "back"):
        step.load()
        if not step.use_transactions:
            backend.rollback_one(step)
            return
        with backend.transaction():
            step.process_steps(backend, "rollback")
            backend.unmark_one(step)


@contextmanager
def _naming(step: Migration, direction: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise MigrationError(
            f"migration {step.id} failed going {direction}: {_first_line(error)}; "
            f"nothing of it was kept, mend the cause and run ./naviyam migrate again"
        ) from error


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().split("\n", 1)[0]


def _number(step: Migration) -> int:
    return int(step.id.split(".", 1)[0])


def _make_partitions(connection: psycopg.Connection) -> None:
    for maker in _PARTITION_MAKERS:
        row = connection.execute("SELECT to_regproc(%s)", (maker,)).fetchone()
        if row is not None and row[0] is not None:
            connection.execute(f"SELECT {maker}((now() AT TIME ZONE 'Asia/Seoul')::date)".encode())
