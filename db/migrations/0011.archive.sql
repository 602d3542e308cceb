-- Months: partitions made ahead, also where rows wait in the DEFAULT one, and conversations put away after a year.
-- depends: 0010.roles

CREATE FUNCTION chatbot.make_month_partitions(p_parent REGCLASS, p_from DATE, p_months INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_schema TEXT;
    v_table TEXT;
    v_key TEXT;
    v_columns TEXT;
    v_default REGCLASS;
    v_start DATE;
    v_name TEXT;
    v_from TIMESTAMPTZ;
    v_until TIMESTAMPTZ;
    v_made INTEGER := 0;
BEGIN
    SELECT n.nspname, c.relname, k.attname, p.partdefid::REGCLASS INTO STRICT v_schema, v_table, v_key, v_default
    FROM pg_partitioned_table p
    JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = p.partattrs[0]
    WHERE p.partrelid = p_parent;
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO v_columns
    FROM pg_attribute
    WHERE attrelid = p_parent AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    FOR i IN 0..p_months LOOP
        v_start := date_trunc('month', p_from)::DATE + make_interval(months => i);
        v_name := format('%I.%I', v_schema, v_table || '_' || to_char(v_start, 'YYYY_MM'));
        CONTINUE WHEN to_regclass(v_name) IS NOT NULL;
        v_from := v_start::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
        v_until := (v_start + INTERVAL '1 month') AT TIME ZONE 'Asia/Seoul';
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', v_default);  -- no row may slip in behind the move
        EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
                       v_name, p_parent);
        EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) '
                       'INSERT INTO %5$s (%6$s) SELECT %6$s FROM moved',
                       v_default, v_key, v_from, v_until, v_name, v_columns);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
                       p_parent, v_name, v_from, v_until);
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END;
$$;
COMMENT ON FUNCTION chatbot.make_month_partitions IS 'Makes the partitions (months of KST) of p_from''s month and p_months more, and moves their rows out of the DEFAULT partition; returns how many were missing.';
REVOKE ALL ON FUNCTION chatbot.make_month_partitions FROM PUBLIC;

CREATE OR REPLACE FUNCTION chatbot.make_conversation_partitions(p_from DATE, p_months INTEGER DEFAULT 3) RETURNS INTEGER
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT chatbot.make_month_partitions('chatbot.conversations', p_from, p_months);
$$;
REVOKE ALL ON FUNCTION chatbot.make_conversation_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chatbot.make_conversation_partitions TO app_user;

CREATE TABLE chatbot.conversations_archive (
    month DATE NOT NULL,
    chunk INTEGER NOT NULL CONSTRAINT conversations_archive_chunk_check CHECK (chunk >= 1),
    turn_count INTEGER NOT NULL,
    turns JSONB NOT NULL,
    archived_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (month, chunk),
    CONSTRAINT conversations_archive_first_of_month CHECK (extract(day FROM month) = 1),
    CONSTRAINT conversations_archive_turns_counted CHECK (
        CASE jsonb_typeof(turns) WHEN 'array' THEN jsonb_array_length(turns) = turn_count AND turn_count > 0 ELSE FALSE END
    )
);
COMMENT ON TABLE chatbot.conversations_archive IS 'Masked turns of past months (KST), up to 1,000 a row so that PostgreSQL compresses them well, with no key that leads to a person.';
COMMENT ON COLUMN chatbot.conversations_archive.turns IS 'One object a turn; "session" numbers the sessions of the month, "hour" is all that is left of the time.';
REVOKE INSERT, UPDATE ON chatbot.conversations_archive FROM app_user;

ALTER TABLE chatbot.recommendations_log ALTER COLUMN turn_id DROP NOT NULL;
COMMENT ON COLUMN chatbot.recommendations_log.turn_id IS 'conversations.turn_id without a foreign key; NULL once that month is archived.';

CREATE FUNCTION chatbot.archive_conversations(p_month DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_month DATE := date_trunc('month', p_month);
    v_partition TEXT := 'chatbot.conversations_' || to_char(v_month, 'YYYY_MM');
    v_turns INTEGER;
    v_column RECORD;
BEGIN
    IF v_month >= date_trunc('month', now() AT TIME ZONE 'Asia/Seoul') THEN
        RAISE EXCEPTION '% is not over', to_char(v_month, 'YYYY-MM') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM chatbot.make_conversation_partitions(v_month, 0);
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', v_partition);
    EXECUTE format('SELECT count(*) FROM %s', v_partition) INTO v_turns;
    EXECUTE format($copy$
        INSERT INTO chatbot.conversations_archive (month, chunk, turn_count, turns)
        SELECT $1, coalesce((SELECT max(chunk) FROM chatbot.conversations_archive WHERE month = $1), 0)
                   + 1 + (place - 1) / 1000 AS chunk,
               count(*), jsonb_agg(turn ORDER BY place)
        FROM (
            SELECT row_number() OVER (ORDER BY session_id, timestamp, id) AS place, jsonb_build_object(
                'session', dense_rank() OVER (ORDER BY session_id),
                'hour', date_trunc('hour', timestamp),
                'platform', platform,
                'input_text', input_text,
                'response_text', response_text,
                'extracted_intent', extracted_intent,
                'intent_confidence', intent_confidence,
                'extracted_entities', extracted_entities,
                'conversation_turn', conversation_turn,
                'previous_intent', previous_intent,
                'user_strategy', user_strategy,
                'processing_time_ms', processing_time_ms,
                'recommended_shop_ids', recommended_shop_ids,
                'selected_shop_id', selected_shop_id,
                'applied_coupon_ids', applied_coupon_ids
            ) AS turn
            FROM %s
        ) placed
        GROUP BY 2$copy$, v_partition) USING v_month;
    FOR v_column IN
        SELECT a.attrelid::REGCLASS AS owner
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('chatbot', 'ml_training') AND a.attname = 'turn_id' AND NOT a.attisdropped
          AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.oid <> 'chatbot.conversations'::REGCLASS
    LOOP
        EXECUTE format('UPDATE %s SET turn_id = NULL WHERE turn_id IN (SELECT turn_id FROM %s)',
                       v_column.owner, v_partition);
    END LOOP;
    EXECUTE format('ALTER TABLE chatbot.conversations DETACH PARTITION %s', v_partition);
    EXECUTE format('DROP TABLE %s', v_partition);
    RETURN v_turns;
END;
$$;
COMMENT ON FUNCTION chatbot.archive_conversations IS 'Moves a month (KST) that is over into conversations_archive without anything that names a person, empties every turn_id that leads to it, and drops its partition; returns how many turns. Done whole or not at all.';
REVOKE ALL ON FUNCTION chatbot.archive_conversations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chatbot.archive_conversations TO app_user;
