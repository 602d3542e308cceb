"""Sealed columns that hold something else."""

from __future__ import annotations

from db.keys import SEALED
from tests.db.checks.faults.fault import Fault

_ROWS = {
    "chatbot.users": "UPDATE chatbot.users SET {column} = 'plain' WHERE id = 1",
    "chatbot.foodcard_users": "UPDATE chatbot.foodcard_users SET {column} = '1234'",
    "chatbot.operators": "UPDATE chatbot.operators SET {column} = 'secret'",
    "chatbot.link_codes": """
        INSERT INTO chatbot.link_codes (
            id, code_hash, purpose, region_id, birth_year, {column}, card_ref_hash, expires_at)
        VALUES (1, sha256('c'), 'child', 1, 2015, '1234', sha256('r'), now() + INTERVAL '1 day')
    """,
    "chatbot.link_codes.phone_enc": """
        INSERT INTO chatbot.link_codes (
            id, code_hash, purpose, region_id, birth_year, child_code_id, {column}, expires_at, revoked_at)
        VALUES (2, sha256('c'), 'child', 1, 2015, NULL, NULL, now() + INTERVAL '1 day', now()),
               (1, sha256('g'), 'guardian', 1, NULL, 2, '1234', now() + INTERVAL '1 day', NULL)
    """,
    "chatbot.safety_cases": """
        INSERT INTO chatbot.safety_cases (id, turn_id, label, level, masked_text, {column})
        VALUES (1, gen_random_uuid(), 'abuse', 'crisis', '무서워요', 'plain')
    """,
    "chatbot.redemptions": "UPDATE chatbot.redemptions SET {column} = 'plain' WHERE order_id = 1",
    "chatbot.inbox": "UPDATE chatbot.inbox SET {column} = 'plain' WHERE id = 1",
    "chatbot.outbox": "UPDATE chatbot.outbox SET {column} = 'plain' WHERE id = 1",
    "chatbot.idempotency_keys": """
        INSERT INTO chatbot.idempotency_keys (caller, idempotency_key, request_hash, status, {column})
        VALUES ('a', '1', 'r', 200, 'plain')
    """,
}

_OTHER_KEY = "UPDATE chatbot.users SET name_enc = '\\x01deadbeef' || sha256('nonce, text and tag') WHERE id = 1"

SEALS = (
    *(
        Fault(
            f"unsealed_{sealed.name.partition('.')[2].replace('.', '_')}",
            (_ROWS.get(sealed.name) or _ROWS[sealed.table]).format(column=sealed.column),
            "1",
        )
        for sealed in SEALED
    ),
    Fault("unsealed_users_name_enc", _OTHER_KEY, "1"),
)
