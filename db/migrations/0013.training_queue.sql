-- What waits to be learned from, and the trainings that took it.
-- depends: 0010.roles

CREATE TABLE ml_training.training_jobs (
    id SERIAL PRIMARY KEY,
    job_name VARCHAR(200) NOT NULL,
    model_type VARCHAR(50) NOT NULL,
    model_version VARCHAR(50),
    training_config JSONB NOT NULL,
    data_count INTEGER NOT NULL,
    train_count INTEGER NOT NULL,
    validation_count INTEGER NOT NULL,
    test_count INTEGER NOT NULL,
    scheduled_at TIMESTAMPTZ,
    start_time TIMESTAMPTZ,
    end_time TIMESTAMPTZ,
    duration_seconds INTEGER GENERATED ALWAYS AS (extract(epoch FROM (end_time - start_time))) STORED,
    status VARCHAR(20) NOT NULL DEFAULT 'scheduled',
    metrics JSONB,
    improvement_rate NUMERIC(5, 4),
    model_path TEXT,
    model_size_mb NUMERIC(10, 2),
    checkpoint_path TEXT,
    log_path TEXT,
    error_message TEXT,
    warnings JSONB,
    created_by VARCHAR(100) NOT NULL DEFAULT 'system',
    triggered_by VARCHAR(50),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT training_jobs_model_type_check CHECK (model_type IN ('nlu', 'rag', 'recommendation')),
    CONSTRAINT training_jobs_data_counts CHECK (
        train_count >= 0 AND validation_count >= 0 AND test_count >= 0
        AND train_count + validation_count + test_count <= data_count
    ),
    CONSTRAINT training_jobs_status_check CHECK (status IN (
        'scheduled', 'queued', 'preparing', 'training', 'evaluating', 'completed', 'failed', 'cancelled'
    )),
    CONSTRAINT training_jobs_running_has_started CHECK (
        status NOT IN ('preparing', 'training', 'evaluating', 'completed') OR start_time IS NOT NULL
    ),
    CONSTRAINT training_jobs_over_has_ended CHECK (
        (status IN ('completed', 'failed', 'cancelled')) = (end_time IS NOT NULL)
    ),
    CONSTRAINT training_jobs_completed_has_metrics CHECK (status <> 'completed' OR metrics IS NOT NULL),
    CONSTRAINT training_jobs_failed_has_reason CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT training_jobs_period_check CHECK (end_time >= start_time),
    CONSTRAINT training_jobs_improvement_check CHECK (improvement_rate BETWEEN -1 AND 1),
    CONSTRAINT training_jobs_size_check CHECK (model_size_mb >= 0),
    CONSTRAINT training_jobs_triggered_by_check CHECK (triggered_by IN ('scheduled', 'manual', 'threshold', 'performance'))
);
COMMENT ON TABLE ml_training.training_jobs IS 'Trainings: with what settings, on how much data, how they went.';
COMMENT ON COLUMN ml_training.training_jobs.training_config IS 'Hyperparameters, such as {"epochs": 10, "batch_size": 32, "learning_rate": 0.001, "max_samples": 10000}.';
COMMENT ON COLUMN ml_training.training_jobs.train_count IS 'Rows that train (70 %); validation_count 20 %, test_count 10 %.';
COMMENT ON COLUMN ml_training.training_jobs.improvement_rate IS 'Against the model in use, -1 to 1.';
CREATE INDEX idx_training_jobs_status ON ml_training.training_jobs (status, scheduled_at);
CREATE INDEX idx_training_jobs_model_type ON ml_training.training_jobs (model_type, start_time DESC);
CREATE INDEX idx_training_jobs_metrics ON ml_training.training_jobs USING gin (metrics);

