-- The slots of the scheduler's jobs, each run once however many schedulers there are.
-- depends: 0020.operators

CREATE TABLE chatbot.job_runs (
    id BIGSERIAL PRIMARY KEY,
    job_name VARCHAR(50) NOT NULL,
    slot_at TIMESTAMPTZ NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'RUNNING',
    attempts SMALLINT NOT NULL DEFAULT 1,
    leased_until TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    result JSONB,
    error VARCHAR(500),
    CONSTRAINT job_runs_slot_unique UNIQUE (job_name, slot_at),
    CONSTRAINT job_runs_status_check CHECK (status IN ('RUNNING', 'DONE', 'FAILED')),
    CONSTRAINT job_runs_attempts_check CHECK (attempts >= 1),
    CONSTRAINT job_runs_lease_check CHECK ((status = 'RUNNING') = (leased_until IS NOT NULL)),
    CONSTRAINT job_runs_finished_check CHECK ((status = 'RUNNING') = (finished_at IS NULL)),
    CONSTRAINT job_runs_error_check CHECK ((status = 'FAILED') = (error IS NOT NULL))
);
COMMENT ON TABLE chatbot.job_runs IS 'One row a job and slot: the row is the right to run it.';
COMMENT ON COLUMN chatbot.job_runs.slot_at IS 'Business time for which the job runs.';
COMMENT ON COLUMN chatbot.job_runs.leased_until IS 'Real time; a run that died is taken up again after it.';
COMMENT ON COLUMN chatbot.job_runs.error IS 'Kind of the error; no personal data.';
CREATE INDEX idx_job_runs_running ON chatbot.job_runs (leased_until) WHERE status = 'RUNNING';
CREATE INDEX idx_job_runs_started ON chatbot.job_runs USING brin (started_at);
