"""Kakao as the caller of a skill: posts what a person said as Kakao does, and shows what they would then see."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_rules import response_problems

SKILL_SECONDS = 5.0
"""After that the person sees the block's fallback words."""

_CHANNEL = "Kakaotalk.plusfriend"
_BUILDER = "BuilderBotTest"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person sees of one call: `response`, or `fallback` (why) where Kakao refused what came."""

    response: Json | None = None
    fallback: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the answer is promised for later."""
        return bool(self.response and self.response.get("useCallback"))


@dataclass(slots=True)
class KakaoCaller:
    """One person in one bot's chat. `callbacks` is who grants callback addresses; None where the block has none.

    `contexts` are those that the last responses opened, with the turns they have left.
    """

    session: ClientSession
    skill_url: str
    key: str
    bot_id: str
    person: str
    callbacks: KakaoStandIn | None = None
    contexts: dict[str, Json] = field(default_factory=dict)
    in_builder: bool = False

    async def say(self, words: str, **changes: Any) -> Shown:  # noqa: ANN401 - parts of a skill call, as they are
        """What the person sees after these words. `changes` replace parts of `action`."""
        return await self.call(self.skill_call(words, **changes))

    async def press(self, button: Json) -> Shown:
        """What they see after pressing a button or quick reply of the last response."""
        words = button.get("messageText") or button.get("label") or button.get("title") or ""
        return await self.say(str(words), clientExtra=button.get("extra", {}))

    def skill_call(self, words: str, **changes: Any) -> Json:  # noqa: ANN401 - parts of a skill call, as they are
        """The payload as Kakao makes it, in the chat or in the builder's own test."""
        names = {} if self.in_builder else {"plusfriendUserKey": "kQx1", "isFriend": True}
        request: Json = {
            "timezone": "Asia/Seoul",
            "params": {"surface": _BUILDER, "ignoreMe": "true"} if self.in_builder else {"surface": _CHANNEL},
            "block": {"id": "6501aa", "name": "블록 이름"},
            "utterance": f"{words}\n" if self.in_builder else words,
            "lang": "kr" if self.in_builder else "ko",
            "user": {
                "id": self.person,
                "type": "botUserKey",
                "properties": {"botUserKey": self.person, "bot_user_key": self.person, **names},
            },
        }
        bot_id = f"{self.bot_id}!" if self.in_builder else self.bot_id
        if self.callbacks is not None:
            request["callbackUrl"] = self.callbacks.grant(bot_id)
        action = {"id": "6501bb", "name": "나비얌 스킬", "params": {}, "detailParams": {}, "clientExtra": {}}
        return {
            "intent": {"id": "6501aa", "name": "블록 이름"},
            "userRequest": request,
            "bot": {"id": bot_id, "name": "나비얌"},
            "action": {**action, **changes},
            "contexts": [
                {"name": name, "lifeSpan": held["lifeSpan"], "ttl": held.get("ttl", 0), "params": {}}
                for name, held in self.contexts.items()
            ],
        }

    async def call(self, payload: object) -> Shown:
        """Post `payload` and judge what comes back: in time, 200, JSON in UTF-8, within every limit."""
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass")
        headers = {"X-Naviyam-Key": self.key, "Content-Type": "application/json"}
        try:
            async with self.session.post(
                self.skill_url, data=body, headers=headers, timeout=ClientTimeout(total=SKILL_SECONDS)
            ) as answer:
                if answer.status != HTTPStatus.OK:
                    return Shown(fallback=f"status {answer.status}")
                response = json.loads(await answer.read())
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            return Shown(fallback=type(error).__name__)
        problems = response_problems(response)
        if problems:
            return Shown(fallback="; ".join(problems))
        self._follow(response)
        return Shown(response)

    def _follow(self, response: Json) -> None:
        """Contexts live so many turns; 0 ends one at once."""
        held = {name: {**context, "lifeSpan": context["lifeSpan"] - 1} for name, context in self.contexts.items()}
        held |= {context["name"]: context for context in response.get("context", {}).get("values", [])}
        self.contexts = {name: context for name, context in held.items() if context["lifeSpan"] > 0}