CREATE TABLE ml_training.data_queue (
    id BIGSERIAL PRIMARY KEY,
    model_type VARCHAR(50) NOT NULL,
    raw_data JSONB NOT NULL,
    processed_data JSONB,
    quality_score NUMERIC(4, 3),
    validation_errors JSONB,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    error_message TEXT,
    retry_count INTEGER NOT NULL DEFAULT 0,
    source_table VARCHAR(100),
    source_id BIGINT,
    turn_id UUID,
    user_id INTEGER REFERENCES chatbot.users (id) ON DELETE CASCADE,
    session_id UUID,
    training_job_id INTEGER REFERENCES ml_training.training_jobs (id),
    data_split VARCHAR(10),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    processed_at TIMESTAMPTZ,
    trained_at TIMESTAMPTZ,
    priority INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT data_queue_model_type_check CHECK (model_type IN ('nlu', 'rag', 'recommendation')),
    CONSTRAINT data_queue_raw_data_not_empty CHECK (
        CASE jsonb_typeof(raw_data)
            WHEN 'array' THEN jsonb_array_length(raw_data) > 0
            WHEN 'object' THEN raw_data <> '{}'
            ELSE FALSE
        END
    ),
    CONSTRAINT data_queue_quality_check CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT data_queue_status_check CHECK (status IN (
        'pending', 'processing', 'ready', 'training', 'completed', 'rejected', 'error'
    )),
    CONSTRAINT data_queue_prepared_when_ready CHECK (
        status NOT IN ('ready', 'training', 'completed') OR processed_at IS NOT NULL
    ),
    CONSTRAINT data_queue_training_has_job CHECK ((status IN ('training', 'completed')) = (training_job_id IS NOT NULL)),
    CONSTRAINT data_queue_completed_is_trained CHECK ((status = 'completed') = (trained_at IS NOT NULL)),
    CONSTRAINT data_queue_error_has_message CHECK (status <> 'error' OR error_message IS NOT NULL),
    CONSTRAINT data_queue_rejected_has_errors CHECK (status <> 'rejected' OR validation_errors IS NOT NULL),
    CONSTRAINT data_queue_split_check CHECK (data_split IN ('train', 'validation', 'test')),
    CONSTRAINT data_queue_split_with_job CHECK ((data_split IS NULL) = (training_job_id IS NULL)),
    CONSTRAINT data_queue_retry_check CHECK (retry_count >= 0),
    CONSTRAINT data_queue_priority_check CHECK (priority BETWEEN 0 AND 100)
);
COMMENT ON TABLE ml_training.data_queue IS 'Everything that a model may learn from, until a training took it. Texts are masked.';
COMMENT ON COLUMN ml_training.data_queue.quality_score IS '0 to 1: of NLU the confidence, of RAG the precision of the search, of recommendations how soon one was chosen.';
COMMENT ON COLUMN ml_training.data_queue.validation_errors IS '{"missing_fields": […], "invalid_format": […], "quality_issues": […]}.';
COMMENT ON COLUMN ml_training.data_queue.source_id IS 'id of the row in source_table, without a foreign key: conversations are archived and dropped.';
COMMENT ON COLUMN ml_training.data_queue.turn_id IS 'conversations.turn_id without a foreign key; NULL once that month is archived.';
COMMENT ON COLUMN ml_training.data_queue.data_split IS 'What the row is for in its training job.';
COMMENT ON COLUMN ml_training.data_queue.priority IS '0 to 100; the higher go first.';
CREATE UNIQUE INDEX data_queue_source_once ON ml_training.data_queue (model_type, source_table, source_id)
    WHERE source_id IS NOT NULL;
CREATE INDEX idx_ml_queue_status_priority ON ml_training.data_queue (status, priority DESC)
    WHERE status IN ('pending', 'ready');
CREATE INDEX idx_ml_queue_model_type ON ml_training.data_queue (model_type, status);
CREATE INDEX idx_ml_queue_created_at ON ml_training.data_queue (created_at DESC);
CREATE INDEX idx_ml_queue_quality ON ml_training.data_queue (quality_score DESC) WHERE quality_score > 0.5;
CREATE INDEX idx_ml_queue_job ON ml_training.data_queue (training_job_id) WHERE training_job_id IS NOT NULL;
CREATE INDEX idx_ml_queue_user ON ml_training.data_queue (user_id) WHERE user_id IS NOT NULL;

CREATE FUNCTION ml_training.set_processed_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'ready' AND (TG_OP = 'INSERT' OR OLD.status <> 'ready') THEN
        NEW.processed_at := now();
    END IF;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION ml_training.set_processed_at IS 'Notes when a row became ready to train on.';
CREATE TRIGGER update_ml_queue_processed_at BEFORE INSERT OR UPDATE ON ml_training.data_queue
    FOR EACH ROW EXECUTE FUNCTION ml_training.set_processed_at();

GRANT USAGE ON SCHEMA ml_training TO app_user;
GRANT SELECT ON ml_training.training_jobs TO app_user;
