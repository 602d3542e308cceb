-- People in danger, for the operator on duty; and answers to questions about the card itself.
-- depends: 0020.operators

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE chatbot.safety_cases (
    id BIGSERIAL PRIMARY KEY,
    turn_id UUID,
    user_id INTEGER REFERENCES chatbot.users (id) ON DELETE SET NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    label VARCHAR(20) NOT NULL,
    level VARCHAR(10) NOT NULL,
    masked_text TEXT NOT NULL,
    is_taken_back BOOLEAN NOT NULL DEFAULT FALSE,
    state VARCHAR(10) NOT NULL DEFAULT 'open',
    operator_id INTEGER REFERENCES chatbot.operators (id),
    first_seen_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    outcome VARCHAR(30),
    note_enc BYTEA,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT safety_cases_turn_unique UNIQUE (turn_id),
    CONSTRAINT safety_cases_label_check CHECK (label IN ('self_harm', 'abuse', 'bullying', 'sexual_harm', 'missing')),
    CONSTRAINT safety_cases_level_check CHECK (level IN ('concern', 'crisis')),
    CONSTRAINT safety_cases_state_check CHECK (state IN ('open', 'seen', 'closed')),
    CONSTRAINT safety_cases_seen_check CHECK ((state = 'open') = (first_seen_at IS NULL)),
    CONSTRAINT safety_cases_operator_check CHECK (state = 'open' OR operator_id IS NOT NULL),
    CONSTRAINT safety_cases_closed_check CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT safety_cases_outcome_check CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CONSTRAINT safety_cases_outcome_values CHECK (outcome IN ('contacted', 'referred', 'reported', 'no_way_to_reach', 'false_alarm'))
);
COMMENT ON TABLE chatbot.safety_cases IS 'Turns in which somebody seemed in danger, until an operator has dealt with them.';
COMMENT ON COLUMN chatbot.safety_cases.turn_id IS 'The conversation''s turn, without a foreign key; NULL once that month is archived.';
COMMENT ON COLUMN chatbot.safety_cases.user_id IS 'NULL where nothing personal may be kept.';
COMMENT ON COLUMN chatbot.safety_cases.region_id IS 'NULL where it is not known: then every operator sees the case.';
COMMENT ON COLUMN chatbot.safety_cases.masked_text IS 'What was said, masked before it came here.';
COMMENT ON COLUMN chatbot.safety_cases.is_taken_back IS '"It was a joke" afterwards: noted, and the case stays.';
COMMENT ON COLUMN chatbot.safety_cases.operator_id IS 'Who has it in hand.';
COMMENT ON COLUMN chatbot.safety_cases.note_enc IS 'AES-256-GCM: the operator''s own words.';
CREATE INDEX idx_safety_cases_queue ON chatbot.safety_cases (level DESC, created_at) WHERE state <> 'closed';
CREATE INDEX idx_safety_cases_user ON chatbot.safety_cases (user_id, created_at DESC) WHERE user_id IS NOT NULL;
CREATE TRIGGER safety_cases_updated_at BEFORE UPDATE ON chatbot.safety_cases
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.help_topics (
    id SERIAL PRIMARY KEY,
    region_id INTEGER REFERENCES chatbot.regions (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    embedding VECTOR,
    embedding_model VARCHAR(100),
    source TEXT NOT NULL,
    source_date DATE NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT help_topics_question_unique UNIQUE NULLS NOT DISTINCT (region_id, question),
    CONSTRAINT help_topics_embedding_check CHECK ((embedding IS NULL) = (embedding_model IS NULL))
);
COMMENT ON TABLE chatbot.help_topics IS 'Questions about the meal card with their answers, dated and sourced. region_id NULL is the whole country.';
COMMENT ON COLUMN chatbot.help_topics.embedding IS 'Of the question, by embedding_model; compared exactly, for there are few.';
CREATE TRIGGER help_topics_updated_at BEFORE UPDATE ON chatbot.help_topics
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();
