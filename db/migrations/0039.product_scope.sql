-- What an operator may touch of the tables made since 0020, by the rule of 0012: the rows of their regions.
-- depends: 0012.operator_scope 0022.reservations 0024.benefits 0025.card_money 0026.catalogue_care 0030.links_and_notices 0031.linking 0032.care 0033.job_runs
--
-- A region's own rows carry region_id; the others follow the row they hang on. app_user, the bot itself, sees all.
-- Without a policy because nothing of them is granted: operators, benefit_grants, referrals, exposures, redemptions.
-- Granted whole because no row has a region: experiments, job_runs, card_syncs.

GRANT SELECT ON chatbot.programmes, chatbot.coupon_ledger, chatbot.segments, chatbot.campaigns, chatbot.notices,
    chatbot.campaign_recipients, chatbot.tracked_links, chatbot.link_clicks, chatbot.help_topics, chatbot.safety_cases,
    chatbot.import_batches, chatbot.import_changes, chatbot.shop_reports, chatbot.reservations, chatbot.orders,
    chatbot.order_items, chatbot.order_discounts, chatbot.foodcard_holds, chatbot.card_transactions,
    chatbot.card_money, chatbot.guardian_links, chatbot.audit_log, chatbot.experiments, chatbot.job_runs,
    chatbot.card_syncs TO operator_user;
GRANT SELECT (id, purpose, region_id, child_code_id, issued_by, expires_at, used_at, revoked_at, created_at)
    ON chatbot.link_codes TO operator_user;
GRANT SELECT (id, user_id, region_id, channel, fallback_channels, kind, is_advertisement, state, attempts, send_after,
    send_before, due_at, cost, last_error, created_at, finished_at) ON chatbot.outbox TO operator_user;
GRANT SELECT (main_user_id) ON chatbot.users TO operator_user;
GRANT SELECT (balance_alert_sent_at) ON chatbot.foodcard_users TO operator_user;
GRANT INSERT, UPDATE ON chatbot.programmes, chatbot.segments, chatbot.campaigns, chatbot.notices, chatbot.help_topics,
    chatbot.import_batches, chatbot.import_changes TO operator_user;
GRANT INSERT ON chatbot.link_codes, chatbot.audit_log TO operator_user;
GRANT UPDATE ON chatbot.safety_cases, chatbot.shop_reports, chatbot.guardian_links TO operator_user;
GRANT USAGE ON SEQUENCE chatbot.programmes_id_seq, chatbot.segments_id_seq, chatbot.campaigns_id_seq,
    chatbot.notices_id_seq, chatbot.help_topics_id_seq, chatbot.import_batches_id_seq, chatbot.audit_log_id_seq,
    chatbot.link_codes_id_seq TO operator_user;

DO $$
DECLARE
    v_scope RECORD;
BEGIN
    FOR v_scope IN
        SELECT * FROM (VALUES
            ('programmes', 'region_id IS NULL OR chatbot.operator_sees(region_id)', 'chatbot.operator_sees(region_id)'),
            ('segments', 'chatbot.operator_sees(region_id)', NULL),
            ('campaigns', 'chatbot.operator_sees(region_id)', NULL),
            ('notices', 'region_id IS NULL OR chatbot.operator_sees(region_id)', 'chatbot.operator_sees(region_id)'),
            ('help_topics', 'region_id IS NULL OR chatbot.operator_sees(region_id)', 'chatbot.operator_sees(region_id)'),
            -- A child whose region is not known must not be everybody's and therefore nobody's.
            ('safety_cases', 'region_id IS NULL OR chatbot.operator_sees(region_id)', NULL),
            ('import_batches', 'chatbot.operator_sees(region_id)', NULL),
            ('link_codes', 'chatbot.operator_sees(region_id)', NULL),
            ('outbox', 'chatbot.operator_sees(region_id)', NULL),
            ('audit_log', 'chatbot.operator_sees(region_id)', NULL),
            ('import_changes', 'EXISTS (SELECT FROM chatbot.import_batches b WHERE b.id = batch_id)', NULL),
            ('shop_reports', 'EXISTS (SELECT FROM chatbot.shops s WHERE s.id = shop_id)', NULL),
            ('reservations', 'EXISTS (SELECT FROM chatbot.shops s WHERE s.id = shop_id)', NULL),
            ('orders', 'EXISTS (SELECT FROM chatbot.shops s WHERE s.id = shop_id)', NULL),
            ('order_items', 'EXISTS (SELECT FROM chatbot.orders o WHERE o.id = order_id)', NULL),
            ('order_discounts', 'EXISTS (SELECT FROM chatbot.orders o WHERE o.id = order_id)', NULL),
            ('coupon_ledger', 'chatbot.operator_sees(NULL) OR EXISTS (SELECT FROM chatbot.shops s WHERE s.id = shop_id)', NULL),
            ('foodcard_holds', 'EXISTS (SELECT FROM chatbot.foodcard_users c WHERE c.id = card_id)', NULL),
            ('card_transactions', 'EXISTS (SELECT FROM chatbot.foodcard_users c WHERE c.id = card_id)', NULL),
            ('campaign_recipients', 'EXISTS (SELECT FROM chatbot.campaigns c WHERE c.id = campaign_id)', NULL),
            ('tracked_links', 'EXISTS (SELECT FROM chatbot.campaign_recipients r WHERE r.id = recipient_id)', NULL),
            ('link_clicks', 'EXISTS (SELECT FROM chatbot.tracked_links l WHERE l.id = link_id)', NULL),
            ('guardian_links', 'EXISTS (SELECT FROM chatbot.users u WHERE u.id = child_user_id)', NULL)
        ) AS scope (table_name, seen, written)
    LOOP
        EXECUTE format('ALTER TABLE chatbot.%I ENABLE ROW LEVEL SECURITY', v_scope.table_name);
        EXECUTE format('CREATE POLICY app_sees_all ON chatbot.%I TO app_user USING (TRUE)', v_scope.table_name);
        EXECUTE format('CREATE POLICY operator_region ON chatbot.%I TO operator_user USING (%s) WITH CHECK (%s)',
                       v_scope.table_name, v_scope.seen, coalesce(v_scope.written, v_scope.seen));
        EXECUTE format('COMMENT ON POLICY operator_region ON chatbot.%I IS %L', v_scope.table_name,
                       'An operator of a region sees only what belongs to it.');
    END LOOP;
END;
$$;
COMMENT ON POLICY operator_region ON chatbot.safety_cases IS 'An operator of a region sees its cases, and those whose region is not known.';
