"""A list of 100,000 shops under a minute and 500 MB, and what becomes of every list under shared/data.

Writes docs/evaluation/imports.md.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.config import PREFIX, ROOT
from bot.sample.reference import read_place_lines

pytestmark = pytest.mark.soak

REPORT = ROOT / "docs" / "evaluation" / "imports.md"
LISTS = ROOT.parent / "shared" / "data"
ROWS = 100_000
SECONDS, MEGABYTES = 60, 500
_SYLLABLES = "가나다라마바사아자하고노도로모보소오조호구누두루무부수우주후"
_HEADER = ["업소명", "업종", "소재지", "위도", "경도", "주요메뉴 및 가격", "영업시간", "휴무일"]
_LOOK = "SELECT geo_precision, count(*) FROM chatbot.shops WHERE data_source = 'import' GROUP BY 1"


@dataclass(frozen=True)
class Run:
    """One import: its report, seconds and peak megabytes of the process, precisions of all shops after it."""

    what: str
    report: Mapping[str, Any]
    seconds: float
    megabytes: float
    precisions: Mapping[str, int]


def _write(path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - names of shops
    dongs = [line for line in read_place_lines(ROOT / "data") if line.kind == "dong" and line.name.endswith("동")]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for number in range(ROWS):
        place, name = chance.choice(dongs), "".join(chance.choices(_SYLLABLES, k=4))
        street = f"{''.join(chance.choices(_SYLLABLES, k=2))}로{number % 97}번길 {number % 199 + 1}"
        writer.writerow(
            [
                name + chance.choice(["식당", "반점", "김밥"]),
                chance.choices(["한식", "분식", "일반음식점", "세탁업"], [60, 20, 15, 5])[0],
                f"{place.sido} {place.sigungu} {street} ({place.name})",
                round(place.latitude + chance.uniform(-0.004, 0.004), 6),
                round(place.longitude + chance.uniform(-0.004, 0.004), 6),
                f"김치찌개 {chance.randint(50, 99)}00 된장찌개 {chance.randint(5, 9)},500원",
                f"{chance.randint(7, 11)}:00~22:00",
                chance.choice(["매주 월요일", "연중무휴", ""]),
            ]
        )
    path.write_bytes(out.getvalue().encode("cp949"))


def _run(what: str, files: Sequence[Path], url: str, redis_url: str, folder: Path) -> Run:
    environment = os.environ | {PREFIX + "DATABASE_URL": url, PREFIX + "REDIS_URL": redis_url}
    command = [sys.executable, "-m", "bot", "import-shops", "--data-dir", str(folder), *map(str, files)]
    began = time.monotonic()
    with (folder / "out").open("w+b") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out)  # noqa: S603 - our own program
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        out.seek(0)
        lines = out.read().splitlines()
    assert process.returncode == 0
    report = json.loads(lines[-1])
    assert report["rows"] == report["inserted"] + report["updated"] + report["rejected"]
    assert report["rejected"] == len(report["errors"])
    with psycopg.connect(url) as connection:
        precisions: dict[str, int] = dict(connection.execute(_LOOK).fetchall())
    return Run(what, report, seconds, used.ru_maxrss / 1024, precisions)


def test_every_list_and_a_very_long_one(database_url: str, redis_url: str, tmp_path: Path) -> None:
    runs = []
    shared = LISTS.is_dir()
    if shared:
        samples = sorted((LISTS / "raw_import_samples").iterdir())
        sets = [*([file] for file in samples), [LISTS / "mealcard_merchants_chuncheon.csv"]]
        sets.append([LISTS / "restaurants.csv", LISTS / "menus.csv"])
        sets.append([LISTS / "restaurants.csv", LISTS / "menus.csv"])
        runs += [_run(" + ".join(one.name for one in some), some, database_url, redis_url, tmp_path) for some in sets]
    long = tmp_path / "long.csv"
    _write(long)
    big = [_run(what, [long], database_url, redis_url, tmp_path) for what in ("100,000 rows", "the same again")]
    _tell([*runs, *big], shared=shared)
    assert big[1].report["inserted"] == 0
    for run in big:
        assert run.report["rows"] == ROWS
        assert run.seconds < SECONDS
        assert run.megabytes < MEGABYTES


def _tell(runs: Sequence[Run], *, shared: bool) -> None:
    lines = [
        "# Imports",
        "",
        "Made by `./naviyam test -m soak tests/soak/test_import_at_scale.py`: `./naviyam import-shops` as a process of",
        "its own, one list after the other into one catalogue, on whatever machine ran it last (two cores shared",
        "with other work). Rows are always inserted + updated + rejected.",
        "",
        "| list | rows | inserted | updated | rejected, why | menus | s | MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        why = Counter(error["reason"] for error in run.report["errors"])
        told = ", ".join(f"{count} {reason}" for reason, count in why.most_common()) or "0"
        counts = " | ".join(f"{run.report[name]:,}" for name in ("rows", "inserted", "updated"))
        what = f"{run.what} | {counts} | {told} | {run.report['menus']:,}"
        lines.append(f"| {what} | {run.seconds:.1f} | {run.megabytes:.0f} |")
    lines += ["", "Precision of all imported points after each list:", ""]
    lines += [
        f"- {run.what}: " + ", ".join(f"{n:,} {name}" for name, n in sorted(run.precisions.items())) for run in runs
    ]
    if not shared:
        lines += ["", f"The public lists were not at {LISTS} and were left out."]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
