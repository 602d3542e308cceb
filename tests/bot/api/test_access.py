"""Who may speak: every way a token can be wrong, told apart."""

from __future__ import annotations

import base64
import json
import time

import jwt
import pytest

from tests.bot.api.conftest import SECRET, Client, Conversation, bearer, token

NOW = int(time.time())
CLAIMS = {"sub": "test:child-1", "role": "user", "iat": NOW, "exp": NOW + 600, "aud": "naviyam"}


def signed(algorithm: str = "HS256", secret: str = SECRET, **changes: object) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode(claims, secret, algorithm=algorithm)


def unsigned() -> str:
    parts = [{"alg": "none", "typ": "JWT"}, CLAIMS]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def bottomless() -> str:
    return base64.urlsafe_b64encode(b"[" * 3_000).decode().rstrip("=") + ".e30.c2ln"


@pytest.mark.parametrize(
    ("authorization", "slug"),
    [
        (None, "token_missing"),
        ("", "token_missing"),
        ("Basic Y2hpbGQ6c2VjcmV0", "token_missing"),
        ("Bearer", "token_malformed"),
        ("Bearer   ", "token_malformed"),
        ("Bearer nonsense", "token_malformed"),
        ("Bearer a.b.c", "token_malformed"),
        (f"Bearer {token()}x", "token_malformed"),
        (f"Bearer {unsigned()}", "token_malformed"),
        (f"Bearer {bottomless()}", "token_malformed"),
        (f"Bearer {signed(secret='another-secret-of-at-least-32-bytes')}", "token_malformed"),
        (f"Bearer {signed('HS512', SECRET * 2)}", "token_malformed"),
        (f"Bearer {signed(exp=None)}", "token_malformed"),
        (f"Bearer {signed(sub=None)}", "token_malformed"),
        (f"Bearer {signed(role=None)}", "token_malformed"),
        (f"Bearer {signed(role='king')}", "token_malformed"),
        (f"Bearer {signed(exp=NOW - 1)}", "token_expired"),
        (f"Bearer {signed(aud='another')}", "token_audience"),
        (f"Bearer {signed(sub='child-1')}", "token_platform"),
        (f"Bearer {signed(sub='telegram:1')}", "token_platform"),
        (f"Bearer {signed(sub='test:')}", "token_platform"),
        (f"Bearer {signed(sub='test:' + 'x' * 201)}", "token_platform"),
        (f"Bearer {signed(sub='test:a' + chr(0))}", "token_platform"),
    ],
)
async def test_a_wrong_token_is_told_why(
    client: Client, conversation: Conversation, authorization: str | None, slug: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = await client.post("/api/v1/chat", json={"message": "안녕"}, headers=headers)
    problem = await response.json()
    assert (response.status, problem["type"]) == (401, f"urn:naviyam:problem:{slug}")
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="naviyam"')
    assert conversation.turns == []


async def test_a_header_that_is_no_ascii_is_malformed(client: Client) -> None:
    response = await client.post("/api/v1/chat", json={"message": "안녕"}, headers={"Authorization": "Bearer 토큰"})
    assert (await response.json())["type"] == "urn:naviyam:problem:token_malformed"


@pytest.mark.parametrize(
    "good",
    [
        signed(iat=None),
        signed(iat=NOW + 5),
        signed(role="admin"),
        signed(sub="mobile_app:a:b"),
        signed(sub="facebook:" + "x" * 200),
    ],
)
async def test_a_right_token_is_let_in(client: Client, good: str) -> None:
    response = await client.post("/api/v1/chat", json={"message": "안녕"}, headers={"Authorization": f"bearer {good}"})
    assert response.status == 200


async def test_a_token_comes_before_the_body(client: Client) -> None:
    response = await client.post("/api/v1/chat", data=b"{", headers={"Content-Type": "text/plain"})
    assert response.status == 401


async def test_the_counters_are_for_this_machine(client: Client) -> None:
    await client.post("/api/v1/chat", json={"message": "안녕"}, headers=bearer())
    response = await client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    counted = 'naviyam_http_seconds_count{method="POST",route="/api/v1/chat",status="200"} 1.0'
    assert counted in (await response.text()).splitlines()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), ("user", 403), ("viewer", 200), ("marketer", 200), ("admin", 200)]
)
async def test_behind_a_proxy_the_counters_are_for_operators(
    client: Client, header: str, role: str | None, status: int
) -> None:
    headers = {header: "127.0.0.1"} | ({"Authorization": f"Bearer {signed(role=role)}"} if role else {})
    response = await client.get("/metrics", headers=headers)
    assert response.status == status
