"""Makes the signed token with which an outside system speaks for one of its people."""

from __future__ import annotations

import argparse
import time

import jwt

from bot import config
from bot.embedded import secrets

HELP = "print a JWT for the HTTP API"

AUDIENCE = "naviyam"
PLATFORMS = ("web", "mobile_app", "kakao", "line", "facebook", "test")
ROLES = ("user", "viewer", "marketer", "admin")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose token, and for how long."""
    parser.add_argument("--user", required=True, type=_account, metavar="PLATFORM:ID")
    parser.add_argument("--role", choices=ROLES, default="user")
    parser.add_argument("--ttl", type=_seconds, default=3600, metavar="SECONDS")


def run(args: argparse.Namespace) -> int:
    """Print the token; its expiry is real time, whatever `CLOCK` says."""
    settings = secrets.fill(config.load(args.data_dir))
    now = int(time.time())
    claims = {"sub": args.user, "role": args.role, "iat": now, "exp": now + args.ttl, "aud": AUDIENCE}
    print(jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256"))
    return 0


def _account(text: str) -> str:
    platform, _, external_id = text.partition(":")
    if platform not in PLATFORMS or not external_id:
        raise argparse.ArgumentTypeError(f"must be PLATFORM:ID with one of {', '.join(PLATFORMS)}")
    return text


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("must be a whole number of seconds above 0")
    return int(text)
