"""The platforms, wired: what a web process answers on and a scheduler sends by."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import ClientSession
from redis.asyncio import Redis

from adapters import alimtalk, kakao, line
from adapters import web as web_chat
from adapters.metrics import AdapterMetrics
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import Settings, is_loopback
from core.channel import Channel, Delivery, Destination
from core.clock import Clock
from core.messages import Answer
from core.notifications.live import LiveNotices
from db.phones import Phones
from scheduler.pace import Pace
from scheduler.sender import Route

_LINE_PER_SECOND = 500  # LINE allows 2,000; replies need their share
_KAKAO_PER_SECOND = 50  # nobody publishes a limit; this is 3,000 a minute
_ALIMTALK_PER_SECOND = 50  # nor for a provider
_LIVE_PER_SECOND = 1000
_KAKAO_WON = 15.0  # an Event API message, without tax (platforms.md 2)


def platforms(settings: Settings, session: ClientSession, clock: Clock, counted: AdapterMetrics) -> dict[str, Channel]:
    """The channels by platform."""
    kakao_channel = kakao.channel(
        session,
        clock.now,
        counted,
        api_url=settings.kakao_api_url,
        bot_id=settings.kakao_bot_id,
        rest_key=settings.kakao_rest_key.get_secret_value(),
        event_name=settings.kakao_event_name,
        blocks=kakao.Blocks(settings.kakao_block_ids),
        callback_hosts=settings.kakao_callback_hosts,
        is_real=is_real(settings.kakao_api_url),
    )
    line_channel = line.channel(
        session,
        api_url=settings.line_api_url,
        access_token=settings.line_access_token.get_secret_value(),
        is_real=is_real(settings.line_api_url),
        metrics=counted,
    )
    web_channel = web_chat.channel(clock.now, kakao=kakao_channel, line=line_channel)
    return {channel.platform: channel for channel in (kakao_channel, line_channel, web_channel)}


def alimtalk_route(
    settings: Settings, session: ClientSession, counted: OutsideMetrics, phones: Phones, redis: Redis
) -> dict[str, Route]:
    """The way to telephones by AlimTalk; none where no provider is configured."""
    if not settings.alimtalk_url:
        return {}

    async def number_of(person: str) -> str | None:
        return await phones.number_of(int(person))

    channel = alimtalk.channel(
        OutsideClient(session, alimtalk.service(settings.alimtalk_url), counted),
        number_of,
        secret_key=settings.alimtalk_key.get_secret_value(),
        sender_key=settings.alimtalk_sender_key,
        is_real=is_real(settings.alimtalk_url),
    )
    pace = Pace(redis, alimtalk.PLATFORM, _ALIMTALK_PER_SECOND)
    route = Route(channel, repeats_safely=False, cost=settings.alimtalk_won, pace=pace, may_advertise=False)
    return {alimtalk.PLATFORM: route}


def routes(channels: dict[str, Channel], live: LiveNotices, redis: Redis) -> dict[str, Route]:
    """The ways of chats out of the outbox, by the name of the channel in its rows."""
    return {
        "line": Route(channels["line"], repeats_safely=True, cost=0, pace=Pace(redis, "line", _LINE_PER_SECOND)),
        "kakao": Route(
            channels["kakao"], repeats_safely=False, cost=_KAKAO_WON, pace=Pace(redis, "kakao", _KAKAO_PER_SECOND)
        ),
        **{name: _live_route(name, live, redis) for name in ("web", "test")},
    }


def is_real(url: str) -> bool:
    """Whether an API address is a platform's own rather than a stand-in on this machine."""
    return not is_loopback(urlsplit(url).hostname or "")


def _live_route(name: str, live: LiveNotices, redis: Redis) -> Route:
    """Apps that hold `/api/v1/ws` open: a message reaches them now or not at all."""

    async def send(destination: Destination, answer: Answer) -> Delivery:
        return Delivery.SENT if await live.publish(destination.account, answer) else Delivery.REFUSED

    channel = Channel(name, is_real=False, parse=lambda _: None, render=lambda answer: answer, send=send)
    return Route(channel, repeats_safely=True, cost=0, pace=Pace(redis, name, _LIVE_PER_SECOND))
