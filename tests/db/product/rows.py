"""For every table of 0020 to 0033 a row that it takes, and for every rule of it what keeps and what breaks it.

Values are SQL expressions. A rule is (name, what keeps it, what breaks it), both laid over the row.
"""

from __future__ import annotations

from dataclasses import dataclass

Row = dict[str, str]
Rule = tuple[str, Row, Row]

HASH = "decode(repeat('ab', 32), 'hex')"
SHORT_HASH = "'\\xab'::bytea"
NOW = "now()"
NULL = "NULL"


@dataclass(frozen=True, slots=True)
class Table:
    """A row that is taken; CHECKs; unique rules with what makes two rows meet and what parts them; foreign keys."""

    name: str
    row: Row
    checks: tuple[Rule, ...] = ()
    uniques: tuple[Rule, ...] = ()
    """(name, the second row's differences that pass, those that clash)."""
    keys: tuple[tuple[str, Row], ...] = ()
    """(name, a row that points to something); it is broken by pointing to nothing."""


def text(value: str) -> str:
    return f"'{value}'"


TABLES = (
    Table(
        "regions",
        {"region_name": text("제주"), "contact_name": text("주민센터"), "contact_phone": text("129")},
        checks=(("regions_aid_maximum_check", {"aid_monthly_maximum": "31"}, {"aid_monthly_maximum": "32"}),),
        uniques=(("regions_region_name_key", {"region_name": text("세종")}, {}),),
    ),
    Table(
        "operators",
        {"operator_name": text("이담당"), "role": text("viewer"), "password_hash": "'$2b$12$' || repeat('b', 53)"},
        checks=(
            ("operators_role_check", {"role": text("marketer")}, {"role": text("owner")}),
            ("operators_status_check", {"status": text("DISABLED")}, {"status": text("GONE")}),
            (
                "operators_password_is_bcrypt",
                {"password_hash": "'$2a$10$' || repeat('/', 53)"},
                {"password_hash": text("a plain password")},
            ),
            (
                "operators_step_needs_secret",
                {"totp_last_step": "1", "totp_secret_enc": "'\\x01'"},
                {"totp_last_step": "1"},
            ),
            ("operators_failed_logins_check", {"failed_logins": "0"}, {"failed_logins": "-1"}),
        ),
        uniques=(("operators_name_unique", {"operator_name": text("박담당")}, {}),),
        keys=(("operators_region_id_fkey", {"region_id": "1"}),),
    ),
    Table(
        "audit_log",
        {"action": text("view"), "subject_type": text("users"), "subject_id": text("1")},
        checks=(
            (
                "audit_log_unmasking_needs_reason",
                {"action": text("unmask"), "reason": text("보호자 요청")},
                {"action": text("unmask"), "reason": text(" ")},
            ),
        ),
        keys=(
            ("audit_log_operator_id_fkey", {"operator_id": "1"}),
            ("audit_log_region_id_fkey", {"region_id": "1"}),
        ),
    ),
    Table(
        "orders",
        {"request_id": "gen_random_uuid()", "user_id": "1", "shop_id": "1", "total_amount": "7000"},
        checks=(
            ("orders_status_check", {"status": text("CANCELLED"), "ended_at": NOW}, {"status": text("LOST")}),
            ("orders_total_check", {"total_amount": "10000000"}, {"total_amount": "10000001"}),
            ("orders_discount_check", {"discount_amount": "7000"}, {"discount_amount": "7001"}),
            (
                "orders_completed_check",
                {"status": text("COMPLETED"), "completed_at": NOW},
                {"status": text("COMPLETED")},
            ),
            ("orders_completed_check", {}, {"completed_at": NOW}),
            ("orders_ended_check", {"status": text("EXPIRED"), "ended_at": NOW}, {"status": text("EXPIRED")}),
            ("orders_ended_check", {}, {"ended_at": NOW}),
        ),
        uniques=(
            (
                "orders_request_unique",
                {"request_id": "gen_random_uuid()"},
                {"request_id": text("00000000-0000-0000-0000-000000000001")},
            ),
        ),
        keys=(("orders_user_id_fkey", {"user_id": "1"}), ("orders_shop_id_fkey", {"shop_id": "1"})),
    ),
    Table(
        "order_items",
        {"order_id": "1", "menu_id": "1", "menu_name": text("참치김밥"), "unit_price": "3500", "quantity": "1"},
        checks=(
            ("order_items_unit_price_check", {"unit_price": "0"}, {"unit_price": "-1"}),
            ("order_items_quantity_check", {"quantity": "100"}, {"quantity": "101"}),
            ("order_items_quantity_check", {"quantity": "1"}, {"quantity": "0"}),
        ),
        keys=(("order_items_order_id_fkey", {"order_id": "1"}), ("order_items_menu_id_fkey", {"menu_id": "1"})),
    ),
    Table(
        "order_discounts",
        {"order_id": "1", "wallet_id": "1", "coupon_id": text("W3000"), "discount_amount": "3000"},
        checks=(
            ("order_discounts_position_check", {"position": "1"}, {"position": "0"}),
            ("order_discounts_amount_check", {"discount_amount": "0"}, {"discount_amount": "-1"}),
        ),
        uniques=(
            (
                "order_discounts_coupon_unique",
                {"coupon_id": text("A1000"), "position": "2"},
                {"position": "2"},
            ),
            (
                "order_discounts_position_unique",
                {"coupon_id": text("A1000"), "position": "2"},
                {"coupon_id": text("A1000")},
            ),
        ),
        keys=(
            ("order_discounts_order_id_fkey", {"order_id": "1"}),
            ("order_discounts_wallet_id_fkey", {"wallet_id": "1"}),
            ("order_discounts_coupon_id_fkey", {"coupon_id": text("A1000")}),
        ),
    ),
    Table(
        "redemptions",
        {"order_id": "1", "shop_id": "1", "secret_enc": "'\\x01'", "expires_at": NOW},
        checks=(
            (
                "redemptions_state_check",
                {"state": text("released"), "secret_enc": NULL, "finished_at": NOW},
                {"state": text("lost"), "secret_enc": NULL, "finished_at": NOW},
            ),
            ("redemptions_secret_check", {}, {"secret_enc": NULL}),
            ("redemptions_finished_check", {}, {"finished_at": NOW}),
            (
                "redemptions_confirmed_check",
                {"state": text("confirmed"), "secret_enc": NULL, "finished_at": NOW, "confirmed_via": text("pin")},
                {"state": text("confirmed"), "secret_enc": NULL, "finished_at": NOW},
            ),
            (
                "redemptions_via_check",
                {"state": text("confirmed"), "secret_enc": NULL, "finished_at": NOW, "confirmed_via": text("page")},
                {"state": text("confirmed"), "secret_enc": NULL, "finished_at": NOW, "confirmed_via": text("phone")},
            ),
            ("redemptions_tries_check", {"failed_tries": "5"}, {"failed_tries": "6"}),
        ),
        uniques=(("redemptions_pkey", {"order_id": "2"}, {}),),
        keys=(("redemptions_order_id_fkey", {"order_id": "1"}), ("redemptions_shop_id_fkey", {"shop_id": "1"})),
    ),
    Table(
        "reservations",
        {
            "request_id": "gen_random_uuid()",
            "user_id": "1",
            "shop_id": "1",
            "people": "4",
            "reserved_for": NOW,
        },
        checks=(
            ("reservations_people_check", {"people": "1000"}, {"people": "0"}),
            (
                "reservations_status_check",
                {"status": text("CANCELLED"), "ended_at": NOW},
                {"status": text("LOST")},
            ),
            (
                "reservations_confirmed_check",
                {"status": text("CONFIRMED"), "provider_reservation_id": text("r1")},
                {"status": text("CONFIRMED")},
            ),
            (
                "reservations_refused_check",
                {"status": text("REFUSED"), "ended_at": NOW},
                {"status": text("REFUSED"), "ended_at": NOW, "provider_reservation_id": text("r1")},
            ),
            ("reservations_ended_check", {}, {"ended_at": NOW}),
            ("reservations_ended_check", {}, {"status": text("CANCELLED")}),
        ),
        uniques=(
            (
                "reservations_request_unique",
                {"request_id": "gen_random_uuid()"},
                {"request_id": text("00000000-0000-0000-0000-000000000001")},
            ),
            (
                "reservations_provider_unique",
                {"provider_reservation_id": NULL},
                {"provider_reservation_id": text("r1")},
            ),
        ),
        keys=(("reservations_user_id_fkey", {"user_id": "1"}), ("reservations_shop_id_fkey", {"shop_id": "1"})),
    ),
    Table(
        "programmes",
        {"programme_name": text("겨울방학"), "description": text("방학 점심")},
        checks=(
            ("programmes_money_budget_check", {"money_budget": "0"}, {"money_budget": "-1"}),
            ("programmes_number_budget_check", {"number_budget": "0"}, {"number_budget": "-1"}),
            ("programmes_counts_check", {"money_spent": "0"}, {"money_spent": "-1"}),
            (
                "programmes_money_within_budget",
                {"money_budget": "5000", "money_committed": "3000", "money_spent": "2000"},
                {"money_budget": "5000", "money_committed": "3000", "money_spent": "2001"},
            ),
            (
                "programmes_number_within_budget",
                {"number_budget": "2", "number_issued": "2"},
                {"number_budget": "2", "number_issued": "3"},
            ),
        ),
        uniques=(("programmes_name_unique", {"programme_name": text("여름방학")}, {}),),
        keys=(("programmes_region_id_fkey", {"region_id": "1"}),),
    ),
    Table(
        "coupon_ledger",
        {"wallet_id": "77", "coupon_id": text("W3000"), "entry": text("ISSUED"), "amount": "0"},
        checks=(
            ("coupon_ledger_entry_check", {"entry": text("USED")}, {"entry": text("SOLD")}),
            ("coupon_ledger_order_check", {"entry": text("RESERVED"), "order_id": "1"}, {"entry": text("RESERVED")}),
            ("coupon_ledger_amount_check", {"amount": "0"}, {"amount": "-1"}),
        ),
        uniques=(
            ("coupon_ledger_issued_once", {"wallet_id": "78"}, {}),
            ("coupon_ledger_ended_once", {"entry": text("RELEASED"), "order_id": "1"}, {"entry": text("USED")}),
        ),
        keys=(
            ("coupon_ledger_coupon_id_fkey", {"coupon_id": text("A1000")}),
            ("coupon_ledger_programme_id_fkey", {"programme_id": "1"}),
            ("coupon_ledger_order_id_fkey", {"order_id": "1"}),
            ("coupon_ledger_shop_id_fkey", {"shop_id": "1"}),
        ),
    ),
    Table(
        "benefit_grants",
        {"benefit": text("welcome"), "subject_hash": HASH},
        checks=(
            ("benefit_grants_benefit_check", {"benefit": text("first_order")}, {"benefit": text("birthday")}),
            ("benefit_grants_subject_check", {}, {"subject_hash": SHORT_HASH}),
        ),
        uniques=(("benefit_grants_once", {"benefit": text("emergency_aid")}, {}),),
        keys=(("benefit_grants_wallet_id_fkey", {"wallet_id": "1"}),),
    ),
    Table(
        "referrals",
        {"referrer_user_id": "1", "referred_user_id": "2"},
        checks=(
            ("referrals_other_person", {}, {"referred_user_id": "1"}),
            (
                "referrals_status_check",
                {"status": text("REFUSED"), "ended_at": NOW},
                {"status": text("LOST"), "ended_at": NOW},
            ),
            ("referrals_ended_check", {"status": text("REWARDED"), "ended_at": NOW}, {"status": text("REWARDED")}),
        ),
        uniques=(("referrals_referred_unique", {"referred_user_id": "3"}, {"referrer_user_id": "3"}),),
        keys=(
            ("referrals_referrer_user_id_fkey", {"referrer_user_id": "1"}),
            ("referrals_referred_user_id_fkey", {"referred_user_id": "2"}),
        ),
    ),
    Table(
        "foodcard_holds",
        {"card_id": "1", "order_id": "1", "amount": "4000"},
        checks=(
            ("foodcard_holds_amount_check", {"amount": "1"}, {"amount": "0"}),
            (
                "foodcard_holds_status_check",
                {"status": text("REFUSED"), "finished_at": NOW},
                {"status": text("LOST"), "finished_at": NOW},
            ),
            (
                "foodcard_holds_provider_check",
                {"status": text("HELD"), "provider_hold_id": text("h1")},
                {"status": text("HELD")},
            ),
            ("foodcard_holds_finished_check", {}, {"finished_at": NOW}),
            (
                "foodcard_holds_finished_check",
                {"status": text("CANCELLED"), "finished_at": NOW},
                {"status": text("CANCELLED")},
            ),
        ),
        uniques=(
            ("foodcard_holds_order_unique", {"order_id": "2"}, {}),
            (
                "foodcard_holds_key_unique",
                {"order_id": "2"},
                {"order_id": "2", "hold_key": text("00000000-0000-0000-0000-000000000001")},
            ),
            (
                "foodcard_holds_provider_unique",
                {"order_id": "2", "provider_hold_id": NULL},
                {"order_id": "2", "provider_hold_id": text("h1")},
            ),
        ),
        keys=(("foodcard_holds_card_id_fkey", {"card_id": "1"}), ("foodcard_holds_order_id_fkey", {"order_id": "1"})),
    ),
    Table(
        "card_transactions",
        {
            "card_id": "1",
            "transaction_hash": HASH,
            "status": text("APPROVED"),
            "amount": "3500",
            "merchant_name": text("참맛분식 건대점"),
            "occurred_at": NOW,
        },
        checks=(
            ("card_transactions_status_check", {"status": text("REFUSED")}, {"status": text("LOST")}),
            ("card_transactions_amount_check", {"amount": "0"}, {"amount": "-1"}),
            (
                "card_transactions_method_check",
                {"match_method": text("operator"), "match_score": "1"},
                {"match_method": text("guess"), "match_score": "1"},
            ),
            (
                "card_transactions_score_check",
                {"match_method": text("name"), "match_score": "1"},
                {"match_method": text("name"), "match_score": "1.001"},
            ),
            (
                "card_transactions_match_check",
                {"shop_id": "1", "match_method": text("name"), "match_score": "0.9"},
                {"shop_id": "1", "match_method": text("name")},
            ),
            (
                "card_transactions_reason_check",
                {"status": text("REFUSED"), "refusal_reason": text("MERCHANT")},
                {"refusal_reason": text("MERCHANT")},
            ),
        ),
        uniques=(("card_transactions_hash_unique", {"transaction_hash": SHORT_HASH}, {}),),
        keys=(
            ("card_transactions_card_id_fkey", {"card_id": "1"}),
            ("card_transactions_shop_id_fkey", {"shop_id": "1", "match_method": text("name"), "match_score": "0.9"}),
        ),
    ),
    Table(
        "card_syncs",
        {"provider": text("http")},
        checks=(
            ("card_syncs_provider_check", {"provider": text("file")}, {"provider": text("self")}),
            (
                "card_syncs_cursor_check",
                {"next_cursor": text("p2"), "run_started_at": NOW},
                {"next_cursor": text("p2")},
            ),
            ("card_syncs_pages_check", {"pages": "0"}, {"pages": "-1"}),
        ),
        uniques=(("card_syncs_pkey", {"provider": text("file")}, {}),),
    ),
    Table(
        "import_batches",
        {"file_name": text("가게.xlsx"), "file_hash": HASH},
        checks=(
            ("import_batches_hash_check", {}, {"file_hash": SHORT_HASH}),
            (
                "import_batches_state_check",
                {"state": text("failed"), "finished_at": NOW},
                {"state": text("lost"), "finished_at": NOW},
            ),
            ("import_batches_finished_check", {}, {"finished_at": NOW}),
            (
                "import_batches_undone_check",
                {"state": text("undone"), "finished_at": NOW, "undone_at": NOW},
                {"state": text("undone"), "finished_at": NOW},
            ),
            ("import_batches_counts_check", {"menus": "0"}, {"menus": "-1"}),
            (
                "import_batches_whole",
                {"state": text("done"), "finished_at": NOW, "row_count": "3", "inserted": "2", "rejected": "1"},
                {"state": text("done"), "finished_at": NOW, "row_count": "4", "inserted": "2", "rejected": "1"},
            ),
        ),
        keys=(
            ("import_batches_operator_id_fkey", {"operator_id": "1"}),
            ("import_batches_region_id_fkey", {"region_id": "1"}),
        ),
    ),
    Table(
        "import_changes",
        {"batch_id": "1", "shop_id": "1"},
        checks=(("import_changes_before_check", {"before": text('{"kiosk": true}')}, {"before": text("[]")}),),
        uniques=(("import_changes_pkey", {"shop_id": "2"}, {}),),
        keys=(("import_changes_batch_id_fkey", {"batch_id": "1"}), ("import_changes_shop_id_fkey", {"shop_id": "1"})),
    ),
    Table(
        "shop_reports",
        {"shop_id": "1", "kind": text("closed"), "reporter_hash": HASH},
        checks=(
            ("shop_reports_kind_check", {"kind": text("card_refused")}, {"kind": text("rude")}),
            (
                "shop_reports_state_check",
                {"state": text("rejected"), "reporter_hash": NULL, "decided_at": NOW},
                {"state": text("lost"), "reporter_hash": NULL, "decided_at": NOW},
            ),
            (
                "shop_reports_reporter_check",
                {"state": text("confirmed"), "reporter_hash": NULL, "decided_at": NOW},
                {"state": text("confirmed"), "decided_at": NOW},
            ),
            ("shop_reports_hash_check", {}, {"reporter_hash": SHORT_HASH}),
            ("shop_reports_decided_check", {}, {"decided_at": NOW}),
            ("shop_reports_decider_check", {}, {"decided_by": "1"}),
        ),
        uniques=(("shop_reports_once_each", {"kind": text("price")}, {}),),
        keys=(
            ("shop_reports_shop_id_fkey", {"shop_id": "1"}),
            (
                "shop_reports_decided_by_fkey",
                {"decided_by": "1", "state": text("rejected"), "reporter_hash": NULL, "decided_at": NOW},
            ),
        ),
    ),
    Table(
        "outbox",
        {
            "dedupe_key": text("aid:1"),
            "user_id": "1",
            "channel": text("line"),
            "kind": text("aid"),
            "is_advertisement": "FALSE",
            "payload": "'\\x01'",
            "send_before": "now() + INTERVAL '1 hour'",
        },
        checks=(
            ("outbox_channel_check", {"channel": text("alimtalk")}, {"channel": text("sms")}),
            ("outbox_fallback_check", {"fallback_channels": "ARRAY['web']"}, {"fallback_channels": "ARRAY['sms']"}),
            ("outbox_kind_check", {"kind": text("expiry")}, {"kind": text("spam")}),
            (
                "outbox_advertisement_check",
                {"kind": text("campaign"), "is_advertisement": "TRUE"},
                {"is_advertisement": "TRUE"},
            ),
            (
                "outbox_state_check",
                {"state": text("unknown"), "payload": NULL, "finished_at": NOW},
                {"state": text("lost"), "payload": NULL, "finished_at": NOW},
            ),
            ("outbox_attempts_check", {"attempts": "0"}, {"attempts": "-1"}),
            ("outbox_lease_check", {"state": text("taken"), "leased_until": NOW}, {"state": text("taken")}),
            (
                "outbox_called_check",
                {"state": text("taken"), "leased_until": NOW, "called_at": NOW},
                {"called_at": NOW},
            ),
            ("outbox_payload_check", {}, {"payload": NULL}),
            (
                "outbox_payload_check",
                {"state": text("sent"), "payload": NULL, "finished_at": NOW},
                {"state": text("sent"), "finished_at": NOW},
            ),
            ("outbox_finished_check", {}, {"finished_at": NOW}),
            ("outbox_window_check", {}, {"send_before": NOW, "send_after": NOW}),
            ("outbox_cost_check", {"cost": "15.5"}, {"cost": "-1"}),
        ),
        uniques=(("outbox_dedupe_unique", {"dedupe_key": text("aid:2")}, {}),),
        keys=(("outbox_user_id_fkey", {"user_id": "1"}), ("outbox_region_id_fkey", {"region_id": "1"})),
    ),
    Table(
        "experiments",
        {"experiment_name": text("ranker 7"), "kind": text("model"), "variants": text('{"new": 10}')},
        checks=(
            ("experiments_kind_check", {"kind": text("exploration")}, {"kind": text("dice")}),
            ("experiments_variants_check", {}, {"variants": text("{}")}),
            ("experiments_variants_check", {}, {"variants": text("[1]")}),
            ("experiments_status_check", {"status": text("ENDED"), "ended_at": NOW}, {"status": text("LOST")}),
            ("experiments_started_check", {"status": text("RUNNING"), "started_at": NOW}, {"status": text("RUNNING")}),
            ("experiments_draft_check", {}, {"started_at": NOW}),
            ("experiments_ended_check", {}, {"ended_at": NOW}),
        ),
        uniques=(("experiments_name_unique", {"experiment_name": text("ranker 8")}, {}),),
    ),
    Table(
        "exposures",
        {
            "experiment_id": "1",
            "user_id": "1",
            "variant": text("a"),
            "occasion": text("00000000-0000-0000-0000-000000000001"),
        },
        uniques=(("exposures_once", {"occasion": "gen_random_uuid()"}, {"variant": text("b")}),),
        keys=(
            ("exposures_experiment_id_fkey", {"experiment_id": "1"}),
            ("exposures_user_id_fkey", {"user_id": "1"}),
        ),
    ),
    Table(
        "segments",
        {"segment_name": text("카드 있는 중학생"), "rules": text("{}")},
        checks=(("segments_rules_check", {}, {"rules": text("[]")}),),
        uniques=(("segments_name_unique", {"region_id": "1"}, {}),),
        keys=(
            ("segments_region_id_fkey", {"region_id": "1"}),
            ("segments_created_by_fkey", {"created_by": "1"}),
        ),
    ),
    Table(
        "campaigns",
        {
            "campaign_name": text("봄"),
            "kind": text("advertisement"),
            "segment_id": "1",
            "messages": text('{"a": "안녕"}'),
        },
        checks=(
            ("campaigns_kind_check", {"kind": text("aid")}, {"kind": text("spam")}),
            ("campaigns_messages_check", {}, {"messages": text("{}")}),
            ("campaigns_hold_out_check", {"hold_out_percent": "90"}, {"hold_out_percent": "91"}),
            (
                "campaigns_need_is_never_held_out",
                {"kind": text("aid"), "hold_out_percent": "0"},
                {"kind": text("aid"), "hold_out_percent": "10"},
            ),
            (
                "campaigns_start_is_one",
                {"trigger_event": text("first_order")},
                {"trigger_event": text("first_order"), "scheduled_at": NOW},
            ),
            ("campaigns_throttle_check", {"throttle_per_minute": "1"}, {"throttle_per_minute": "0"}),
            ("campaigns_status_check", {"status": text("CANCELLED"), "ended_at": NOW}, {"status": text("LOST")}),
            (
                "campaigns_scheduled_check",
                {"status": text("SCHEDULED"), "scheduled_at": NOW},
                {"status": text("SCHEDULED")},
            ),
            ("campaigns_started_check", {"status": text("PAUSED"), "started_at": NOW}, {"status": text("PAUSED")}),
            ("campaigns_not_started_check", {}, {"started_at": NOW}),
            ("campaigns_ended_check", {}, {"ended_at": NOW}),
        ),
        keys=(
            ("campaigns_region_id_fkey", {"region_id": "1"}),
            ("campaigns_segment_id_fkey", {"segment_id": "1"}),
            ("campaigns_coupon_id_fkey", {"coupon_id": text("W3000")}),
            ("campaigns_experiment_id_fkey", {"experiment_id": "1"}),
            ("campaigns_created_by_fkey", {"created_by": "1"}),
        ),
    ),
    Table(
        "campaign_recipients",
        {"campaign_id": "1", "user_id": "2", "variant": text("a")},
        checks=(
            ("campaign_recipients_state_check", {"state": text("HELD_OUT")}, {"state": text("LOST")}),
            (
                "campaign_recipients_skipped_check",
                {"state": text("SKIPPED"), "skip_reason": text("night")},
                {"state": text("SKIPPED")},
            ),
            ("campaign_recipients_sent_check", {"state": text("SENT"), "sent_at": NOW}, {"state": text("SENT")}),
            (
                "campaign_recipients_after_sent_check",
                {"state": text("SENT"), "sent_at": NOW, "clicked_at": NOW},
                {"clicked_at": NOW},
            ),
        ),
        uniques=(
            ("campaign_recipients_person_unique", {"user_id": "3"}, {}),
            (
                "campaign_recipients_outbox_unique",
                {"user_id": "3", "outbox_id": NULL},
                {"user_id": "3", "outbox_id": "1"},
            ),
        ),
        keys=(
            ("campaign_recipients_campaign_id_fkey", {"campaign_id": "1"}),
            ("campaign_recipients_user_id_fkey", {"user_id": "2"}),
            ("campaign_recipients_outbox_id_fkey", {"outbox_id": "1"}),
            ("campaign_recipients_wallet_id_fkey", {"wallet_id": "1"}),
        ),
    ),
    Table(
        "tracked_links",
        {
            "code": text("Zz_-0123"),
            "target_url": text("https://example.org/a"),
            "expires_at": "now() + INTERVAL '1 day'",
        },
        checks=(
            ("tracked_links_code_check", {"code": text("0123456789012345678901")}, {"code": text("short")}),
            (
                "tracked_links_target_check",
                {"target_url": text("http://127.0.0.1/")},
                {"target_url": text("javascript:1")},
            ),
            ("tracked_links_expiry_check", {}, {"expires_at": NOW}),
        ),
        uniques=(("tracked_links_code_unique", {"code": text("Zz_-0124")}, {}),),
        keys=(("tracked_links_recipient_id_fkey", {"recipient_id": "1"}),),
    ),
    Table("link_clicks", {"link_id": "1"}, keys=(("link_clicks_link_id_fkey", {"link_id": "1"}),)),
    Table(
        "notices",
        {"notice_text": text("추석 급식카드 안내"), "shown_from": NOW, "shown_until": "now() + INTERVAL '1 day'"},
        checks=(
            ("notices_text_check", {}, {"notice_text": text("  ")}),
            ("notices_link_check", {"link_url": text("https://gwangjin.go.kr")}, {"link_url": text("http://a.kr")}),
            ("notices_intents_check", {"intents": "ARRAY['BALANCE_CHARGE']"}, {"intents": "ARRAY['HELLO']"}),
            ("notices_window_check", {}, {"shown_until": NOW}),
        ),
        keys=(
            ("notices_region_id_fkey", {"region_id": "1"}),
            ("notices_created_by_fkey", {"created_by": "1"}),
        ),
    ),
    Table(
        "link_codes",
        {
            "code_hash": HASH,
            "purpose": text("child"),
            "region_id": "1",
            "birth_year": "2013",
            "card_ref_enc": "'\\x01'",
            "card_ref_hash": "'\\x01'",
            "expires_at": "now() + INTERVAL '1 day'",
        },
        checks=(
            ("link_codes_hash_check", {}, {"code_hash": SHORT_HASH}),
            (
                "link_codes_purpose_check",
                {},
                {
                    "purpose": text("toy"),
                    "region_id": NULL,
                    "birth_year": NULL,
                    "card_ref_enc": NULL,
                    "card_ref_hash": NULL,
                },
            ),
            ("link_codes_region_check", {}, {"region_id": NULL}),
            ("link_codes_child_check", {}, {"birth_year": NULL}),
            ("link_codes_birth_year_check", {"birth_year": "1900"}, {"birth_year": "1899"}),
            ("link_codes_guardian_check", {}, {"child_code_id": "1"}),
            ("link_codes_account_check", {}, {"user_id": "1"}),
            ("link_codes_phone_check", {}, {"phone_enc": "'\\x01'"}),
            (
                "link_codes_used_check",
                {"used_at": NOW, "used_by_user_id": "1", "card_ref_enc": NULL, "card_ref_hash": NULL},
                {"used_at": NOW, "card_ref_enc": NULL, "card_ref_hash": NULL},
            ),
            (
                "link_codes_ended_once",
                {"revoked_at": NOW, "card_ref_enc": NULL, "card_ref_hash": NULL},
                {
                    "revoked_at": NOW,
                    "used_at": NOW,
                    "used_by_user_id": "1",
                    "card_ref_enc": NULL,
                    "card_ref_hash": NULL,
                },
            ),
            ("link_codes_card_check", {}, {"card_ref_enc": NULL}),
            ("link_codes_card_check", {}, {"used_at": NOW, "used_by_user_id": "1"}),
            ("link_codes_expiry_check", {}, {"expires_at": NOW}),
        ),
        uniques=(("link_codes_hash_unique", {"code_hash": "decode(repeat('cd', 32), 'hex')"}, {}),),
        keys=(
            ("link_codes_region_id_fkey", {"region_id": "1"}),
            (
                "link_codes_child_code_id_fkey",
                {
                    "child_code_id": "1",
                    "purpose": text("guardian"),
                    "birth_year": NULL,
                    "card_ref_enc": NULL,
                    "card_ref_hash": NULL,
                },
            ),
            (
                "link_codes_user_id_fkey",
                {
                    "user_id": "1",
                    "purpose": text("account"),
                    "region_id": NULL,
                    "birth_year": NULL,
                    "card_ref_enc": NULL,
                    "card_ref_hash": NULL,
                },
            ),
            ("link_codes_issued_by_fkey", {"issued_by": "1"}),
            (
                "link_codes_used_by_user_id_fkey",
                {"used_by_user_id": "1", "used_at": NOW, "card_ref_enc": NULL, "card_ref_hash": NULL},
            ),
        ),
    ),
    Table(
        "guardian_links",
        {"guardian_user_id": "3", "child_user_id": "1"},
        checks=(
            ("guardian_links_other_person", {}, {"child_user_id": "3"}),
            ("guardian_links_cut_check", {"cut_at": NOW, "cut_by": "1"}, {"cut_by": "1"}),
        ),
        uniques=(("guardian_links_one_standing", {"child_user_id": "2"}, {}),),
        keys=(
            ("guardian_links_guardian_user_id_fkey", {"guardian_user_id": "3"}),
            ("guardian_links_child_user_id_fkey", {"child_user_id": "1"}),
            ("guardian_links_cut_by_fkey", {"cut_by": "1", "cut_at": NOW}),
        ),
    ),
    Table(
        "safety_cases",
        {
            "turn_id": text("00000000-0000-0000-0000-000000000001"),
            "label": text("missing"),
            "level": text("concern"),
            "masked_text": text("집에 가기 싫어"),
        },
        checks=(
            ("safety_cases_label_check", {"label": text("abuse")}, {"label": text("boredom")}),
            ("safety_cases_level_check", {"level": text("crisis")}, {"level": text("fun")}),
            (
                "safety_cases_state_check",
                {"state": text("seen"), "first_seen_at": NOW, "operator_id": "1"},
                {"state": text("lost"), "first_seen_at": NOW, "operator_id": "1"},
            ),
            ("safety_cases_seen_check", {}, {"first_seen_at": NOW}),
            (
                "safety_cases_operator_check",
                {"state": text("seen"), "first_seen_at": NOW, "operator_id": "1"},
                {"state": text("seen"), "first_seen_at": NOW},
            ),
            ("safety_cases_closed_check", {}, {"closed_at": NOW}),
            ("safety_cases_outcome_check", {}, {"outcome": text("contacted")}),
            (
                "safety_cases_outcome_values",
                {
                    "state": text("closed"),
                    "first_seen_at": NOW,
                    "operator_id": "1",
                    "closed_at": NOW,
                    "outcome": text("reported"),
                },
                {
                    "state": text("closed"),
                    "first_seen_at": NOW,
                    "operator_id": "1",
                    "closed_at": NOW,
                    "outcome": text("fine"),
                },
            ),
        ),
        uniques=(("safety_cases_turn_unique", {"turn_id": NULL}, {}),),
        keys=(
            ("safety_cases_user_id_fkey", {"user_id": "1"}),
            ("safety_cases_region_id_fkey", {"region_id": "1"}),
            ("safety_cases_operator_id_fkey", {"operator_id": "1"}),
        ),
    ),
    Table(
        "help_topics",
        {
            "question": text("하루 두 번 써도 돼?"),
            "answer": text("네, 하루 두 번까지 돼요"),
            "source": text("서울시 안내"),
            "source_date": text("2026-01-01"),
        },
        checks=(
            (
                "help_topics_embedding_check",
                {"embedding": text("[1,0]"), "embedding_model": text("shipped")},
                {"embedding": text("[1,0]")},
            ),
        ),
        uniques=(("help_topics_question_unique", {"region_id": "1"}, {}),),
        keys=(("help_topics_region_id_fkey", {"region_id": "1"}),),
    ),
    Table(
        "job_runs",
        {"job_name": text("daily"), "slot_at": text("2026-11-23 02:00+09"), "leased_until": NOW},
        checks=(
            (
                "job_runs_status_check",
                {"status": text("SKIPPED"), "leased_until": NULL, "finished_at": NOW},
                {"status": text("LOST"), "leased_until": NULL, "finished_at": NOW},
            ),
            ("job_runs_attempts_check", {"attempts": "1"}, {"attempts": "0"}),
            ("job_runs_lease_check", {}, {"leased_until": NULL}),
            (
                "job_runs_finished_check",
                {"status": text("DONE"), "leased_until": NULL, "finished_at": NOW},
                {"status": text("DONE"), "leased_until": NULL},
            ),
            (
                "job_runs_error_check",
                {"status": text("FAILED"), "leased_until": NULL, "finished_at": NOW, "error": text("TimeoutError")},
                {"status": text("FAILED"), "leased_until": NULL, "finished_at": NOW},
            ),
        ),
        uniques=(("job_runs_slot_unique", {"slot_at": text("2026-11-24 02:00+09")}, {}),),
    ),
)
