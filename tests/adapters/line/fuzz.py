"""Webhook bodies as no documentation foresees them, each an example of a real kind with some of it changed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.adapters.line.kinds import CHILD, KINDS, text

_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, 1e308, "", " ", "\u0000", "\ud83c", "가" * 5000, "🍎" * 300, [], {}, [None], [[]],
    {"": ""}, "message", "user", "standby", "U" * 5000, "%00", "' OR 1=1 --", "{{7*7}}", "../../etc/passwd", 2**63,
)  # fmt: skip

_DEEPEST = 60

Json = dict[str, Any]
Place = tuple[Any, Any]
"""A dict or list, and where in it something stands."""


def bodies(count: int, seed: int, destination: str) -> Iterator[tuple[bytes, str | None]]:
    """Bodies, and the id of the sound event among them, None where the body as a whole is broken."""
    chosen = random.Random(seed)  # noqa: S311 - reproducible, no secret
    for number in range(count):
        if chosen.random() < 0.05:
            yield _broken(chosen, destination), None
            continue
        sound = text("배고파", {"type": "user", "userId": f"{CHILD.external_id[:-6]}{number:06d}"})
        sound["webhookEventId"] = f"SOUND{number}"
        sound["message"]["id"] = f"S{number}"
        odd = [_mutated(chosen, number * 10 + i) for i in range(chosen.randint(1, 4))]
        events: list[Any] = [*odd, sound]
        chosen.shuffle(events)
        yield json.dumps({"destination": destination, "events": events}).encode(), sound["webhookEventId"]


def _mutated(chosen: random.Random, number: int) -> Any:  # noqa: ANN401 - JSON
    if chosen.random() < 0.03:
        return deepcopy(chosen.choice(_ODD))
    event = json.loads(json.dumps(chosen.choice([*KINDS.values()]).event))  # nothing in it stands in two places
    event["webhookEventId"] = f"ODD{number}"
    for _ in range(chosen.randint(1, 5)):
        places = [*_places(event)]
        if places:
            chosen.choice(_CHANGES)(chosen, *chosen.choice(places))
    return event


def _places(event: Json) -> Iterator[Place]:
    """Everywhere in an event that is not too deep in it: changes on changes would nest without end."""
    level: list[Any] = [event]
    for _ in range(_DEEPEST):
        below = []
        for value in level:
            inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, part in inside:
                yield value, key
                below.append(part)
        level = below


def _replace(chosen: random.Random, owner: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    owner[key] = deepcopy(chosen.choice(_ODD))


def _drop(_chosen: random.Random, owner: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    del owner[key]


def _nest(chosen: random.Random, owner: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    deep = owner[key]
    for _ in range(chosen.choice((1, 3, 50))):
        deep = [deep] if chosen.random() < 0.5 else {"type": deep}
    owner[key] = deep


def _add(chosen: random.Random, owner: Any, _key: Any) -> None:  # noqa: ANN401 - JSON
    if isinstance(owner, dict):
        name = chosen.choice(("type", "mode", "source", "message", "unsend", "newField", "postback"))
        owner[name] = deepcopy(chosen.choice(_ODD))
    else:
        owner.append(deepcopy(chosen.choice(_ODD)))


def _swap(chosen: random.Random, owner: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    """Put a part of another kind here."""
    other = chosen.choice([*KINDS.values()]).event
    owner[key] = deepcopy(chosen.choice([*other.values()]))


def _repeat(_chosen: random.Random, owner: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    owner[key] = [deepcopy(owner[key]) for _ in range(25)]


_CHANGES: tuple[Callable[[random.Random, Any, Any], None], ...] = (_replace, _drop, _nest, _add, _swap, _repeat)


def _broken(chosen: random.Random, destination: str) -> bytes:
    whole = json.dumps({"destination": destination, "events": [text("배고파")]}).encode()
    cut = whole[: chosen.randrange(len(whole))]
    return chosen.choice((cut, b"", b"[" * 3000, whole.replace(b":", b"=", 1), b"\xff" + whole, b"null", cut + b"\x00"))
