-- The people of the welfare offices who work at the console, and what they did there.
-- depends: 0010.roles

CREATE TABLE chatbot.operators (
    id SERIAL PRIMARY KEY,
    operator_name VARCHAR(100) NOT NULL,
    role VARCHAR(20) NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    password_hash VARCHAR(60) NOT NULL,
    totp_secret_enc BYTEA,
    totp_last_step BIGINT,
    status VARCHAR(20) NOT NULL DEFAULT 'ACTIVE',
    failed_logins SMALLINT NOT NULL DEFAULT 0,
    locked_until TIMESTAMPTZ,
    last_login_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT operators_name_unique UNIQUE (operator_name),
    CONSTRAINT operators_role_check CHECK (role IN ('viewer', 'marketer', 'admin')),
    CONSTRAINT operators_status_check CHECK (status IN ('ACTIVE', 'DISABLED')),
    CONSTRAINT operators_password_is_bcrypt CHECK (password_hash ~ '^\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}$'),
    CONSTRAINT operators_step_needs_secret CHECK (totp_last_step IS NULL OR totp_secret_enc IS NOT NULL),
    CONSTRAINT operators_failed_logins_check CHECK (failed_logins >= 0)
);
COMMENT ON TABLE chatbot.operators IS 'Who may sign in to the console. Never deleted, so that the audit log keeps its names; DISABLED instead.';
COMMENT ON COLUMN chatbot.operators.region_id IS 'The only region this operator sees; NULL is every region.';
COMMENT ON COLUMN chatbot.operators.totp_secret_enc IS 'AES-256-GCM with a key id; NULL until the second factor is set up.';
COMMENT ON COLUMN chatbot.operators.totp_last_step IS 'The 30-second step whose code was used last: a code counts once.';
CREATE TRIGGER operators_updated_at BEFORE UPDATE ON chatbot.operators
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.audit_log (
    id BIGSERIAL PRIMARY KEY,
    operator_id INTEGER REFERENCES chatbot.operators (id),
    region_id INTEGER REFERENCES chatbot.regions (id),
    action VARCHAR(50) NOT NULL,
    subject_type VARCHAR(50) NOT NULL,
    subject_id VARCHAR(100) NOT NULL,
    reason TEXT,
    details JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT audit_log_unmasking_needs_reason CHECK (action <> 'unmask' OR btrim(coalesce(reason, '')) <> '')
);
COMMENT ON TABLE chatbot.audit_log IS 'Append-only: what operators did and whose personal data they looked at. No personal data itself.';
COMMENT ON COLUMN chatbot.audit_log.operator_id IS 'NULL is the system or the command line.';
COMMENT ON COLUMN chatbot.audit_log.region_id IS 'Region of the subject; NULL where it has none.';
COMMENT ON COLUMN chatbot.audit_log.subject_id IS 'Key of the row in the table named by subject_type; not a foreign key, because the row may be erased.';
CREATE INDEX idx_audit_log_subject ON chatbot.audit_log (subject_type, subject_id, id DESC);
CREATE INDEX idx_audit_log_operator ON chatbot.audit_log (operator_id, id DESC);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON chatbot.audit_log
    FOR EACH ROW EXECUTE FUNCTION chatbot.refuse_change();
CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON chatbot.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION chatbot.refuse_change();
REVOKE UPDATE, DELETE ON chatbot.audit_log FROM app_user;
