"""The picture of the house in docs/architecture.md is the house."""

from __future__ import annotations

from scripts.draw_architecture import PAGE, drawn_page


def test_the_drawing_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn_page(page) == page, "run `.venv/bin/python scripts/draw_architecture.py`"
