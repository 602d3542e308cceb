-- Labelled messages, documents to be embedded, and what people did with recommendations.
-- depends: 0013.training_queue

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE ml_training.nlu_training_data (
    id BIGSERIAL PRIMARY KEY,
    turn_id UUID,
    data_queue_id BIGINT REFERENCES ml_training.data_queue (id) ON DELETE CASCADE,
    input_text TEXT NOT NULL,
    normalized_text TEXT,
    true_intent VARCHAR(50) NOT NULL,
    true_entities JSONB,
    predicted_intent VARCHAR(50),
    predicted_entities JSONB,
    prediction_confidence NUMERIC(4, 3),
    label_source VARCHAR(50),
    labeler_id VARCHAR(100),
    text_quality_score NUMERIC(4, 3),
    label_confidence NUMERIC(4, 3),
    text_features JSONB,
    is_used_for_training BOOLEAN NOT NULL DEFAULT FALSE,
    training_job_ids INTEGER[] NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    is_augmented BOOLEAN NOT NULL DEFAULT FALSE,
    augmentation_method VARCHAR(50),
    original_data_id BIGINT REFERENCES ml_training.nlu_training_data (id) ON DELETE CASCADE,
    CONSTRAINT nlu_training_data_intent_check CHECK (true_intent IN (
        'FOOD_REQUEST', 'BUDGET_INQUIRY', 'COUPON_INQUIRY', 'LOCATION_INQUIRY', 'TIME_INQUIRY', 'GENERAL_CHAT',
        'MENU_OPTION', 'EMERGENCY_FOOD', 'GROUP_DINING', 'BALANCE_CHECK', 'BALANCE_CHARGE', 'UNKNOWN'
    )),
    CONSTRAINT nlu_training_data_source_check CHECK (label_source IN ('auto', 'manual', 'verified', 'corrected', 'weak')),
    CONSTRAINT nlu_training_data_scores_check CHECK (
        prediction_confidence BETWEEN 0 AND 1 AND text_quality_score BETWEEN 0 AND 1 AND label_confidence BETWEEN 0 AND 1
    ),
    CONSTRAINT nlu_training_data_augmented_check CHECK (
        is_augmented = (augmentation_method IS NOT NULL) AND is_augmented = (original_data_id IS NOT NULL)
    )
);
COMMENT ON TABLE ml_training.nlu_training_data IS 'Messages with a label for intent and entities. A row appears when there is a label.';
COMMENT ON COLUMN ml_training.nlu_training_data.turn_id IS 'conversations.turn_id without a foreign key; NULL once that month is archived.';
COMMENT ON COLUMN ml_training.nlu_training_data.input_text IS 'Masked.';
COMMENT ON COLUMN ml_training.nlu_training_data.normalized_text IS 'Masked.';
COMMENT ON COLUMN ml_training.nlu_training_data.label_source IS 'Trusted most to least: corrected (an operator mended it), verified, manual, auto, weak.';
CREATE UNIQUE INDEX nlu_training_data_one_label_a_turn ON ml_training.nlu_training_data (turn_id) WHERE NOT is_augmented;
CREATE INDEX idx_nlu_training_intent ON ml_training.nlu_training_data (true_intent);
CREATE INDEX idx_nlu_training_quality ON ml_training.nlu_training_data (text_quality_score DESC, label_confidence DESC)
    WHERE text_quality_score > 0.5;
