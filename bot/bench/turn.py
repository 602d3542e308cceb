"""Full turns a second beside the ceiling: Kakao skill calls of people with coupons, answered by cards, durable."""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import uvloop

from bot.bench import stage
from bot.bench.client import Measured, measure, middle
from bot.config import Settings
from bot.database import open_database
from db import coupons, people

PEOPLE = 500
CONNECTIONS = 32
ROUNDS = 3
SECONDS = 5.0
WARM_SECONDS = 2.0
_COUPON = "SAMPLE_WELCOME"
_PLACE_TO_CHOOSE = b'"a":"select"'
_MESSAGES = (
    "배고픈데 오천원밖에없음ㅠ 건대입구역 근처",
    "강남역에서 8천원으로 뭐 먹지",
    "홍대입구역 근처 돈까스집",
    "서면역 떡볶이 먹고싶다",
    "수원역 지금 연 국밥집 있어?",
    "더 싼 데",
    "대전역 친구랑 둘이 만원",
    "동성로 가까운 데 아무거나",
)


def run(*, turns: bool) -> dict[str, object]:
    """Measure the bare handler, and with `turns` our turns as well, in alternating rounds of one run."""
    with tempfile.TemporaryDirectory(prefix="naviyam-bench-") as folder, stage.servers(Path(folder)) as settings:
        uvloop.run(stage.fill(settings))
        if turns:
            uvloop.run(_enrol(settings))
        return _rounds(settings, turns=turns)


def _rounds(settings: Settings, *, turns: bool) -> dict[str, object]:
    bare_port, web_port = stage.free_port(), stage.free_port()
    with stage.process(settings, "bot.bench.bare", [str(bare_port)], bare_port) as bare:
        ask_bare = partial(measure, f"{bare}/", _bare_body, {}, count(), connections=CONNECTIONS)
        if not turns:
            uvloop.run(ask_bare(seconds=WARM_SECONDS))
            return {"ceiling": middle([uvloop.run(ask_bare(seconds=SECONDS)) for _ in range(ROUNDS)]).to_dict()}
        with stage.process(settings, "bot", ["web", "--port", str(web_port)], web_port) as web:
            headers = {"X-Naviyam-Key": settings.kakao_skill_key.get_secret_value(), "Content-Type": "application/json"}
            door = f"{web}/webhooks/kakao"
            ask_turn = partial(
                measure, door, _skill_call, headers, count(), connections=CONNECTIONS, is_answer=_shows_places
            )
            ceilings: list[Measured] = []
            measured: list[Measured] = []
            for ask in (ask_bare, ask_turn):
                uvloop.run(ask(seconds=WARM_SECONDS))
            for _ in range(ROUNDS):
                ceilings.append(uvloop.run(ask_bare(seconds=SECONDS)))
                measured.append(uvloop.run(ask_turn(seconds=SECONDS)))
    ceiling, turn = middle(ceilings), middle(measured)
    return {
        "ceiling": ceiling.to_dict(),
        "turn": turn.to_dict(),
        "ratio": round(turn.per_second / ceiling.per_second, 3),
        "connections": CONNECTIONS,
    }


async def _enrol(settings: Settings) -> None:
    """People who agreed and hold a coupon, so that a measured turn matches coupons too."""
    async with open_database(settings, "bench") as database, database.transaction() as connection:
        for number in range(PEOPLE):
            user = await people.add(connection, "kakao", _user(number), ("service",), "token", birth_year=None)
            await coupons.give(connection, user, {_COUPON: stage.LUNCH + timedelta(days=30)}, "PROMOTION", "bench")


def _bare_body(number: int) -> bytes:
    message = {"user": _user(number), "text": _MESSAGES[number % len(_MESSAGES)], "shop": number % 300 + 1}
    return json.dumps(message).encode()


def _shows_places(body: bytes) -> bool:
    """Whether an answer has cards: a shed one has none, and no card means no search, coupons and cards to measure."""
    return _PLACE_TO_CHOOSE in body


def _skill_call(number: int) -> bytes:
    """What a person says next: everybody says all the messages in turn, each beginning with one that tells a place."""
    said, person = divmod(number, PEOPLE)
    call = {
        "bot": {"id": "bench", "name": "bench"},
        "intent": {"id": "bench", "name": "bench"},
        "action": {"id": "bench", "name": "bench", "params": {}, "detailParams": {}, "clientExtra": {}},
        "userRequest": {
            "block": {"id": "bench", "name": "bench"},
            "user": {"id": _user(number), "type": "botUserKey", "properties": {"botUserKey": _user(number)}},
            "utterance": _MESSAGES[(said + 2 * person) % len(_MESSAGES)],
            "params": {},
            "lang": "ko",
            "timezone": "Asia/Seoul",
        },
        "contexts": [],
    }
    return json.dumps(call).encode()


def _user(number: int) -> str:
    return f"bench{number % PEOPLE:060d}"
