"""LINE's own OpenAPI file as the judge of every call: its shapes, with discriminators resolved to the subtype named.

The file links subtypes by `discriminator.mapping` and `allOf`, which JSON Schema does not follow. So a schema with a
discriminator leads to the one that the value names, and an `allOf` is drawn together into one object that knows all
its properties: then an unknown one can be told. References are followed once, when the file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias

import yaml
from jsonschema import Draft202012Validator, ValidationError, validators

_FILE = Path(__file__).parent / "openapi" / "line" / "messaging-api.yml"
_SCHEMAS = "#/components/schemas/"

Json = Mapping[str, Any]
Validator: TypeAlias = Any
"""What `validators.extend` makes has no type of its own."""


class Contract:
    """What an OpenAPI document says of request bodies."""

    def __init__(self, document: Json) -> None:
        self._paths = document["paths"]
        self._schemas = _Schemas(document["components"]["schemas"])
        self._validators: dict[tuple[str, str], Validator] = {}

    @classmethod
    @cache
    def of_messaging_api(cls) -> Self:
        """The Messaging API's, read once (0.2 s)."""
        with _FILE.open("rb") as file:
            return cls(yaml.load(file, yaml.CSafeLoader))

    def takes_json(self, method: str, path: str) -> bool:
        """Whether an operation takes a JSON body at all; `path` as the document writes it."""
        return "application/json" in self._content(method, path)

    def problems(self, method: str, path: str, body: object) -> list[str]:
        """What is wrong with the body of a call that takes one, as "property: message"."""
        key = (method, path)
        if key not in self._validators:
            schema = self._schemas.linked(self._content(method, path)["application/json"]["schema"])
            self._validators[key] = _Judge(schema)
        return [_told(error) for error in self._validators[key].iter_errors(body)]

    def _content(self, method: str, path: str) -> Json:
        content: Json = self._paths[path][method.lower()].get("requestBody", {}).get("content", {})
        return content


class _Schemas:
    """The components as JSON Schema, one object each, which refer to each other as objects."""

    def __init__(self, given: Json) -> None:
        self._given = given
        self._made: dict[str, dict[str, Any]] = {}

    def component(self, name: str) -> dict[str, Any]:
        """A component: by its discriminator, or whole and without anything unknown."""
        if name not in self._made:
            made = self._made[name] = {}  # there before it is filled: components hold each other
            made.update(self._strict(self._given[name]))
        return self._made[name]

    def linked(self, schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
        """A part of a schema with its references followed, and OpenAPI's `nullable` as JSON Schema says it."""
        if isinstance(schema, list):
            return [self.linked(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self.component(schema["$ref"].removeprefix(_SCHEMAS))
        made = {key: self.linked(value) for key, value in schema.items() if key not in {"nullable", "example"}}
        return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") else made

    def _strict(self, schema: Json) -> Json:
        if "discriminator" in schema:
            named = schema["discriminator"]
            kinds = {kind: self.linked({"$ref": target}) for kind, target in named["mapping"].items()}
            return {"discriminator": {"propertyName": named["propertyName"], "kinds": kinds}}
        properties, required = self._drawn_together(schema)
        if not properties:
            whole: Json = self.linked(schema)
            return whole
        linked = {key: self.linked(value) for key, value in properties.items()}
        return {"type": "object", "properties": linked, "required": sorted(required), "additionalProperties": False}

    def _drawn_together(self, schema: Json) -> tuple[dict[str, Any], set[str]]:
        """All properties of a schema and of those it is made of, and which of them are required."""
        if "$ref" in schema:
            return self._drawn_together(self._given[schema["$ref"].removeprefix(_SCHEMAS)])
        properties, required = dict(schema.get("properties", {})), set(schema.get("required", ()))
        for part in schema.get("allOf", ()):
            more, needed = self._drawn_together(part)
            properties = more | properties
            required |= needed
        return properties, required


def _by_discriminator(
    validator: Validator,
    discriminator: Json,
    value: object,
    _schema: object,
) -> Iterator[ValidationError]:
    """Judge a value by the subtype that it names."""
    named = value.get(discriminator["propertyName"]) if isinstance(value, dict) else None
    kind = discriminator["kinds"].get(named) if isinstance(named, str) else None
    if kind is None:
        yield ValidationError(f"unknown {discriminator['propertyName']}: {named}")
        return
    yield from validator.descend(value, kind)


_Judge: Any = validators.extend(Draft202012Validator, {"discriminator": _by_discriminator})  # type: ignore[no-untyped-call]


def _told(error: ValidationError) -> str:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return f"{where.removeprefix('.') or 'body'}: {error.message[:200]}"
