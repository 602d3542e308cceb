"""Draw the rooms and their arrows from the imports themselves, into docs/architecture.md.

`python scripts/draw_architecture.py` rewrites the block between the two markers; a test fails while it is out of date.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by scripts/draw_architecture.py -->", "<!-- end of the drawing -->"
PACKAGES = ("adapters", "bot", "core", "db", "scheduler")
SPLIT = {"adapters", "bot", "core"}  # drawn by their rooms, the others as one


def draw() -> str:
    """The drawing as Mermaid: a box a room with its number of files, an arrow for the imports between two rooms."""
    graph = grimp.build_graph(*PACKAGES, include_external_packages=False)
    files = Counter(room(module) for module in graph.modules)
    arrows = Counter(
        (room(importer), room(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if room(importer) != room(imported)
    )
    lines = ["```mermaid", "flowchart LR"]
    for package in PACKAGES:
        lines.append(f"  subgraph {package}")
        rooms = sorted(name for name in files if name.split(".")[0] == package)
        lines += [f'    {_id(name)}["{name} ({files[name]})"]' for name in rooms]
        lines.append("  end")
    lines += [f"  {_id(source)} -->|{count}| {_id(target)}" for (source, target), count in sorted(arrows.items())]
    return "\n".join([*lines, "```"])


def room(module: str) -> str:
    """The room a module stands in: a folder of a split package, or the package itself for its loose files."""
    package, *rest = module.split(".")
    is_folder = bool(rest) and (ROOT / package / rest[0]).is_dir()
    return f"{package}.{rest[0]}" if package in SPLIT and is_folder else package


def drawn_page(page: str) -> str:
    """`page` with the drawing between its markers brought up to date."""
    head, rest = page.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{draw()}\n{END}{tail}"


def _id(name: str) -> str:
    return name.replace(".", "_")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(drawn_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
