-- A run history with a row for every slot: also those given up for being too old, and runs that a person asked for.
-- depends: 0040.reports_announced

ALTER TABLE chatbot.job_runs ADD COLUMN is_manual BOOLEAN NOT NULL DEFAULT FALSE;
COMMENT ON COLUMN chatbot.job_runs.is_manual IS 'Asked for by a person: such a run says nothing about which slots are done.';
COMMENT ON COLUMN chatbot.job_runs.status IS 'SKIPPED: older than the grace of its job when a scheduler came to it.';
ALTER TABLE chatbot.job_runs DROP CONSTRAINT job_runs_status_check;
ALTER TABLE chatbot.job_runs ADD CONSTRAINT job_runs_status_check
    CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'SKIPPED'));
