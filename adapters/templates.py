"""Jinja templates that make a platform's JSON. A value reaches the output only through `tojson`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class BareValueError(Exception):
    """A template prints a value without `tojson`."""


class JsonTemplates:
    """The JSON templates of one platform, `templates/<platform>/*.json.j2`."""

    def __init__(self, platform: str) -> None:
        made = Environment(
            loader=FileSystemLoader(TEMPLATES / platform),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_only_json,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        made.filters["tojson"] = _to_json
        self._template_of = cache(made.get_template)

    def make(self, name: str, **values: object) -> dict[str, Any]:
        """The parsed JSON of template `name` filled with `values`.

        Raises:
            BareValueError: the template prints something that is not JSON.
        """
        made: dict[str, Any] = orjson.loads(self._template_of(f"{name}.json.j2").render(values))
        return made


def _to_json(value: object) -> Markup:
    """The filter `tojson`; Jinja's own escapes for HTML, which this is not, and is ten times slower."""
    return Markup(orjson.dumps(value).decode())  # noqa: S704 - JSON, never HTML


def _only_json(value: object) -> Markup:
    if isinstance(value, Markup):  # tojson and the output of macros are marked as safe, nothing else is
        return value
    raise BareValueError(type(value).__name__)
