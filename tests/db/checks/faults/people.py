"""Rules of people, broken."""

from __future__ import annotations

from tests.db.checks.faults.fault import Fault

_USER = "INSERT INTO chatbot.users (id, external_user_id, platform, birth_year) VALUES"
_WITHDRAWN = "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES (1, 'service', FALSE, 'chat')"

PEOPLE = (
    Fault("people_without_consent", f"{_USER} (90, 'a', 'line', 2000)", "90"),
    Fault("people_without_consent", _WITHDRAWN, "1"),
    Fault("people_without_consent", "UPDATE chatbot.users SET birth_year = 2018 WHERE id = 2", "2"),
    Fault("turns_of_people_without_consent", _WITHDRAWN, "1"),
    Fault("recommendations_of_people_without_consent", _WITHDRAWN, "1"),
    Fault("contexts_of_people_without_consent", _WITHDRAWN, "00000000-0000-0000-0000-000000000002"),
    Fault("places_without_consent", "UPDATE chatbot.recommendations_log SET user_id = NULL", "1"),
    Fault("places_without_consent", _WITHDRAWN.replace("'service'", "'location'"), "1"),
    Fault(
        "diets_without_consent",
        "UPDATE chatbot.user_profiles SET dietary_restrictions = ARRAY['알레르기 우유'] WHERE user_id = 1",
        "1",
    ),
    Fault("people_without_profile", "DELETE FROM chatbot.user_profiles WHERE user_id = 2", "2"),
    Fault("withdrawn_people_not_erased", "UPDATE chatbot.users SET status = 'DELETED' WHERE id = 2", "2"),
    Fault("hashes_without_value", "UPDATE chatbot.users SET email_hash = sha256('a') WHERE id = 1", "1"),
    Fault(
        "hashes_without_value",
        "UPDATE chatbot.users SET phone_enc = '\\x01'::bytea || sha256('a'), phone_hash = 'short' WHERE id = 1",
        "1",
    ),
    Fault("cards_without_reference", "UPDATE chatbot.foodcard_users SET card_ref_hash = NULL", "1"),
    Fault("births_to_come", "UPDATE chatbot.users SET birth_year = 2100 WHERE id = 3", "3"),
    Fault(
        "guardians_of_guardians",
        "INSERT INTO chatbot.guardian_links (guardian_user_id, child_user_id) VALUES (3, 1)",
        "1",
    ),
)
