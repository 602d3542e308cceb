-- What an operator may touch: the rows of their regions. And card money that only the card system's word changes.
-- depends: 0010.roles
--
-- The console runs an operator's statements under SET LOCAL ROLE operator_user, with naviyam.operator_region set to
-- operators.region_id, or to '*' for one who looks after every region. Nothing set: nothing seen.

CREATE FUNCTION chatbot.operator_sees(p_region_id INTEGER) RETURNS BOOLEAN
LANGUAGE sql STABLE AS $$
    SELECT CASE current_setting('naviyam.operator_region', TRUE)
        WHEN '*' THEN TRUE
        ELSE coalesce(p_region_id = nullif(current_setting('naviyam.operator_region', TRUE), '')::INTEGER, FALSE)
    END;
$$;
COMMENT ON FUNCTION chatbot.operator_sees IS 'Whether the operator in hand looks after this region; for NULL, whether after every region.';

GRANT SELECT ON chatbot.regions, chatbot.region_card_rules, chatbot.help_places, chatbot.places, chatbot.coupons,
    chatbot.shops, chatbot.menus, chatbot.shop_facilities, chatbot.reviews, chatbot.user_coupon_wallet TO operator_user;
GRANT INSERT, UPDATE ON chatbot.region_card_rules, chatbot.help_places, chatbot.shops, chatbot.menus,
    chatbot.shop_facilities TO operator_user;
GRANT USAGE ON SEQUENCE chatbot.region_card_rules_id_seq, chatbot.help_places_id_seq, chatbot.shops_id_seq,
    chatbot.menus_id_seq TO operator_user;
GRANT SELECT (id, platform, nickname, birth_year, status, terms_agreed_at, privacy_agreed_at, marketing_agreed_at,
    created_at, updated_at, last_login_at) ON chatbot.users TO operator_user;
GRANT SELECT (id, user_id, card_last_four, card_type, region_id, charge_day, balance, target_age_group, status,
    balance_alert_threshold, balance_alert_sent, created_at, updated_at, last_sync_at)
    ON chatbot.foodcard_users TO operator_user;
GRANT SELECT (id, turn_id, user_id, session_id, conversation_id, platform, input_text, response_text, timestamp,
    extracted_intent, intent_confidence, extracted_entities, conversation_turn, previous_intent, user_strategy,
    processing_time_ms, nlu_time_ms, rag_time_ms, response_time_ms, response_quality_score,
    user_satisfaction_inferred, conversation_coherence, recommended_shop_ids, selected_shop_id, applied_coupon_ids)
    ON chatbot.conversations TO operator_user;

DO $$
DECLARE
    v_table TEXT;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['regions', 'region_card_rules', 'help_places', 'shops', 'menus', 'shop_facilities',
                                   'reviews', 'users', 'foodcard_users', 'user_coupon_wallet', 'conversations'] LOOP
        EXECUTE format('ALTER TABLE chatbot.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY app_sees_all ON chatbot.%I TO app_user USING (TRUE)', v_table);
    END LOOP;
    FOREACH v_table IN ARRAY ARRAY['shops', 'menus', 'shop_facilities', 'reviews'] LOOP
        EXECUTE format('CREATE POLICY ml_reads_all ON chatbot.%I FOR SELECT TO ml_user USING (TRUE)', v_table);
    END LOOP;
END;
$$;

CREATE POLICY operator_region ON chatbot.regions TO operator_user USING (chatbot.operator_sees(id));
CREATE POLICY operator_region ON chatbot.region_card_rules TO operator_user USING (chatbot.operator_sees(region_id));
CREATE POLICY operator_region ON chatbot.help_places TO operator_user
    USING (region_id IS NULL OR chatbot.operator_sees(region_id)) WITH CHECK (chatbot.operator_sees(region_id));
CREATE POLICY operator_region ON chatbot.shops TO operator_user USING (chatbot.operator_sees(region_id));
CREATE POLICY operator_region ON chatbot.foodcard_users TO operator_user USING (chatbot.operator_sees(region_id));

-- These follow the row they hang on, which the operator sees or not by the policies above.
CREATE POLICY operator_region ON chatbot.menus TO operator_user
    USING (EXISTS (SELECT FROM chatbot.shops s WHERE s.id = menus.shop_id));
CREATE POLICY operator_region ON chatbot.shop_facilities TO operator_user
    USING (EXISTS (SELECT FROM chatbot.shops s WHERE s.id = shop_facilities.shop_id));
CREATE POLICY operator_region ON chatbot.reviews TO operator_user
    USING (EXISTS (SELECT FROM chatbot.shops s WHERE s.id = reviews.shop_id));
CREATE POLICY operator_region ON chatbot.users TO operator_user USING (
    chatbot.operator_sees(NULL) OR EXISTS (SELECT FROM chatbot.foodcard_users f WHERE f.user_id = users.id));
CREATE POLICY operator_region ON chatbot.user_coupon_wallet TO operator_user USING (
    chatbot.operator_sees(NULL) OR EXISTS (SELECT FROM chatbot.foodcard_users f WHERE f.user_id = user_coupon_wallet.user_id));
CREATE POLICY operator_region ON chatbot.conversations TO operator_user USING (
    chatbot.operator_sees(NULL) OR EXISTS (SELECT FROM chatbot.foodcard_users f WHERE f.user_id = conversations.user_id));

ALTER FUNCTION chatbot.sync_card_balance SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
REVOKE ALL ON FUNCTION chatbot.sync_card_balance FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chatbot.sync_card_balance TO app_user;

CREATE OR REPLACE FUNCTION chatbot.guard_card_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The mark alone could be set by anybody; inside the sync function the current user is the tables' owner too.
    IF NEW.balance IS DISTINCT FROM OLD.balance AND NOT (
        current_setting('naviyam.card_sync', TRUE) IS NOT DISTINCT FROM 'on'
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
    ) THEN
        RAISE EXCEPTION 'only sync_card_balance may change a balance' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
