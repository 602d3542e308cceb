"""Bodies for the door of Kakao without end: skill calls as they are, each with something wrong, and plain rubbish."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.adapters.answers import PAYLOADS

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 1e308, "", " ", "\n", "null", "{}", "sys.date", "떡" * 3000, "\x00\u202e",
    "👨‍👩‍👧‍👦",
    "\ud83d", "{{ 7 * 7 }}", "{% raw %}", "'; DROP TABLE users; --", "../../etc/passwd", [], {}, [[]], {"": None},
    {"value": "sys.location", "origin": "건대"}, '{"date": "2026-02-30"}', '{"amount": -5000, "unit": "KRW"}',
    '{"location": {"latitude": 91, "longitude": "x"}}', {"v": 1, "a": "select", "shop": "9" * 20, "t": "t"},
    {"v": 1, "a": "report", "shop": "0", "kind": "closed"}, {"v": "1", "a": "\x00" * 500}, {"v": 1, "a": ["select"]},
    "http://169.254.169.254/", "https://bot-api.kakao.com/v1/bots/b/callback/t", ["a"] * 300,
)  # fmt: skip


_PARTS = ("userRequest", "action", "clientExtra", "detailParams", "contexts", "chat", "isInSlotFilling", "callbackUrl")


def bodies(seed: int) -> Iterator[bytes]:
    """An endless, repeatable row of bodies."""
    chance = random.Random(seed)  # noqa: S311 - test data
    whole = [json.loads(path.read_text()) for path in sorted((PAYLOADS / "kakao").glob("*.json"))]
    while True:
        called = json.loads(json.dumps(chance.choice(whole)))
        for _ in range(chance.randint(0, 4)):
            _spoil(called, chance)
        body = json.dumps(called, ensure_ascii=chance.random() < 0.2).encode("utf-8", "surrogatepass")
        yield chance.choice(_BREAKS)(body, chance) if chance.random() < 0.15 else body


def _spoil(called: dict[str, Any], chance: random.Random) -> None:
    """Replace, remove, add or nest one part somewhere in `called`."""
    holders = [called, *_objects(called)]
    holder = chance.choice(holders)
    name = chance.choice(
        [*holder, "userRequest", "action", "clientExtra", "detailParams", "contexts", "chat", "isInSlotFilling"]
    )
    match chance.randint(0, 4):
        case 0:
            holder.pop(name, None)
        case 1:
            holder[name] = [holder.get(name)]
        case 2:
            deep: Any = holder.get(name)
            for _ in range(chance.choice([3, 50, 200])):
                deep = {name: deep}
            holder[name] = deep
        case _:
            holder[name] = deepcopy(chance.choice(_ODD))


def _objects(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(child, dict):
            yield child
        yield from _objects(child)


_BREAKS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda body, chance: body[: chance.randint(0, len(body))],
    lambda body, chance: bytes(chance.randrange(256) if chance.random() < 0.02 else byte for byte in body),
    lambda body, chance: body + body[: chance.randint(1, 40)],
    lambda body, _: body.decode("utf-8", "replace").encode("cp949", "replace"),
    lambda body, _: b"\xef\xbb\xbf" + body,
    lambda _, chance: b"[" * chance.choice([1, 1000, 100_000]),
    lambda _, chance: chance.randbytes(chance.randint(0, 300)),
)
