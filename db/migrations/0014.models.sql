-- Models that were trained, which of them answer, and how they do.
-- depends: 0011.archive 0013.training_queue

CREATE TABLE ml_training.model_versions (
    id SERIAL PRIMARY KEY,
    model_type VARCHAR(50) NOT NULL,
    version VARCHAR(20) NOT NULL,
    version_name VARCHAR(100),
    base_model VARCHAR(100),
    architecture JSONB,
    training_job_id INTEGER REFERENCES ml_training.training_jobs (id),
    training_data_stats JSONB,
    performance_metrics JSONB NOT NULL,
    benchmark_results JSONB,
    is_active BOOLEAN NOT NULL DEFAULT FALSE,
    deployment_status VARCHAR(20),
    model_path TEXT NOT NULL,
    model_size_mb NUMERIC(10, 2),
    checksum VARCHAR(64),
    ab_test_group VARCHAR(10),
    traffic_percentage NUMERIC(5, 2) NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_by VARCHAR(100) NOT NULL DEFAULT 'system',
    deployed_at TIMESTAMPTZ,
    retired_at TIMESTAMPTZ,
    notes TEXT,
    CONSTRAINT model_versions_model_type_check CHECK (model_type IN ('nlu', 'rag', 'recommendation')),
    CONSTRAINT model_versions_unique_version UNIQUE (model_type, version),
    CONSTRAINT model_versions_deployment_check CHECK (deployment_status IN (
        'development', 'testing', 'staging', 'production', 'deprecated', 'archived'
    )),
    CONSTRAINT model_versions_traffic_check CHECK (traffic_percentage BETWEEN 0 AND 100),
    CONSTRAINT model_versions_checksum_check CHECK (checksum ~ '^[0-9a-f]{64}$'),
    CONSTRAINT model_versions_size_check CHECK (model_size_mb >= 0),
    CONSTRAINT model_versions_retired_after_deployed CHECK (retired_at >= deployed_at)
);
COMMENT ON TABLE ml_training.model_versions IS 'Every version of every model: how good it is, whether it answers, to whom.';
COMMENT ON COLUMN ml_training.model_versions.version IS 'Semantic, such as 1.2.3.';
COMMENT ON COLUMN ml_training.model_versions.ab_test_group IS 'A, B, C … in a test; NULL outside one.';
COMMENT ON COLUMN ml_training.model_versions.traffic_percentage IS 'Share of requests, 0 to 100; the active versions of a model_type make 100 together.';
COMMENT ON COLUMN ml_training.model_versions.checksum IS 'SHA-256 of the file, hexadecimal.';
CREATE UNIQUE INDEX model_versions_one_active ON ml_training.model_versions (model_type, ab_test_group) NULLS NOT DISTINCT
    WHERE is_active;
CREATE INDEX idx_model_versions_active ON ml_training.model_versions (model_type, is_active) WHERE is_active;
CREATE INDEX idx_model_versions_deployment ON ml_training.model_versions (deployment_status);
CREATE INDEX idx_model_versions_performance ON ml_training.model_versions USING gin (performance_metrics);

CREATE FUNCTION ml_training.ensure_single_active_model() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ml_training.model_versions v
    SET is_active = FALSE, traffic_percentage = 0, deployment_status = 'deprecated', retired_at = now()
    WHERE v.model_type = NEW.model_type AND v.ab_test_group IS NOT DISTINCT FROM NEW.ab_test_group
      AND v.id <> NEW.id AND v.is_active;
    NEW.deployed_at := coalesce(NEW.deployed_at, now());
    NEW.retired_at := NULL;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION ml_training.ensure_single_active_model IS 'Who becomes active retires whoever was active in the same group.';
CREATE TRIGGER ensure_single_active_model_trigger BEFORE INSERT OR UPDATE ON ml_training.model_versions
    FOR EACH ROW WHEN (NEW.is_active) EXECUTE FUNCTION ml_training.ensure_single_active_model();

CREATE FUNCTION ml_training.check_traffic() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_type TEXT;
    v_total NUMERIC;
BEGIN
    FOR v_type IN SELECT DISTINCT t FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.model_type END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.model_type END
    ]) AS t WHERE t IS NOT NULL LOOP
        -- Two changes that are right alone may be wrong together: the second to commit waits and sees the first.
        PERFORM pg_advisory_xact_lock(hashtextextended('traffic of ' || v_type, 0));
        SELECT sum(traffic_percentage) INTO v_total
        FROM ml_training.model_versions WHERE model_type = v_type AND is_active;
        IF v_total <> 100 THEN
            RAISE EXCEPTION 'active % models have % %% of the traffic together', v_type, v_total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'model_versions_traffic_sums_to_100';
        END IF;
    END LOOP;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION ml_training.check_traffic IS 'At commit, the active versions of a model_type have all its traffic, or none is active.';
