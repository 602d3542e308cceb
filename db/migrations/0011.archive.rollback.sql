DROP FUNCTION chatbot.archive_conversations(DATE);
UPDATE chatbot.recommendations_log SET turn_id = gen_random_uuid() WHERE turn_id IS NULL;  -- they lead nowhere as before
ALTER TABLE chatbot.recommendations_log ALTER COLUMN turn_id SET NOT NULL;
COMMENT ON COLUMN chatbot.recommendations_log.turn_id IS NULL;
DROP TABLE chatbot.conversations_archive;

CREATE OR REPLACE FUNCTION chatbot.make_conversation_partitions(p_from DATE, p_months INTEGER DEFAULT 3) RETURNS INTEGER
LANGUAGE plpgsql AS $$
DECLARE
    v_start DATE;
    v_name TEXT;
    v_made INTEGER := 0;
BEGIN
    FOR i IN 0..p_months LOOP
        v_start := date_trunc('month', p_from)::DATE + make_interval(months => i);
        v_name := 'conversations_' || to_char(v_start, 'YYYY_MM');
        IF to_regclass('chatbot.' || v_name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE chatbot.%I PARTITION OF chatbot.conversations FOR VALUES FROM (%L) TO (%L)',
                v_name,
                v_start::TIMESTAMP AT TIME ZONE 'Asia/Seoul',
                (v_start + INTERVAL '1 month') AT TIME ZONE 'Asia/Seoul'
            );
            v_made := v_made + 1;
        END IF;
    END LOOP;
    RETURN v_made;
END;
$$;
REVOKE ALL ON FUNCTION chatbot.make_conversation_partitions FROM app_user;
GRANT EXECUTE ON FUNCTION chatbot.make_conversation_partitions TO PUBLIC;
DROP FUNCTION chatbot.make_month_partitions(REGCLASS, DATE, INTEGER);
