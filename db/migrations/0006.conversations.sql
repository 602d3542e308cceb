-- What was said, recommended and measured. Text is masked before it comes here.
-- depends: 0003.shops 0004.people

CREATE TABLE chatbot.conversations (
    id BIGSERIAL,
    turn_id UUID NOT NULL,
    user_id INTEGER REFERENCES chatbot.users (id),
    session_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    platform VARCHAR(50) NOT NULL,
    platform_message_id VARCHAR(100),
    input_text TEXT NOT NULL,
    response_text TEXT NOT NULL,
    timestamp TIMESTAMPTZ NOT NULL DEFAULT now(),
    extracted_intent VARCHAR(50) CHECK (extracted_intent IN (
        'FOOD_REQUEST', 'BUDGET_INQUIRY', 'COUPON_INQUIRY', 'LOCATION_INQUIRY', 'TIME_INQUIRY', 'GENERAL_CHAT',
        'MENU_OPTION', 'EMERGENCY_FOOD', 'GROUP_DINING', 'BALANCE_CHECK', 'BALANCE_CHARGE', 'UNKNOWN'
    )),
    intent_confidence NUMERIC(4, 3) CHECK (intent_confidence BETWEEN 0 AND 1),
    extracted_entities JSONB,
    conversation_turn INTEGER NOT NULL DEFAULT 1 CHECK (conversation_turn >= 1),
    previous_intent VARCHAR(50),
    user_strategy VARCHAR(30) CHECK (user_strategy IN ('ONBOARDING', 'DATA_BUILDING', 'NORMAL', 'URGENT')),
    processing_time_ms INTEGER,
    nlu_time_ms INTEGER,
    rag_time_ms INTEGER,
    response_time_ms INTEGER,
    response_quality_score NUMERIC(4, 3) CHECK (response_quality_score BETWEEN 0 AND 1),
    user_satisfaction_inferred NUMERIC(4, 3) CHECK (user_satisfaction_inferred BETWEEN 0 AND 1),
    conversation_coherence NUMERIC(4, 3) CHECK (conversation_coherence BETWEEN 0 AND 1),
    recommended_shop_ids INTEGER[],
    selected_shop_id INTEGER REFERENCES chatbot.shops (id),
    applied_coupon_ids TEXT[],
    PRIMARY KEY (id, timestamp),
    CONSTRAINT conversations_turn_unique UNIQUE (turn_id, timestamp),
    CONSTRAINT conversations_metrics_check CHECK (
        processing_time_ms >= 0 AND nlu_time_ms >= 0 AND rag_time_ms >= 0 AND response_time_ms >= 0
    )
) PARTITION BY RANGE (timestamp);
COMMENT ON TABLE chatbot.conversations IS 'One row a turn, masked. user_id is NULL where nothing personal may be kept.';
COMMENT ON COLUMN chatbot.conversations.platform_message_id IS 'The platform''s own id, so that an unsent message can be erased here; only where user_id is kept.';
CREATE TABLE chatbot.conversations_default PARTITION OF chatbot.conversations DEFAULT;
CREATE INDEX idx_conversations_user_time ON chatbot.conversations (user_id, timestamp DESC);
CREATE INDEX idx_conversations_session ON chatbot.conversations (session_id);
CREATE INDEX idx_conversations_intent ON chatbot.conversations (extracted_intent);
CREATE INDEX idx_conversations_timestamp ON chatbot.conversations USING brin (timestamp);
CREATE INDEX idx_conversations_message ON chatbot.conversations (platform, platform_message_id) WHERE platform_message_id IS NOT NULL;

CREATE FUNCTION chatbot.make_conversation_partitions(p_from DATE, p_months INTEGER DEFAULT 3) RETURNS INTEGER
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
COMMENT ON FUNCTION chatbot.make_conversation_partitions IS 'Makes the partitions (months of KST) of p_from''s month and p_months more; returns how many were missing.';
SELECT chatbot.make_conversation_partitions(CURRENT_DATE);

CREATE TABLE chatbot.conversation_contexts (
    session_id UUID PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    context_data JSONB NOT NULL,
    user_state JSONB NOT NULL DEFAULT '{}',
    extracted_patterns JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at TIMESTAMPTZ
);
COMMENT ON TABLE chatbot.conversation_contexts IS 'The truth about a running conversation of a person whose data may be kept; Redis is its cache.';
CREATE INDEX idx_conversation_contexts_user ON chatbot.conversation_contexts (user_id, updated_at DESC);
CREATE INDEX idx_conversation_contexts_open ON chatbot.conversation_contexts (updated_at) WHERE ended_at IS NULL;

CREATE TABLE chatbot.recommendations_log (
    id BIGSERIAL PRIMARY KEY,
    recommendation_id UUID NOT NULL UNIQUE,
    turn_id UUID NOT NULL,
    user_id INTEGER REFERENCES chatbot.users (id),
    session_id UUID NOT NULL,
    timestamp TIMESTAMPTZ NOT NULL DEFAULT now(),
    request_intent VARCHAR(50) NOT NULL,
    request_entities JSONB NOT NULL,
    user_cell BIGINT,
    recommendations JSONB NOT NULL,
    recommendation_count INTEGER NOT NULL CHECK (recommendation_count >= 0),
    recommendation_method VARCHAR(50) NOT NULL CHECK (recommendation_method IN (
        'WIDE_DEEP', 'RAG', 'HYBRID', 'EMERGENCY', 'COUPON_BASED', 'FALLBACK'
    )),
    confidence_score NUMERIC(4, 3) CHECK (confidence_score BETWEEN 0 AND 1),
    total_candidates INTEGER CHECK (total_candidates >= 0),
    filtering_steps JSONB,
    user_viewed_details INTEGER[],
    user_final_selection INTEGER REFERENCES chatbot.shops (id),
    time_to_decision_ms INTEGER CHECK (time_to_decision_ms >= 0),
    feedback_rating INTEGER CHECK (feedback_rating BETWEEN 1 AND 5),
    diversity_score NUMERIC(4, 3),
    personalization_score NUMERIC(4, 3),
    relevance_score NUMERIC(4, 3),
    novelty_score NUMERIC(4, 3)
);
COMMENT ON TABLE chatbot.recommendations_log IS 'What was recommended, why, and what came of it.';
COMMENT ON COLUMN chatbot.recommendations_log.user_cell IS 'Coarse grid cell of the asked place; NULL where no place may be kept.';
CREATE INDEX idx_recommendations_user_time ON chatbot.recommendations_log (user_id, timestamp DESC);
CREATE INDEX idx_recommendations_method ON chatbot.recommendations_log (recommendation_method);
CREATE INDEX idx_recommendations_selection ON chatbot.recommendations_log (user_final_selection) WHERE user_final_selection IS NOT NULL;

CREATE TABLE chatbot.performance_logs (
    id BIGSERIAL PRIMARY KEY,
    turn_id UUID,
    operation_type VARCHAR(50) NOT NULL,
    total_time_ms INTEGER NOT NULL CHECK (total_time_ms >= 0),
    nlu_time_ms INTEGER CHECK (nlu_time_ms >= 0),
    rag_time_ms INTEGER CHECK (rag_time_ms >= 0),
    recommendation_time_ms INTEGER CHECK (recommendation_time_ms >= 0),
    error_type VARCHAR(100),
    bottleneck_component VARCHAR(50),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.performance_logs IS 'How long the parts of an operation took, in milliseconds.';
CREATE INDEX idx_performance_logs_created ON chatbot.performance_logs USING brin (created_at);
