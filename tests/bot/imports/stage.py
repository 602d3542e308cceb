"""An import on a database of its own, and what it left there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from bot import sample
from bot.config import ROOT
from bot.imports.reading import read_file
from bot.imports.run import import_files
from core.clock import SEOUL
from db.pool import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=SEOUL)


@dataclass(frozen=True)
class Stage:
    """A catalogue to import into, with the places and regions that ship."""

    database: Database
    folder: Path

    @classmethod
    async def build(cls, database: Database, folder: Path) -> Stage:
        await sample.load_reference(database, ROOT / "data")
        return cls(database, folder)

    def file(self, name: str, content: bytes | str | list[dict[str, Any]]) -> Path:
        path = self.folder / name
        if isinstance(content, list):
            content = orjson.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    async def take(self, *files: Path, region: str | None = None, dry_run: bool = False) -> dict[str, Any]:
        report = await import_files(self.database, [read_file(file) for file in files], region, NOW, dry_run=dry_run)
        assert report["rows"] == report["inserted"] + report["updated"] + report["rejected"]
        assert report["rejected"] == len(report["errors"])
        return report

    async def shops(self) -> list[asyncpg.Record]:
        async with self.database.acquire() as connection:
            return await connection.fetch("SELECT * FROM chatbot.shops WHERE is_listed ORDER BY id")

    async def menus(self) -> dict[str, tuple[int, str]]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT * FROM chatbot.menus WHERE is_available ORDER BY id")
        return {row["menu_name"]: (row["price"], row["price_as_of"].isoformat()) for row in rows}
