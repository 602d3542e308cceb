"""The one place that wires: settings → pool → parts → doors. It may import everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from functools import partial

from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from adapters import foodcard, kakao, line, llm
from adapters import web as web_chat
from adapters.metrics import AdapterMetrics
from adapters.outside import OutsideClient, OutsideMetrics
from bot import middlewares, promotions, sample
from bot.api import doors, health, metrics
from bot.api.once import Once
from bot.api.sockets import SocketDoor
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.channels import platforms
from bot.config import ROOT, ConfigurationError, Settings
from bot.embedding import chosen, encoder_of
from bot.inbox import Answering, InboxMetrics, InboxWorker, Intake, Promises
from bot.links import LinkDoor
from bot.middlewares import HttpMetrics
from bot.parts import Parts, assemble
from bot.problems import Problems
from bot.ranking import ranker_of
from bot.reservations import tables as tables_of
from bot.shop_page import ShopPage
from core.admission import Admission
from core.capacity import Capacity
from core.channel import Channel
from core.clock import Clock
from core.encoder import Encoder, follow
from core.messages import Account
from core.nlu.second import NobodyElse, SecondReader
from core.orders.card_holding import CardHolding
from core.orders.holding import Holding, NoHolding
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
    registry = CollectorRegistry()
    database = await _connected(settings, opened, POOL_SIZE)
    redis = redis_client.connect(settings.redis_url.get_secret_value())
    opened.push_async_callback(redis.aclose)
    session = await opened.enter_async_context(ClientSession())
    cipher = Cipher.from_hex(settings.data_key.get_secret_value())
    clock = settings.business_clock()
    await _check_key(database, cipher)
    outside = OutsideMetrics(registry)
    tables, second = tables_of(settings, session, outside), _second_reader(settings, session, outside)
    holding = _holding(settings, session, database, cipher, clock, outside)
    embedding, samples = chosen(settings), settings.embedded
    encoder = encoder_of(settings, embedding, session, outside)
    capacity = Capacity()
    parts = await assemble(
        *(database, redis, cipher, clock, registry, tables, holding),
        capacity=capacity,
        embedding=embedding.folder,
        ranker=ranker_of(settings.data_dir),
        samples=samples,
        second=second,
        encoder=encoder,
    )
    counted = AdapterMetrics(registry)
    channels = platforms(settings, session, clock, counted)
    inbox = Inbox(database, cipher)
    admission = Admission(redis, cipher, settings.rate_limit_per_minute, capacity)
    answering = Answering(
        *(inbox, channels, parts.conversation.handle, parts.notices.take, InboxMetrics(registry)),
        is_within_rate=admission.is_within_rate,
        wait_a_moment=parts.conversation.wait_a_moment,
    )
    worker = InboxWorker(inbox, answering)
    doors_own = await _connected(settings, opened, DOOR_POOL_SIZE)
    intake = Intake(
        Inbox(doors_own, cipher), Spool(settings.data_dir / "spool", cipher), worker.wake, capacity.entering
    )
    promises = Promises(inbox, answering)
    kakao_door = _kakao_door(settings, channels["kakao"], parts, admission, promises, counted)

    app = web.Application(client_max_size=MAX_BODY)
    problems = Problems.load()
    middlewares.install(app, problems, HttpMetrics(registry))
    verifier = TokenVerifier(settings.jwt_secret.get_secret_value())
    once = Once(IdempotencyKeys(database, cipher))
    turns = Turns(parts.conversation.handle, admission, clock)
    promoted = promotions.campaigns(settings, database)
    sockets = SocketDoor(turns, verifier, parts.live_notices, problems)
    app.on_shutdown.append(sockets.close)
    offered = doors.operations(
        *(parts, turns, verifier, once, database, cipher, clock), campaigns=promoted, channels=channels, sockets=sockets
    )
    app.add_routes(
        [
            web.post("/webhooks/kakao", kakao_door.handle),
            web.post("/webhooks/line", _line_door(settings, intake, counted).handle),
            *doors.all_routes(offered),
            *ShopPage(parts.till.confirming).routes(),
            *LinkDoor(database, clock).routes(),
            web.get(metrics.PATH, metrics.MetricsDoor(registry, verifier).handle),
            *_health(settings, parts, database, redis, channels),
        ]
    )
    if settings.embedded:
        app.add_routes(_web_chat(channels, parts, admission, database, clock, counted))
    refresher = Refresher(settings.database_url.get_secret_value(), parts.live, parts.understanding)
    app.cleanup_ctx.append(_running(parts, worker, intake, refresher, promises))
    if encoder is not None:
        app.cleanup_ctx.append(_following(encoder, parts))
    return app


async def _connected(settings: Settings, opened: AsyncExitStack, size: int) -> Database:
    url = settings.database_url.get_secret_value()
    database = await Database.connect(url, application="naviyam web", size=size)
    opened.push_async_callback(database.close)
    return database


def _second_reader(settings: Settings, session: ClientSession, counted: OutsideMetrics) -> SecondReader:
    if not settings.llm_url:
        return NobodyElse()
    server = llm.service(settings.llm_url, settings.llm_key.get_secret_value())
    return llm.LlmReader(OutsideClient(session, server, counted), settings.llm_model)


def _holding(
    settings: Settings,
    session: ClientSession,
    database: Database,
    cipher: Cipher,
    clock: Clock,
    metrics: OutsideMetrics,
) -> Holding:
    """Who keeps amounts for vouchers: a card system that is asked over HTTP, else nobody."""
    if settings.foodcard_provider != "http" or not settings.foodcard_url:
        return NoHolding()
    system = foodcard.service(settings.foodcard_url, settings.foodcard_key.get_secret_value())
    client = foodcard.FoodcardClient(OutsideClient(session, system, metrics))
    return CardHolding(database, cipher, client, clock)


async def _check_key(database: Database, cipher: Cipher) -> None:
    async with database.acquire() as connection:
        stranger = await keys.sealed_otherwise(connection, cipher)
    if stranger:
        raise ConfigurationError(f"NAVIYAM_DATA_KEY is wrong: {stranger}; set it back, or run ./naviyam rotate-key")


def _kakao_door(
    settings: Settings,
    channel: Channel,
    parts: Parts,
    admission: Admission,
    promises: Promises,
    counted: AdapterMetrics,
) -> kakao.KakaoDoor:
    talk = parts.conversation
    keys = (settings.kakao_skill_key.get_secret_value(), settings.kakao_skill_key_previous.get_secret_value())
    return kakao.KakaoDoor(
        *(channel, talk.handle, talk.wait_a_moment, admission.admit, promises.keep, counted),
        keys=keys,
        bot_id=settings.kakao_bot_id,
    )


def _line_door(settings: Settings, intake: Intake, counted: AdapterMetrics) -> line.LineDoor:
    secret, burst = settings.line_channel_secret.get_secret_value(), timedelta(milliseconds=settings.line_burst_ms)
    return line.LineDoor(secret, settings.line_bot_user_id, intake.keep, counted, burst=burst)


def _health(
    settings: Settings, parts: Parts, database: Database, redis: Redis, channels: dict[str, Channel]
) -> list[web.RouteDef]:
    def catalogue() -> Catalogue:
        return parts.live.current.catalogue

    samples = settings.embedded and not any(channel.is_real for channel in channels.values())
    door = health.HealthDoor(
        {
            "database": health.database_check(database),
            "redis": health.redis_check(redis),
            "catalogue": health.catalogue_check(catalogue),
            "shops": health.shops_check(catalogue, samples=samples),
        },
        sources=frozenset({"database"}),  # a turn that cannot be remembered is not answered,
    )
    return [web.get(health.ALIVE_PATH, door.alive), web.get(health.READY_PATH, door.ready)]


def _web_chat(
    channels: dict[str, Channel],
    parts: Parts,
    admission: Admission,
    database: Database,
    clock: Clock,
    counted: AdapterMetrics,
) -> list[web.RouteDef]:
    async def prepare(account: Account, _person: str) -> None:
        await sample.prepare_member(database, account, ROOT / "data", clock.now())

    known = ((name, parts.live.current.gazetteer.resolve(name)) for name in _PLACES)
    places = [web_chat.Place(name, at[0].point.latitude, at[0].point.longitude) for name, at in known if at]
    door = web_chat.door(channels["web"], parts.conversation.handle, admission.admit, prepare, counted, places=places)
    return door.routes()


def _running(
    parts: Parts, worker: InboxWorker, intake: Intake, refresher: Refresher, promises: Promises
) -> Callable[[web.Application], AsyncIterator[None]]:
    """The process's own work, ended in order: the catalogue's refresher, the writer of turns, the inbox's worker, what
    moves spooled arrivals into it, promised answers.
    """

    async def run(_app: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            following = asyncio.create_task(refresher.run(), name="catalogue-refresher")
            stack.push_async_callback(partial(_ended, following))
            stack.callback(following.cancel)
            stack.push_async_callback(parts.writer.stop)
            task = asyncio.create_task(worker.run(), name="inbox-worker")
            stack.push_async_callback(partial(_ended, task))
            stack.push_async_callback(worker.stop)
            moving = asyncio.create_task(intake.run(), name="inbox-intake")
            stack.push_async_callback(partial(_ended, moving))
            stack.callback(moving.cancel)
            stack.push_async_callback(promises.stop)
            yield

    return run


def _following(encoder: Encoder, parts: Parts) -> Callable[[web.Application], AsyncIterator[None]]:
    """Searching by the encoder's model as soon as it is through with the shops."""

    async def run(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(follow(encoder, parts.live), name="encoder-follower")
        yield
        task.cancel()
        await _ended(task)

    return run


async def _ended(task: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        await task