CREATE INDEX idx_nlu_training_unused ON ml_training.nlu_training_data (is_used_for_training) WHERE NOT is_used_for_training;
CREATE INDEX idx_nlu_training_entities ON ml_training.nlu_training_data USING gin (true_entities);
CREATE TRIGGER update_nlu_training_updated_at BEFORE UPDATE ON ml_training.nlu_training_data
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE ml_training.rag_embeddings_queue (
    id BIGSERIAL PRIMARY KEY,
    document_id VARCHAR(100) NOT NULL,
    document_type VARCHAR(50) NOT NULL,
    title VARCHAR(500),
    content TEXT NOT NULL,
    metadata JSONB,
    embedding_model VARCHAR(100),
    embedding_vector VECTOR,
    embedding_dimension INTEGER,
    search_count INTEGER NOT NULL DEFAULT 0,
    click_count INTEGER NOT NULL DEFAULT 0,
    relevance_score NUMERIC(4, 3),
    positive_feedback INTEGER NOT NULL DEFAULT 0,
    negative_feedback INTEGER NOT NULL DEFAULT 0,
    quality_score NUMERIC(4, 3) GENERATED ALWAYS AS (
        CASE WHEN positive_feedback + negative_feedback > 0
            THEN positive_feedback::NUMERIC / (positive_feedback + negative_feedback) ELSE 0.5 END
    ) STORED,
    needs_reembedding BOOLEAN NOT NULL DEFAULT FALSE,
    reembedding_reason VARCHAR(100),
    last_embedded_at TIMESTAMPTZ,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT rag_embeddings_document_type_check CHECK (document_type IN ('shop', 'menu', 'review', 'faq', 'notice')),
    CONSTRAINT rag_embeddings_vector_dimension CHECK (
        (embedding_vector IS NULL) = (embedding_dimension IS NULL)
        AND (embedding_vector IS NULL OR vector_dims(embedding_vector) = embedding_dimension)
    ),
    CONSTRAINT rag_embeddings_vector_names_model CHECK (embedding_vector IS NULL OR embedding_model IS NOT NULL),
    CONSTRAINT rag_embeddings_counts_check CHECK (
        search_count >= 0 AND click_count >= 0 AND positive_feedback >= 0 AND negative_feedback >= 0
    ),
    CONSTRAINT rag_embeddings_relevance_check CHECK (relevance_score BETWEEN 0 AND 1),
    CONSTRAINT rag_embeddings_status_check CHECK (status IN ('active', 'pending', 'processing', 'inactive', 'error')),
    CONSTRAINT rag_embeddings_active_has_vector CHECK (status <> 'active' OR embedding_vector IS NOT NULL),
    CONSTRAINT rag_embeddings_reason_check CHECK (NOT needs_reembedding OR reembedding_reason IS NOT NULL)
);
COMMENT ON TABLE ml_training.rag_embeddings_queue IS 'Documents of the search with their vectors and how useful they were; what is to be embedded again.';
COMMENT ON COLUMN ml_training.rag_embeddings_queue.document_id IS 'Such as shop_123 or menu_456.';
COMMENT ON COLUMN ml_training.rag_embeddings_queue.embedding_vector IS 'As many numbers as embedding_model has; each model that is searched here gets an index of its own dimension.';
CREATE UNIQUE INDEX idx_rag_embeddings_document ON ml_training.rag_embeddings_queue (document_type, document_id);
CREATE INDEX idx_rag_embeddings_quality ON ml_training.rag_embeddings_queue (quality_score DESC) WHERE status = 'active';
CREATE INDEX idx_rag_embeddings_reembedding ON ml_training.rag_embeddings_queue (needs_reembedding) WHERE needs_reembedding;
CREATE TRIGGER update_rag_embeddings_updated_at BEFORE UPDATE ON ml_training.rag_embeddings_queue
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE ml_training.recommendation_feedback (
    id BIGSERIAL PRIMARY KEY,
    recommendation_log_id BIGINT REFERENCES chatbot.recommendations_log (id) ON DELETE SET NULL,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    session_id UUID NOT NULL,
    recommended_shops JSONB NOT NULL,
    user_action VARCHAR(50) NOT NULL,
    selected_shop_id INTEGER REFERENCES chatbot.shops (id),
    action_timestamp TIMESTAMPTZ NOT NULL,
    time_to_action_ms INTEGER,
    interaction_details JSONB,
    context_features JSONB NOT NULL,
    user_features JSONB NOT NULL,
    explicit_rating INTEGER,
    implicit_satisfaction NUMERIC(4, 3),
    learning_value NUMERIC(4, 3),
    is_outlier BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    device_type VARCHAR(50),
    app_version VARCHAR(20),
    CONSTRAINT recommendation_feedback_action_check CHECK (user_action IN (
        'viewed', 'clicked', 'selected', 'ignored', 'scrolled_past'
    )),
    CONSTRAINT recommendation_feedback_action_consistency CHECK (
        (user_action = 'selected') = (selected_shop_id IS NOT NULL)
    ),
    CONSTRAINT recommendation_feedback_shops_are_listed CHECK (jsonb_typeof(recommended_shops) = 'array'),
    CONSTRAINT recommendation_feedback_time_check CHECK (time_to_action_ms >= 0),
    CONSTRAINT recommendation_feedback_rating_check CHECK (explicit_rating BETWEEN 1 AND 5),
    CONSTRAINT recommendation_feedback_scores_check CHECK (
        implicit_satisfaction BETWEEN 0 AND 1 AND learning_value BETWEEN 0 AND 1
    )
);
COMMENT ON TABLE ml_training.recommendation_feedback IS 'What people who may be remembered did with a recommendation; with them it goes.';
COMMENT ON COLUMN ml_training.recommendation_feedback.context_features IS 'time_of_day, day_of_week, weather, cell (coarse grid cell, never a point), budget (won), companions ….';
COMMENT ON COLUMN ml_training.recommendation_feedback.user_features IS 'preferred_categories, avg_budget (won), total_orders, price_sensitivity … at that time.';
COMMENT ON COLUMN ml_training.recommendation_feedback.learning_value IS '0 to 1: how much a model can learn from it.';
CREATE INDEX idx_recommendation_feedback_user ON ml_training.recommendation_feedback (user_id, created_at DESC);
CREATE INDEX idx_recommendation_feedback_action ON ml_training.recommendation_feedback (user_action, selected_shop_id);
CREATE INDEX idx_recommendation_feedback_learning ON ml_training.recommendation_feedback (learning_value DESC)
    WHERE learning_value > 0.5;
CREATE INDEX idx_recommendation_feedback_features
    ON ml_training.recommendation_feedback USING gin (context_features, user_features);
CREATE INDEX idx_recommendation_feedback_log ON ml_training.recommendation_feedback (recommendation_log_id);

-- The console labels turns; the bot keeps documents up to date and notes what people did.
GRANT SELECT, INSERT, UPDATE ON ml_training.nlu_training_data, ml_training.rag_embeddings_queue TO app_user;
GRANT SELECT, INSERT ON ml_training.recommendation_feedback TO app_user;
GRANT USAGE ON SEQUENCE ml_training.nlu_training_data_id_seq, ml_training.rag_embeddings_queue_id_seq,
    ml_training.recommendation_feedback_id_seq TO app_user;
