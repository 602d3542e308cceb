"""How a shop is let in: the token of its page and the PIN for its counter, shown once and kept as keyed hashes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from core.orders.confirming import pin_hash
from db import vouchers
from db.crypto import Cipher
from db.pool import Database

_TOKEN_BYTES = 24
_PIN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Access:
    """What is handed to the shop's owner, once."""

    shop_id: int
    shop_name: str
    token: str
    pin: str


async def let_in(database: Database, cipher: Cipher, shop_id: int) -> Access | None:
    """New token and PIN for a partner shop, which end the ones before; None where it is no partner.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    pin = f"{secrets.randbelow(10**_PIN_DIGITS):0{_PIN_DIGITS}}"
    async with database.transaction() as connection:
        shop = await vouchers.let_in(
            connection, shop_id, cipher.keyed_hash(token, "shop_token"), pin_hash(cipher, shop_id, pin)
        )
    return Access(shop.id, shop.name, token, pin) if shop else None
