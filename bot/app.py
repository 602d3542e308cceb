"""The one place that wires: settings → pool → parts → doors. It may import everything."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

from aiohttp import ClientSession, web

from adapters import kakao, line
from adapters import web as web_chat
from adapters.metrics import AdapterMetrics
from bot import middlewares, promotions, sample
from bot.api import doors, health, metrics
from bot.api.once import Once
from bot.api.sockets import SocketDoor
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.background import InboxParts, following, running
from bot.channels import platforms
from bot.config import ROOT, ConfigurationError, Settings
from bot.embedding import chosen
from bot.ground import Ground
from bot.inbox import Answering, InboxMetrics, InboxWorker, Intake, Promises
from bot.links import LinkDoor
from bot.middlewares import HttpMetrics
from bot.outside import outside_of
from bot.parts import Parts, assemble
from bot.problems import Problems
from bot.ranking import ranker_of
from bot.shop_page import ShopPage
from core.admission import Admission
from core.channel import Channel
from core.messages import Account
from core.recommend.catalogue import Catalogue
from core.refresher import Refresher
from db import keys
from db import redis as redis_client
from db.crypto import Cipher
from db.idempotency import IdempotencyKeys
from db.inbox import Inbox
from db.pool import Database
from db.spool import Spool

MAX_BODY = 1024 * 1024
POOL_SIZE = 10
DOOR_POOL_SIZE = 2
"""What comes in at LINE's door waits for no connection that turns hold."""

_PLACES = (
    "건대입구역",
    "강남역",
    "홍대입구역",
    "신림역",
    "노원역",
    "수원역",
    "부평역",
    "서면역",
    "동성로",
    "대전역",
    "전남대",
    "춘천 명동",
)


