DO $$
DECLARE
    v_table TEXT;
BEGIN
    FOREACH v_table IN ARRAY ARRAY[
        'programmes', 'segments', 'campaigns', 'notices', 'help_topics', 'safety_cases', 'import_batches', 'link_codes',
        'outbox', 'audit_log', 'import_changes', 'shop_reports', 'reservations', 'orders', 'order_items',
        'order_discounts', 'coupon_ledger', 'foodcard_holds', 'card_transactions', 'campaign_recipients',
        'tracked_links', 'link_clicks', 'guardian_links'
    ] LOOP
        EXECUTE format('DROP POLICY operator_region ON chatbot.%I', v_table);
        EXECUTE format('DROP POLICY app_sees_all ON chatbot.%I', v_table);
        EXECUTE format('ALTER TABLE chatbot.%I DISABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('REVOKE ALL ON chatbot.%I FROM operator_user', v_table);
    END LOOP;
END;
$$;
REVOKE SELECT (id, purpose, region_id, child_code_id, issued_by, expires_at, used_at, revoked_at, created_at)
    ON chatbot.link_codes FROM operator_user;
REVOKE SELECT (id, user_id, region_id, channel, fallback_channels, kind, is_advertisement, state, attempts, send_after,
    send_before, due_at, cost, last_error, created_at, finished_at) ON chatbot.outbox FROM operator_user;
REVOKE SELECT (main_user_id) ON chatbot.users FROM operator_user;
REVOKE SELECT (balance_alert_sent_at) ON chatbot.foodcard_users FROM operator_user;
REVOKE ALL ON chatbot.card_money, chatbot.experiments, chatbot.job_runs, chatbot.card_syncs FROM operator_user;
REVOKE ALL ON SEQUENCE chatbot.programmes_id_seq, chatbot.segments_id_seq, chatbot.campaigns_id_seq,
    chatbot.notices_id_seq, chatbot.help_topics_id_seq, chatbot.import_batches_id_seq, chatbot.audit_log_id_seq,
    chatbot.link_codes_id_seq FROM operator_user;
