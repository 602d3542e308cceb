"""Rules of people: who may be kept, and what of them."""

from __future__ import annotations

from db.checks.check import Check

_NEWEST = """
    SELECT DISTINCT ON (user_id, kind) user_id, kind, is_granted, source
    FROM chatbot.consents ORDER BY user_id, kind, id DESC
"""

_KEPT = f"""
    WITH newest AS ({_NEWEST}), allowed AS (
        SELECT u.id FROM chatbot.users u JOIN newest n ON n.user_id = u.id AND n.is_granted
        WHERE n.kind = 'guardian'
           OR (n.kind = 'service' AND (
                n.source = 'token' OR extract(year FROM now() AT TIME ZONE 'Asia/Seoul') - u.birth_year > 14))
    )
"""
"""Who may be kept: of age (or vouched for by a token) with their own consent, others with a guardian's."""


def _of_people_not_allowed(name: str, what: str, table: str, key: str = "id") -> Check:
    return Check(
        name,
        f"No {what} is kept under the key of somebody who did not agree to be remembered.",
        f"""
        {_KEPT} SELECT t.{key} AS id FROM chatbot.{table} t
        WHERE t.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM allowed WHERE allowed.id = t.user_id)
        """,
    )


def _without_consent(name: str, sentence: str, kind: str, table: str, condition: str) -> Check:
    return Check(
        name,
        sentence,
        f"""
        WITH newest AS ({_NEWEST}) SELECT t.id FROM chatbot.{table} t
        WHERE {condition} AND NOT EXISTS (
            SELECT FROM newest n WHERE n.user_id = t.user_id AND n.kind IN ({kind}) AND n.is_granted)
        """,
    )


PEOPLE = (
    Check(
        "people_without_consent",
        "Every account that is kept has the consent that allows it: its own from 14 on, else a guardian's.",
        f"""
        {_KEPT} SELECT id FROM chatbot.users u
        WHERE u.status <> 'DELETED' AND NOT EXISTS (SELECT FROM allowed WHERE allowed.id = u.id)
        """,
    ),
    _of_people_not_allowed("turns_of_people_without_consent", "turn", "conversations"),
    _of_people_not_allowed("recommendations_of_people_without_consent", "recommendation", "recommendations_log"),
    _of_people_not_allowed("contexts_of_people_without_consent", "talk", "conversation_contexts", "session_id"),
    _without_consent(
        "places_without_consent",
        "Where somebody was is kept only with their consent to location.",
        "'location'",
        "recommendations_log",
        "t.user_cell IS NOT NULL",
    ),
    _without_consent(
        "diets_without_consent",
        "Allergies and diets of health or religion are kept only with their own consent.",
        "'allergy', 'religion'",
        "user_profiles",
        "EXISTS (SELECT FROM unnest(t.dietary_restrictions) diet WHERE diet NOT IN ('채식', '비건'))",
    ),
    Check(
        "people_without_profile",
        "Every kept account has a profile.",
        """
        SELECT u.id FROM chatbot.users u LEFT JOIN chatbot.user_profiles p ON p.user_id = u.id
        WHERE u.status <> 'DELETED' AND u.main_user_id IS NULL AND p.id IS NULL
        """,
    ),
    Check(
        "withdrawn_people_not_erased",
        "Nothing personal is left of a deleted account.",
        """
        SELECT u.id FROM chatbot.users u
        WHERE u.status = 'DELETED' AND (
            num_nonnulls(name_enc, email_enc, email_hash, phone_enc, phone_hash, birth_date_enc, birth_year,
                         current_address_enc, nickname, preferred_location) > 0
            OR EXISTS (SELECT FROM chatbot.foodcard_users f WHERE f.user_id = u.id)
            OR EXISTS (SELECT FROM chatbot.conversations c WHERE c.user_id = u.id))
        """,
    ),
    Check(
        "hashes_without_value",
        "E-mail and phone stand sealed and hashed, or not at all; keyed hashes have 32 bytes.",
        """
        SELECT id FROM chatbot.users
        WHERE (email_enc IS NULL) <> (email_hash IS NULL) OR (phone_enc IS NULL) <> (phone_hash IS NULL)
           OR octet_length(email_hash) <> 32 OR octet_length(phone_hash) <> 32
        """,
    ),
    Check(
        "cards_without_reference",
        "A card's reference stands sealed and hashed, or not at all; its hash has 32 bytes.",
        """
        SELECT id FROM chatbot.foodcard_users
        WHERE (card_ref_enc IS NULL) <> (card_ref_hash IS NULL) OR octet_length(card_ref_hash) <> 32
        """,
    ),
    Check(
        "births_to_come",
        "Nobody is born in a year to come.",
        "SELECT id FROM chatbot.users WHERE birth_year > extract(year FROM now() AT TIME ZONE 'Asia/Seoul')",
    ),
    Check(
        "guardians_of_guardians",
        "Nobody is the standing guardian of their own guardian.",
        """
        SELECT a.id FROM chatbot.guardian_links a JOIN chatbot.guardian_links b
            ON b.guardian_user_id = a.child_user_id AND b.child_user_id = a.guardian_user_id
        WHERE a.cut_at IS NULL AND b.cut_at IS NULL AND a.id < b.id
        """,
    ),
)