CREATE CONSTRAINT TRIGGER model_versions_traffic_sums_to_100 AFTER INSERT OR UPDATE OR DELETE ON ml_training.model_versions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ml_training.check_traffic();

CREATE TABLE ml_training.performance_metrics (
    id BIGSERIAL,
    model_type VARCHAR(50) NOT NULL,
    model_version_id INTEGER REFERENCES ml_training.model_versions (id),
    measured_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    measurement_window_minutes INTEGER NOT NULL DEFAULT 60,
    request_count BIGINT NOT NULL,
    success_count BIGINT NOT NULL,
    error_count BIGINT NOT NULL DEFAULT 0,
    success_rate NUMERIC(5, 4) GENERATED ALWAYS AS (
        CASE WHEN request_count > 0 THEN success_count::NUMERIC / request_count ELSE 0 END
    ) STORED,
    avg_response_time_ms NUMERIC(10, 2),
    min_response_time_ms INTEGER,
    max_response_time_ms INTEGER,
    p50_response_time_ms INTEGER,
    p95_response_time_ms INTEGER,
    p99_response_time_ms INTEGER,
    model_specific_metrics JSONB,
    cpu_usage_percent NUMERIC(5, 2),
    memory_usage_mb NUMERIC(10, 2),
    gpu_usage_percent NUMERIC(5, 2),
    user_satisfaction_score NUMERIC(3, 2),
    business_value_score NUMERIC(10, 2),
    PRIMARY KEY (id, measured_at),
    CONSTRAINT performance_metrics_model_type_check CHECK (model_type IN ('nlu', 'rag', 'recommendation')),
    CONSTRAINT performance_metrics_window_check CHECK (measurement_window_minutes > 0),
    CONSTRAINT performance_metrics_counts CHECK (
        success_count >= 0 AND error_count >= 0 AND success_count <= request_count AND error_count <= request_count
    ),
    CONSTRAINT performance_metrics_times_check CHECK (
        min_response_time_ms >= 0 AND max_response_time_ms >= min_response_time_ms AND avg_response_time_ms >= 0
        AND p50_response_time_ms >= 0 AND p95_response_time_ms >= p50_response_time_ms
        AND p99_response_time_ms >= p95_response_time_ms
    ),
    CONSTRAINT performance_metrics_usage_check CHECK (
        cpu_usage_percent BETWEEN 0 AND 100 AND gpu_usage_percent BETWEEN 0 AND 100 AND memory_usage_mb >= 0
    ),
    CONSTRAINT performance_metrics_satisfaction_check CHECK (user_satisfaction_score BETWEEN 0 AND 5)
) PARTITION BY RANGE (measured_at);
COMMENT ON TABLE ml_training.performance_metrics IS 'How models did in a window of time, by month.';
COMMENT ON COLUMN ml_training.performance_metrics.model_specific_metrics IS 'NLU: intent_accuracy, entity_f1_score …; RAG: retrieval_accuracy, cache_hit_rate …; recommendation: click_through_rate, diversity_score ….';
CREATE TABLE ml_training.performance_metrics_default PARTITION OF ml_training.performance_metrics DEFAULT;
CREATE INDEX idx_performance_metrics_model
    ON ml_training.performance_metrics (model_type, model_version_id, measured_at DESC);
CREATE INDEX idx_performance_metrics_time ON ml_training.performance_metrics (measured_at DESC);
CREATE INDEX idx_performance_metrics_performance
    ON ml_training.performance_metrics (success_rate DESC, avg_response_time_ms);

CREATE FUNCTION ml_training.make_metric_partitions(p_from DATE, p_months INTEGER DEFAULT 3) RETURNS INTEGER
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT chatbot.make_month_partitions('ml_training.performance_metrics', p_from, p_months);
$$;
COMMENT ON FUNCTION ml_training.make_metric_partitions IS 'Like chatbot.make_conversation_partitions.';
REVOKE ALL ON FUNCTION ml_training.make_metric_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ml_training.make_metric_partitions TO app_user, ml_user;
SELECT ml_training.make_metric_partitions((now() AT TIME ZONE 'Asia/Seoul')::DATE);

GRANT SELECT, UPDATE (is_active, traffic_percentage, ab_test_group, deployment_status, deployed_at, retired_at, notes)
    ON ml_training.model_versions TO app_user;
GRANT SELECT, INSERT ON ml_training.performance_metrics TO app_user;
GRANT USAGE ON SEQUENCE ml_training.performance_metrics_id_seq TO app_user;
