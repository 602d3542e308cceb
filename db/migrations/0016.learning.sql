-- How turns and choices reach the queue, how a training takes its rows, and the views it reads.
-- depends: 0014.models 0015.training_data

CREATE FUNCTION ml_training.collect_nlu_training_data() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ml_training.data_queue (
        model_type, raw_data, quality_score, source_table, source_id, turn_id, user_id, session_id)
    VALUES (
        'nlu',
        jsonb_build_object(
            'input_text', NEW.input_text,
            'intent', NEW.extracted_intent,
            'entities', NEW.extracted_entities,
            'confidence', NEW.intent_confidence
        ),
        NEW.intent_confidence, 'conversations', NEW.id, NEW.turn_id, NEW.user_id, NEW.session_id)
    ON CONFLICT (model_type, source_table, source_id) WHERE source_id IS NOT NULL DO NOTHING;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION ml_training.collect_nlu_training_data IS 'Queues a turn (masked as it is) that was understood with a confidence above 0.7.';
CREATE TRIGGER trigger_collect_nlu_data AFTER INSERT ON chatbot.conversations
    FOR EACH ROW WHEN (NEW.intent_confidence > 0.7) EXECUTE FUNCTION ml_training.collect_nlu_training_data();

CREATE FUNCTION ml_training.collect_recommendation_feedback() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ml_training.data_queue (
        model_type, raw_data, quality_score, source_table, source_id, turn_id, user_id, session_id)
    VALUES (
        'recommendation',
        jsonb_build_object(
            'recommendations', NEW.recommendations,
            'user_selection', NEW.user_final_selection,
            'time_to_decision', NEW.time_to_decision_ms,
            'context', NEW.request_entities
        ),
        CASE WHEN NEW.time_to_decision_ms < 5000 THEN 0.9 WHEN NEW.time_to_decision_ms < 30000 THEN 0.7 ELSE 0.5 END,
        'recommendations_log', NEW.id, NEW.turn_id, NEW.user_id, NEW.session_id)
    ON CONFLICT (model_type, source_table, source_id) WHERE source_id IS NOT NULL DO NOTHING;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION ml_training.collect_recommendation_feedback IS 'Queues a recommendation of which a place was chosen; the sooner chosen, the better it was.';
CREATE TRIGGER trigger_collect_recommendation_feedback AFTER UPDATE ON chatbot.recommendations_log
    FOR EACH ROW WHEN (OLD.user_final_selection IS NULL AND NEW.user_final_selection IS NOT NULL)
    EXECUTE FUNCTION ml_training.collect_recommendation_feedback();
REVOKE ALL ON FUNCTION ml_training.collect_nlu_training_data, ml_training.collect_recommendation_feedback FROM PUBLIC;

CREATE FUNCTION ml_training.prepare_daily_training_data()
RETURNS TABLE (model_type VARCHAR, data_count INTEGER, avg_quality NUMERIC)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH prepared AS (
        UPDATE ml_training.data_queue q
        SET status = 'ready'
        WHERE q.status = 'pending' AND q.quality_score > CASE q.model_type WHEN 'nlu' THEN 0.6 ELSE 0.5 END
        RETURNING q.model_type, q.quality_score
    )
    SELECT p.model_type, count(*)::INTEGER, avg(p.quality_score)::NUMERIC(4, 3)
    FROM prepared p GROUP BY p.model_type ORDER BY p.model_type;
END;
$$;
COMMENT ON FUNCTION ml_training.prepare_daily_training_data IS 'Makes pending rows of any age ready that are good enough (NLU above 0.6, RAG and recommendations above 0.5); returns how many of each, and how good on average.';

CREATE FUNCTION ml_training.create_training_job(
    p_model_type VARCHAR, p_training_config JSONB, p_triggered_by VARCHAR DEFAULT 'scheduled'
) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_needed INTEGER := CASE p_model_type WHEN 'nlu' THEN 100 WHEN 'recommendation' THEN 500 WHEN 'rag' THEN 50 END;
    v_rows BIGINT[];
    v_count INTEGER;
    v_validation INTEGER;
    v_test INTEGER;
    v_job INTEGER;
