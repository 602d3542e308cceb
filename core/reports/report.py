"""A report as text and as a page: Markdown from a template, HTML from that Markdown, charts as SVG in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from core.korean import day_name
from core.reports.shares import Interval

_COLOURS = ("#2b6cb0", "#dd6b20", "#38a169")


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over a few days, at most three series; `title` and names in Korean."""

    title: str
    days: Sequence[date]
    series: Mapping[str, Sequence[int]]


class Reports:
    """Writes reports from the templates of `folder` (`templates/ops/reports`)."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701 - Markdown; markdown-it escapes every HTML in it
        )
        self._environment.filters.update(day=day_name, percent=percent)
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

    def markdown(self, name: str, values: Mapping[str, object]) -> str:
        """The report in Markdown."""
        return self._environment.get_template(f"{name}.md.j2").render(values)

    def page(self, title: str, markdown: str, charts: Sequence[Chart]) -> str:
        """The same as one HTML file that needs nothing beside it, with its charts below."""
        template = self._environment.get_template("page.html.j2")
        body = self._markdown.render(markdown)
        drawings = [
            {"title": c.title, "legend": dict(zip(c.series, _COLOURS, strict=False)), "svg": drawn(c)} for c in charts
        ]
        return template.render(title=title, body=body, charts=drawings)


def drawn(chart: Chart) -> str:
    """The chart as an SVG element: bars and numbers only, since words in it would need a Korean font here."""
    from matplotlib import rc_context  # noqa: PLC0415 - half a second, once a night; a scheduler starts without it
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": chart.title}):
        figure = Figure(figsize=(8.2, 3.2), layout="constrained")
        axes = figure.subplots()
        width = 0.8 / len(chart.series)
        for place, (values, colour) in enumerate(zip(chart.series.values(), _COLOURS, strict=False)):
            axes.bar([x + place * width for x in range(len(values))], values, width, color=colour)
        axes.set_xticks(range(len(chart.days)), [f"{day.month}/{day.day}" for day in chart.days])
        drawing = StringIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None})
    written = drawing.getvalue()
    return written[written.index("<svg") :]  # without the declaration of a file of its own


def percent(value: Interval | float | None) -> str:
    """A share in words for a table: "12.5 % (8.1-18.6)"."""
    if value is None:
        return "-"
    if isinstance(value, Interval):
        return f"{value.value * 100:.1f} % ({value.low * 100:.1f} ~ {value.high * 100:.1f})"
    return f"{value * 100:.1f} %"
