"""The OpenAPI 3.1 document of the API, made of the operations themselves, and a page to read it by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.api import bodies
from bot.api.operation import BASE, REFUSALS, Operation
from bot.config import ROOT

_REF = "#/components/schemas/{model}"
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457, Problem Details for HTTP APIs.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string", "format": "uuid"},
        "code": {"type": "string", "description": "The rule that refused."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeated request with the same key (24 h) gets the first one's answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}

_SOCKET = (
    "Answered with 101 and the upgrade of RFC 6455; then each frame of text is one JSON object of the types in "
    "`x-websocket`, told apart by `type`. The first that is sent is the token, and its answer `ready`."
)


def document(operations: Iterable[Operation], version: str = "1.0.0") -> dict[str, Any]:
    """The API as OpenAPI 3.1, from the types that requests are read by and answers are made of."""
    operations = tuple(operations)
    schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(BASE + operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Naviyam",
            "version": version,
            "description": "Food, coupons and orders for an app's people.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"token": []}],
    }


class OpenApiDoor:
    """Serves the document and its page; both are made once."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        described = document(operations)
        self._document = orjson.dumps(described)
        templates = Environment(loader=FileSystemLoader(ROOT / "templates" / "api"), autoescape=True)
        self._page = templates.get_template("docs.html.j2").render(api=described)
        self._style = ROOT / "templates" / "api" / "docs.css"

    def routes(self) -> list[web.RouteDef]:
        """The two doors and the page's style."""
        return [
            web.get(f"{BASE}/openapi.json", self.openapi),
            web.get(f"{BASE}/docs", self.docs),
            web.get(f"{BASE}/docs/style.css", self.style),
        ]

    async def openapi(self, _request: web.Request) -> web.Response:
        """The document."""
        return web.Response(body=self._document, content_type=bodies.JSON)

    async def docs(self, _request: web.Request) -> web.Response:
        """The page: plain HTML, without scripts and without anything from elsewhere."""
        return web.Response(text=self._page, content_type="text/html")

    async def style(self, _request: web.Request) -> web.FileResponse:
        """The page's style."""
        return web.FileResponse(self._style)


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    """Every type that goes in or out, by its name."""
    wanted: dict[tuple[type, JsonSchemaMode], None] = {}
    for operation in operations:
        taken, given = (operation.body, *operation.hears), (operation.answer, *operation.says)
        wanted |= {(kind, "validation"): None for kind in taken if kind is not None}
        wanted |= {(kind, "serialization"): None for kind in given if kind is not None}
    models = [(kind, mode) for kind, mode in wanted if hasattr(kind, "model_json_schema")]
    _, made = models_json_schema(models, ref_template=_REF)
    schemas: dict[str, Any] = dict(made.get("$defs", {}))
    for kind, mode in wanted:
        if hasattr(kind, "model_json_schema"):
            continue
        schema = TypeAdapter(kind).json_schema(ref_template=_REF, mode=mode)
        schemas |= schema.pop("$defs", {})
        schemas[kind.__name__] = schema
    return schemas


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": operation.call.__qualname__.removesuffix(".handle").replace("Door.", "_").lower(),
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in _names(operation)
            ),
            *_queries(operation),
            *([_KEY] if operation.changes else []),
        ],
        "responses": _responses(operation),
    }
    if operation.open:
        described["security"] = []
    if operation.hears:
        described["description"] = _SOCKET
        described["x-websocket"] = {
            "sent": {"oneOf": [_ref(kind) for kind in operation.hears]},
            "received": {"oneOf": [_ref(kind) for kind in operation.says]},
        }
    if operation.files:
        described["requestBody"] = {"required": True, "content": {kind: {} for kind in operation.files}}
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": {bodies.JSON: {"schema": _ref(operation.body)}}}
    return described


def _queries(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": told}
        for name, told in schema["properties"].items()
    ]


def _names(operation: Operation) -> list[str]:
    return re.findall(r"{(\w+)}", operation.path)


def _responses(operation: Operation) -> dict[str, Any]:
    done: dict[str, Any] = {"description": operation.status.phrase}
    if operation.answer is not None:
        done["content"] = {bodies.JSON: {"schema": _ref(operation.answer)}}
    refusals = {*REFUSALS, *operation.refusals, *([HTTPStatus.CONFLICT] if operation.changes else [])}
    if operation.hears:
        refusals = {HTTPStatus.BAD_REQUEST}  # no upgrade was asked for
    refused = {
        str(int(status)): {
            "description": status.phrase,
            "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
        for status in sorted(refusals)
    }
    return {str(int(operation.status)): done, **refused}


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": _REF.format(model=kind.__name__)}
