"""Where reports are left: one Markdown and one HTML file each, written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.reports.report import Chart, Reports


class ReportFolder:
    """Files in `<data-dir>/output/reports`."""

    def __init__(self, folder: Path, reports: Reports) -> None:
        self._folder = folder
        self._reports = reports

    def write(self, template: str, name: str, values: dict[str, object], charts: Sequence[Chart]) -> str:
        """Write `name`.md and `name`.html (an older report of that name is replaced); the path of the page."""
        markdown = self._reports.markdown(template, values)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._put(f"{name}.md", markdown)
        return self._put(f"{name}.html", self._reports.page(f"나비얌 {name}", markdown, charts))

    def _put(self, name: str, text: str) -> str:
        draft = self._folder / f".{name}"
        draft.write_text(text, encoding="utf-8")
        final = self._folder / name
        draft.replace(final)
        return str(final)
