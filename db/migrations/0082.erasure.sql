-- "탈퇴": everything about a person goes at once, in every schema; what was paid and agreed stays without a person.
-- depends: 0081.aid_rules

CREATE FUNCTION chatbot.erase_person(p_main_user_id INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_ids INTEGER[];
BEGIN
    SELECT array_agg(id) INTO v_ids FROM (
        SELECT id FROM chatbot.users WHERE (id = p_main_user_id OR main_user_id = p_main_user_id) AND status <> 'DELETED'
        ORDER BY id FOR UPDATE) accounts;
    IF v_ids IS NULL THEN
        RETURN 0;
    END IF;
    DELETE FROM ml_training.recommendation_feedback WHERE user_id = ANY (v_ids);
    DELETE FROM ml_training.data_queue WHERE user_id = ANY (v_ids);
    DELETE FROM ml_features.user_features WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.recommendations_log WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.conversations WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.conversation_contexts WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.outbox WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.campaign_recipients WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.exposures WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.link_codes WHERE user_id = ANY (v_ids) OR used_by_user_id = ANY (v_ids);
    DELETE FROM chatbot.guardian_links WHERE guardian_user_id = ANY (v_ids) OR child_user_id = ANY (v_ids);
    DELETE FROM chatbot.referrals WHERE referrer_user_id = ANY (v_ids) OR referred_user_id = ANY (v_ids);
    DELETE FROM chatbot.user_coupon_wallet WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.foodcard_users WHERE user_id = ANY (v_ids);
    DELETE FROM chatbot.user_profiles WHERE user_id = ANY (v_ids);
    UPDATE chatbot.orders SET user_id = NULL WHERE user_id = ANY (v_ids);
    UPDATE chatbot.reservations SET user_id = NULL WHERE user_id = ANY (v_ids);
    UPDATE chatbot.safety_cases SET user_id = NULL WHERE user_id = ANY (v_ids);
    UPDATE chatbot.users
       SET status = 'DELETED', external_user_id = 'erased:' || id, main_user_id = NULL, birth_year = NULL,
           name_enc = NULL, nickname = NULL, email_enc = NULL, email_hash = NULL, phone_enc = NULL, phone_hash = NULL,
           birth_date_enc = NULL, current_address_enc = NULL, preferred_location = NULL
     WHERE id = ANY (v_ids);
    RETURN cardinality(v_ids);
END;
$$;
COMMENT ON FUNCTION chatbot.erase_person IS 'Erases a person with every account; returns how many. A bare number stays in users, so that consents, orders and books keep their proof.';
REVOKE EXECUTE ON FUNCTION chatbot.erase_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chatbot.erase_person TO app_user;