async def build(settings: Settings) -> web.Application:
    """The web application of one process, connected and ready to be served.

    Raises:
        ConfigurationError: what is stored was sealed with another `DATA_KEY`.
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    async with AsyncExitStack() as opened:  # closed at once if the building fails, else with the application
        app = await _assembled(settings, opened)
        closing = opened.pop_all()

    async def close(_app: web.Application) -> None:
        await closing.aclose()

    app.on_cleanup.append(close)
    return app


async def _assembled(settings: Settings, opened: AsyncExitStack) -> web.Application:
    ground = await _ground(settings, opened)
    session = await opened.enter_async_context(ClientSession())
    embedding, ranker = chosen(settings), ranker_of(settings.data_dir)
    outside = outside_of(settings, ground, session, embedding)
    parts = await assemble(ground, outside, embedding=embedding.folder, ranker=ranker, samples=settings.embedded)
    counted = AdapterMetrics(ground.registry)
    channels = platforms(settings, session, ground.clock, counted)
    admission = Admission(ground.redis, ground.cipher, settings.rate_limit_per_minute, ground.capacity)
    inbox = await _inbox(settings, opened, ground, parts, channels, admission)
    app = web.Application(client_max_size=MAX_BODY)
    problems = Problems.load()
    middlewares.install(app, problems, HttpMetrics(ground.registry))
    verifier = TokenVerifier(settings.jwt_secret.get_secret_value())
    turns = Turns(parts.conversation.handle, admission, ground.clock)
    sockets = SocketDoor(turns, verifier, parts.live_notices, problems)
    app.on_shutdown.append(sockets.close)
    app.add_routes(
        [
            *_webhooks(settings, channels["kakao"], parts, admission, inbox, counted),
            *_api(settings, ground, parts, channels, turns, sockets, verifier),
            *ShopPage(parts.till.confirming).routes(),
            *LinkDoor(ground.database, ground.clock).routes(),
            web.get(metrics.PATH, metrics.MetricsDoor(ground.registry, verifier).handle),
            *_health(settings, ground, parts, channels),
            *(_web_chat(ground, parts, channels["web"], admission, counted) if settings.embedded else ()),
        ]
    )
    refresher = Refresher(settings.database_url.get_secret_value(), parts.live, parts.understanding)
    app.cleanup_ctx.append(running(parts.writer, inbox, refresher))
    if outside.encoder is not None:
        app.cleanup_ctx.append(following(outside.encoder, parts.live))
    return app


async def _ground(settings: Settings, opened: AsyncExitStack) -> Ground:
    database = await _connected(settings, opened, POOL_SIZE)
    redis = redis_client.connect(settings.redis_url.get_secret_value())
    opened.push_async_callback(redis.aclose)
    cipher = Cipher.from_hex(settings.data_key.get_secret_value())
    await _check_key(database, cipher)
    return Ground(database, redis, cipher, settings.business_clock())


async def _connected(settings: Settings, opened: AsyncExitStack, size: int) -> Database:
    url = settings.database_url.get_secret_value()
    database = await Database.connect(url, application="naviyam web", size=size)
    opened.push_async_callback(database.close)
    return database


async def _inbox(
    settings: Settings,
    opened: AsyncExitStack,
    ground: Ground,
    parts: Parts,
    channels: dict[str, Channel],
    admission: Admission,
) -> InboxParts:
    inbox = Inbox(ground.database, ground.cipher)
    answering = Answering(
        *(inbox, channels, parts.conversation.handle, parts.notices.take, InboxMetrics(ground.registry)),
        is_within_rate=admission.is_within_rate,
        wait_a_moment=parts.conversation.wait_a_moment,
    )
    worker = InboxWorker(inbox, answering)
    at_the_door = Inbox(await _connected(settings, opened, DOOR_POOL_SIZE), ground.cipher)
    spool = Spool(settings.data_dir / "spool", ground.cipher)
    intake = Intake(at_the_door, spool, worker.wake, ground.capacity.entering)
    return InboxParts(worker, intake, Promises(inbox, answering))


def _api(
    settings: Settings,
    ground: Ground,
    parts: Parts,
    channels: dict[str, Channel],
    turns: Turns,
    sockets: SocketDoor,
    verifier: TokenVerifier,
) -> list[web.RouteDef]:
    once = Once(IdempotencyKeys(ground.database, ground.cipher))
    offered = doors.operations(
        *(parts, turns, verifier, once, ground.database, ground.cipher, ground.clock),
        campaigns=promotions.campaigns(settings, ground.database),
        channels=channels,
        sockets=sockets,
    )
    return doors.all_routes(offered)


async def _check_key(database: Database, cipher: Cipher) -> None:
    async with database.acquire() as connection:
        stranger = await keys.sealed_otherwise(connection, cipher)
    if stranger:
        raise ConfigurationError(f"NAVIYAM_DATA_KEY is wrong: {stranger}; set it back, or run ./naviyam rotate-key")


def _webhooks(
    settings: Settings,
    channel: Channel,
    parts: Parts,
    admission: Admission,
    inbox: InboxParts,
    counted: AdapterMetrics,
) -> list[web.RouteDef]:
    """The doors of KakaoTalk, which answers there and then, and of LINE, which takes in."""
    talk = parts.conversation
    kakao_door = kakao.KakaoDoor(
        *(channel, talk.handle, talk.wait_a_moment, admission.admit, inbox.promises.keep, counted),
        keys=(settings.kakao_skill_key.get_secret_value(), settings.kakao_skill_key_previous.get_secret_value()),
        bot_id=settings.kakao_bot_id,
    )
    line_door = line.LineDoor(
        *(settings.line_channel_secret.get_secret_value(), settings.line_bot_user_id, inbox.intake.keep, counted),
        burst=timedelta(milliseconds=settings.line_burst_ms),
    )
    return [web.post("/webhooks/kakao", kakao_door.handle), web.post("/webhooks/line", line_door.handle)]


def _health(settings: Settings, ground: Ground, parts: Parts, channels: dict[str, Channel]) -> list[web.RouteDef]:
    def catalogue() -> Catalogue:
        return parts.live.current.catalogue

    samples = settings.embedded and not any(channel.is_real for channel in channels.values())
    door = health.HealthDoor(
        {
            "database": health.database_check(ground.database),
            "redis": health.redis_check(ground.redis),
            "catalogue": health.catalogue_check(catalogue),
            "shops": health.shops_check(catalogue, samples=samples),
        },
        sources=frozenset({"database"}),  # a turn that cannot be remembered is not answered,
    )
    return [web.get(health.ALIVE_PATH, door.alive), web.get(health.READY_PATH, door.ready)]


def _web_chat(
    ground: Ground, parts: Parts, channel: Channel, admission: Admission, counted: AdapterMetrics
) -> list[web.RouteDef]:
    async def prepare(account: Account, _person: str) -> None:
        await sample.prepare_member(ground.database, account, ROOT / "data", ground.clock.now())

    known = ((name, parts.live.current.gazetteer.resolve(name)) for name in _PLACES)
    places = [web_chat.Place(name, at[0].point.latitude, at[0].point.longitude) for name, at in known if at]
    door = web_chat.door(channel, parts.conversation.handle, admission.admit, prepare, counted, places=places)
    return door.routes()
