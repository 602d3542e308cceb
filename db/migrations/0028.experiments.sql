-- Experiments of every kind, and the one log of who was shown which variant.
-- depends: 0020.operators

CREATE TABLE chatbot.experiments (
    id SERIAL PRIMARY KEY,
    experiment_name VARCHAR(100) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    variants JSONB NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'DRAFT',
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT experiments_name_unique UNIQUE (experiment_name),
    CONSTRAINT experiments_kind_check CHECK (kind IN ('campaign', 'model', 'exploration')),
    CONSTRAINT experiments_variants_check CHECK (jsonb_typeof(variants) = 'object' AND variants <> '{}'),
    CONSTRAINT experiments_status_check CHECK (status IN ('DRAFT', 'RUNNING', 'ENDED')),
    CONSTRAINT experiments_started_check CHECK (status <> 'RUNNING' OR started_at IS NOT NULL),
    CONSTRAINT experiments_draft_check CHECK (status <> 'DRAFT' OR started_at IS NULL),
    CONSTRAINT experiments_ended_check CHECK ((status = 'ENDED') = (ended_at IS NOT NULL))
);
COMMENT ON TABLE chatbot.experiments IS 'Campaign variants, model versions and exploration; a person''s variant is a stable hash of name and person.';
COMMENT ON COLUMN chatbot.experiments.variants IS '{variant: share in percent}; what is missing to 100 is held out.';
CREATE TRIGGER experiments_updated_at BEFORE UPDATE ON chatbot.experiments
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.exposures (
    id BIGSERIAL PRIMARY KEY,
    experiment_id INTEGER NOT NULL REFERENCES chatbot.experiments (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    variant VARCHAR(50) NOT NULL,
    occasion UUID NOT NULL,
    exposed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT exposures_once UNIQUE (experiment_id, user_id, occasion)
);
COMMENT ON TABLE chatbot.exposures IS 'Who was really shown which variant of what, once an occasion.';
COMMENT ON COLUMN chatbot.exposures.variant IS 'held_out where the person was left out on purpose.';
COMMENT ON COLUMN chatbot.exposures.occasion IS 'The turn; of a campaign a UUID made from its id, so that a person counts once. Leads nowhere once the turn is archived.';
CREATE INDEX idx_exposures_user ON chatbot.exposures (user_id);
CREATE INDEX idx_exposures_time ON chatbot.exposures (experiment_id, exposed_at);
