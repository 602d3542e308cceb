DELETE FROM chatbot.job_runs WHERE status = 'SKIPPED';
ALTER TABLE chatbot.job_runs DROP CONSTRAINT job_runs_status_check;
ALTER TABLE chatbot.job_runs ADD CONSTRAINT job_runs_status_check CHECK (status IN ('RUNNING', 'DONE', 'FAILED'));
COMMENT ON COLUMN chatbot.job_runs.status IS NULL;
ALTER TABLE chatbot.job_runs DROP COLUMN is_manual;
