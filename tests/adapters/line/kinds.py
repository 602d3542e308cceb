"""An example of every kind of event, message and source that LINE's OpenAPI file or SDK names, and its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.messages import Account, Action, Departure, Notice, Point, Retraction, Return

CHILD = Account("line", "U0d4b7c2e9f1a4835b6c7d8e9f0a1b2c3")
GROUP = Account("line", "C4af4980629f14d2a8d3e5b7c9d1e3f5a")
ROOM = Account("line", "Ra8dbf4673c4c812cd491258042226c99")

_USER = {"type": "user", "userId": CHILD.external_id}
_GROUP = {"type": "group", "groupId": GROUP.external_id}
_ROOM = {"type": "room", "roomId": ROOM.external_id}
_LINE = {"type": "line"}
_TOKEN = "0f3779fba3b349968c5d07db31eab56f"


@dataclass(frozen=True)
class Kind:
    """An event, and what it means: words or a press that are answered, a notice, or nothing."""

    event: dict[str, Any]
    words: str = ""
    action: Action | None = None
    point: Point | None = None
    notice: Notice | None = None
    account: Account = CHILD
    group: bool = False

    @property
    def is_answered(self) -> bool:
        return bool(self.words) or self.action is not None


def event(kind: str, source: Mapping[str, Any] | None = _USER, **more: object) -> dict[str, Any]:
    """An event as LINE posts it; `source` None leaves that out, `replyToken` None too."""
    made: dict[str, Any] = {
        "type": kind,
        "webhookEventId": "01JDA8Q6Y0000000000000KIND",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1795400020000,
        "mode": "active",
    }
    given = {"source": source, "replyToken": _TOKEN, **more}
    return made | {name: value for name, value in given.items() if value is not None}


def message(kind: str, source: Mapping[str, Any] = _USER, **more: object) -> dict[str, Any]:
    return event("message", source, message={"type": kind, "id": "546100000000000020", **more})


def text(words: str, source: Mapping[str, Any] = _USER, **more: object) -> dict[str, Any]:
    return message("text", source, text=words, quoteToken="q3Plxr4AgKd", **more)


def mentions(*mentionees: Mapping[str, Any]) -> dict[str, Any]:
    return {"mentionees": [*mentionees]}


def silent(kind: str, source: Mapping[str, Any] | None = _USER, **more: object) -> Kind:
    return Kind(event(kind, source, **more))


def wordless(kind: str, means: str, **more: object) -> Kind:
    return Kind(message(kind, _USER, **more), action=Action("wordless", {"kind": means}))


_WE = {"type": "user", "index": 0, "length": 4, "userId": "U3f1c0a9be7d24f6c8a5b1e0d9c7f2a64", "isSelf": True}
_FRIEND = {"type": "user", "index": 5, "length": 3, "userId": "U9d4b7c2e9f1a4835b6c7d8e9f0a1b2c3", "isSelf": False}
_ALL = {"type": "all", "index": 0, "length": 4}
_NO_TOKEN = {"replyToken": None}
_PICTURE: dict[str, Any] = {"contentProvider": _LINE, "quoteToken": "q"}
_START = Action("start")
_STICKER: dict[str, Any] = {"packageId": "446", "stickerId": "1988", "quoteToken": "q"}
_EMOJI = [{"index": 0, "length": 7, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}]


def _postback(data: str, source: Mapping[str, Any] = _USER, **params: str) -> dict[str, Any]:
    return event("postback", source, postback={"data": data, **({"params": params} if params else {})})


KINDS: Mapping[str, Kind] = {
    "message text": Kind(text("5천원 건대"), words="5천원 건대"),
    "message text with emoji": Kind(text("(hello) 배고파", emojis=_EMOJI), words="(hello) 배고파"),
    "message text quoting": Kind(text("이거 얼마야", quotedMessageId="468789577898262530"), words="이거 얼마야"),
    "message text markable as read": Kind(text("배고파", markAsReadToken="mark"), words="배고파"),
    "message sticker": wordless("sticker", "sticker", stickerResourceType="STATIC", **_STICKER),
    "message sticker with words": Kind(
        message("sticker", stickerResourceType="MESSAGE", text="배고파", **_STICKER), words="배고파"
    ),
    "message image": wordless("image", "picture", **_PICTURE, imageSet={"id": "E005D41A", "index": 1, "total": 2}),
    "message video": wordless("video", "video", **_PICTURE, duration=60000),
    "message audio": wordless("audio", "sound", contentProvider=_LINE, duration=60000),
    "message file": wordless("file", "file", fileName="숙제.hwp", fileSize=2138),
    "message location": Kind(
        message("location", latitude=37.540693, longitude=127.07023),
        action=Action("location"),
        point=Point(37.540693, 127.07023),
    ),
    "message text in a group": Kind(text("우리끼리 하는 말", _GROUP | {"userId": CHILD.external_id}), group=True),
    "message text to the bot in a group": Kind(
        text("@나비얌 @민수랑 떡볶이", _GROUP | {"userId": CHILD.external_id}, mention=mentions(_WE, _FRIEND)),
        words="랑 떡볶이",
        group=True,
    ),
    "message text to all in a group": Kind(
        text("@all 모여", _GROUP, mention=mentions(_ALL)), account=GROUP, group=True
    ),
    "message text of nobody in a room": Kind(
        text("@나비얌 건대", _ROOM, mention=mentions(_WE)), words="건대", account=ROOM, group=True
    ),
    "messageEdited": Kind(
        event(
            "messageEdited",
            _GROUP | {"userId": CHILD.external_id},
            message={"type": "text", "id": "546100000000000020", "text": "@나비얌 강남", "quoteToken": "q"},
        ),
        notice=Retraction(CHILD, "546100000000000020"),
        group=True,
    ),
    "unsend": Kind(event("unsend", unsend={"messageId": "325708"}, **_NO_TOKEN), notice=Retraction(CHILD, "325708")),
    "unsend in a group": Kind(
        event("unsend", _GROUP, unsend={"messageId": "325708"}, **_NO_TOKEN),
        notice=Retraction(GROUP, "325708"),
        account=GROUP,
        group=True,
    ),
    "follow": Kind(event("follow", follow={"isUnblocked": False}), action=_START, notice=Return(CHILD)),
    "unfollow": Kind(event("unfollow", **_NO_TOKEN), notice=Departure(CHILD)),
    "join": Kind(event("join", _GROUP), action=_START, account=GROUP, group=True),
    "leave": silent("leave", _GROUP, **_NO_TOKEN),
    "memberJoined": silent("memberJoined", _GROUP, joined={"members": [_USER]}),
    "memberLeft": silent("memberLeft", _ROOM, left={"members": [_USER]}, **_NO_TOKEN),
    "postback": Kind(_postback("v=1&a=select&shop=12&t=8f14"), action=Action("select", {"shop": "12"}, "8f14")),
    "postback words of a menu": Kind(_postback("근처 맛집"), words="근처 맛집"),
    "postback of another program": Kind(_postback("action=buy&itemid=123"), action=Action("help")),
    "postback say": Kind(_postback("v=1&a=say&text=더 싼 데"), words="더 싼 데"),
    "postback datetime": Kind(_postback("예약", datetime="2026-11-24T18:30"), words="예약 2026-11-24 18:30"),
    "postback date": Kind(
        _postback("v=1&a=book&shop=3", date="2026-11-24"),
        action=Action("book", {"shop": "3", "picked": "2026-11-24"}),
    ),
    "postback time": Kind(_postback("몇 시", time="18:30"), words="몇 시 18:30"),
    "postback richmenu": Kind(_postback("menu", newRichMenuAliasId="naviyam-main", status="SUCCESS")),
    "postback in a group": Kind(
        _postback("v=1&a=others&t=1", _GROUP), action=Action("others", {}, "1"), account=GROUP, group=True
    ),
    "videoPlayComplete": silent("videoPlayComplete", videoPlayComplete={"trackingId": "track"}),
    "beacon": silent("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter", "dm": "00"}),
    "accountLink ok": silent("accountLink", link={"result": "ok", "nonce": "nonce"}),
    "accountLink failed": silent("accountLink", None, link={"result": "failed", "nonce": "nonce"}, **_NO_TOKEN),
    "membership joined": silent("membership", membership={"type": "joined", "membershipId": 1}),
    "membership left": silent("membership", membership={"type": "left", "membershipId": 1}),
    "membership renewed": silent("membership", membership={"type": "renewed", "membershipId": 1}),
    "module attached": silent(
        "module", None, module={"type": "attached", "botId": "U1", "scopes": ["message:send"]}, **_NO_TOKEN
    ),
    "module detached": silent(
        "module", None, module={"type": "detached", "botId": "U1", "reason": "bot_deleted"}, **_NO_TOKEN
    ),
    "activated": silent("activated", chatControl={"expireAt": 1795400620000}, **_NO_TOKEN),
    "deactivated": silent("deactivated", **_NO_TOKEN),
    "botSuspended": silent("botSuspended", None, **_NO_TOKEN),
    "botResumed": silent("botResumed", None, **_NO_TOKEN),
    "delivery": silent("delivery", None, delivery={"data": "a tag"}, **_NO_TOKEN),
}