BEGIN
    IF v_needed IS NULL THEN
        RAISE EXCEPTION 'there is no model type %', p_model_type USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(taken.id) INTO v_rows FROM (
        SELECT q.id FROM ml_training.data_queue q
        WHERE q.model_type = p_model_type AND q.status = 'ready'
        ORDER BY q.priority DESC, q.id
        LIMIT (p_training_config ->> 'max_samples')::INTEGER
        FOR UPDATE SKIP LOCKED  -- another job that is being made has those
    ) taken;
    v_count := coalesce(cardinality(v_rows), 0);
    IF v_count < v_needed THEN
        RAISE EXCEPTION 'too little data to train %: % rows are ready, % are needed', p_model_type, v_count, v_needed
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    v_validation := v_count * 20 / 100;
    v_test := v_count * 10 / 100;
    INSERT INTO ml_training.training_jobs (
        job_name, model_type, training_config, data_count, train_count, validation_count, test_count, status,
        scheduled_at, triggered_by)
    VALUES (
        format('%s_training_%s', p_model_type, to_char(now() AT TIME ZONE 'Asia/Seoul', 'YYYYMMDD_HH24MI')),
        p_model_type, p_training_config, v_count, v_count - v_validation - v_test, v_validation, v_test, 'scheduled',
        now() + INTERVAL '10 minutes', p_triggered_by)
    RETURNING id INTO v_job;
    UPDATE ml_training.data_queue q
    SET status = 'training', training_job_id = v_job, data_split = CASE
        WHEN drawn.place <= v_validation THEN 'validation'
        WHEN drawn.place <= v_validation + v_test THEN 'test'
        ELSE 'train' END
    FROM (SELECT t.id, row_number() OVER (ORDER BY md5(t.id::TEXT), t.id) AS place FROM unnest(v_rows) AS t (id)) drawn
    WHERE q.id = drawn.id;
    RETURN v_job;
END;
$$;
COMMENT ON FUNCTION ml_training.create_training_job IS 'Makes a job of the rows that are ready (at most training_config.max_samples), if they are enough: 100 for NLU, 500 for recommendations, 50 for RAG. 20 % validate and 10 % test, rounded down, the rest trains; which is which is drawn by a hash of the id. Two callers at once get different rows.';
REVOKE ALL ON FUNCTION ml_training.prepare_daily_training_data, ml_training.create_training_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ml_training.prepare_daily_training_data, ml_training.create_training_job TO app_user, ml_user;

CREATE VIEW ml_training.v_nlu_ready_for_training AS
SELECT d.id, d.input_text, d.true_intent, d.true_entities,
       d.text_quality_score * d.label_confidence AS overall_quality,
       count(*) OVER (PARTITION BY d.true_intent) AS intent_count
FROM ml_training.nlu_training_data d
WHERE NOT d.is_used_for_training AND d.text_quality_score > 0.6 AND d.label_confidence > 0.7
  AND d.label_source IN ('verified', 'corrected', 'manual')
ORDER BY overall_quality DESC;
COMMENT ON VIEW ml_training.v_nlu_ready_for_training IS 'Labelled messages that people stand behind and no training has used, best first.';

CREATE VIEW ml_training.v_recommendation_training_data AS
SELECT f.id, f.user_id, f.recommended_shops, f.selected_shop_id, f.user_action, f.context_features, f.user_features,
       f.implicit_satisfaction, f.learning_value,
       CASE f.user_action WHEN 'selected' THEN 1.0 WHEN 'clicked' THEN 0.5 ELSE 0.0 END AS reward
FROM ml_training.recommendation_feedback f
WHERE NOT f.is_outlier AND f.learning_value > 0.5
ORDER BY f.created_at DESC;
COMMENT ON VIEW ml_training.v_recommendation_training_data IS 'Feedback worth learning from, newest first, with its reward.';

CREATE VIEW ml_training.v_model_performance_dashboard AS
SELECT v.model_type, v.version, v.is_active, m.measured_at, m.request_count, m.success_rate, m.avg_response_time_ms,
       m.model_specific_metrics, v.traffic_percentage
FROM ml_training.model_versions v
JOIN ml_training.performance_metrics m ON m.model_version_id = v.id
WHERE m.measured_at > now() - INTERVAL '24 hours'
ORDER BY v.model_type, m.measured_at DESC;
COMMENT ON VIEW ml_training.v_model_performance_dashboard IS 'What the versions of each model did in the last 24 hours, newest first.';
GRANT SELECT ON ml_training.v_model_performance_dashboard TO app_user;
