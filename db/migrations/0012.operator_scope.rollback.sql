CREATE OR REPLACE FUNCTION chatbot.guard_card_balance() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance IS DISTINCT FROM OLD.balance
       AND current_setting('naviyam.card_sync', TRUE) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'only sync_card_balance may change a balance' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
REVOKE ALL ON FUNCTION chatbot.sync_card_balance FROM app_user;
GRANT EXECUTE ON FUNCTION chatbot.sync_card_balance TO PUBLIC;
ALTER FUNCTION chatbot.sync_card_balance SECURITY INVOKER RESET search_path;

DO $$
DECLARE
    v_table TEXT;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['regions', 'region_card_rules', 'help_places', 'shops', 'menus', 'shop_facilities',
                                   'reviews', 'users', 'foodcard_users', 'user_coupon_wallet', 'conversations'] LOOP
        EXECUTE format('DROP POLICY operator_region ON chatbot.%I', v_table);
        EXECUTE format('DROP POLICY app_sees_all ON chatbot.%I', v_table);
        EXECUTE format('DROP POLICY IF EXISTS ml_reads_all ON chatbot.%I', v_table);
        EXECUTE format('ALTER TABLE chatbot.%I DISABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('REVOKE ALL ON chatbot.%I FROM operator_user', v_table);
    END LOOP;
END;
$$;
REVOKE ALL ON chatbot.places, chatbot.coupons FROM operator_user;
REVOKE ALL ON SEQUENCE chatbot.region_card_rules_id_seq, chatbot.help_places_id_seq, chatbot.shops_id_seq,
    chatbot.menus_id_seq FROM operator_user;
DROP FUNCTION chatbot.operator_sees(INTEGER);
