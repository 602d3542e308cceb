-- What people do with a recommendation, told by an app: seen, opened, passed over.
-- depends: 0074.coupon_occasions

CREATE FUNCTION ml_training.note_interaction(
    p_recommendation_id UUID, p_user_id INTEGER, p_action VARCHAR, p_shop_id INTEGER, p_at TIMESTAMPTZ
) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_log chatbot.recommendations_log;
BEGIN
    SELECT * INTO v_log FROM chatbot.recommendations_log
    WHERE recommendation_id = p_recommendation_id AND user_id = p_user_id;
    IF v_log.id IS NULL THEN
        RETURN FALSE;
    END IF;
    INSERT INTO ml_training.recommendation_feedback (
        recommendation_log_id, user_id, session_id, recommended_shops, user_action, selected_shop_id,
        action_timestamp, time_to_action_ms, interaction_details, context_features, user_features)
    VALUES (
        v_log.id, p_user_id, v_log.session_id, v_log.recommendations, p_action,
        CASE WHEN p_action = 'selected' THEN p_shop_id END, p_at,
        least(greatest(0, extract(epoch FROM p_at - v_log.timestamp) * 1000), 2147483647)::int,
        jsonb_build_object('shop_id', p_shop_id), v_log.request_entities, '{}');
    IF p_action IN ('viewed', 'clicked') THEN
        UPDATE chatbot.recommendations_log
        SET user_viewed_details = array_append(coalesce(user_viewed_details, '{}'), p_shop_id)
        WHERE id = v_log.id AND p_shop_id <> ALL (coalesce(user_viewed_details, '{}'));
    END IF;
    RETURN TRUE;
END;
$$;
COMMENT ON FUNCTION ml_training.note_interaction IS 'Keeps what a person did with their own recommendation for training; FALSE where it is not theirs.';
REVOKE ALL ON FUNCTION ml_training.note_interaction FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ml_training.note_interaction TO app_user;
