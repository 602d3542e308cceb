"""Draws the picture of LINE's rich menu, `templates/line/menu/menu.png`, from the labels in `menu.json` beside it.

Run `.venv/bin/python scripts/draw_line_menu.py` after a label changed; it needs Chromium and a Korean font (Debian:
chromium fonts-nanum fonts-noto-color-emoji).
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "line" / "menu"
SIGNS = ("🍚", "📍", "🎲", "🕐", "🎟️", "🦋")
"""One for each area, in their order."""

_STYLE = """
body { margin: 0; background: #FFF8F1; font-family: NanumSquareRound, NanumGothic, sans-serif; }
div { position: absolute; box-sizing: border-box; border: 3px solid #F3DFCC; display: flex; flex-direction: column;
      align-items: center; justify-content: center; gap: 60px; }
i { font-style: normal; font-size: 240px; line-height: 1; font-family: "Noto Color Emoji"; }
b { font-size: 118px; color: #212529; }
"""


def page(areas: list[dict[str, dict[str, object]]]) -> str:
    """The menu as a page of exactly its size."""
    cells = (
        f'<div style="left:{a["bounds"]["x"]}px;top:{a["bounds"]["y"]}px;width:{a["bounds"]["width"]}px;'
        f'height:{a["bounds"]["height"]}px"><i>{sign}</i><b>{a["action"]["label"]}</b></div>'
        for sign, a in zip(SIGNS, areas, strict=True)
    )
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{"".join(cells)}'


def draw() -> None:
    """Write the picture."""
    menu = json.loads((FOLDER / "menu.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "menu.html"
        source.write_text(page(menu["areas"]), encoding="utf-8")
        size = f"{menu['size']['width']},{menu['size']['height']}"
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1"]
        target = [f"--window-size={size}", f"--screenshot={FOLDER / 'menu.png'}", source.as_uri()]
        subprocess.run([*command, *target], check=True, capture_output=True)  # noqa: S603 - our own page


if __name__ == "__main__":
    draw()
