"""Imports run on a database each: `--fast` leaves those to the whole suite, and keeps the reading of words."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and "database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
