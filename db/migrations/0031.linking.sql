-- Whose account is whose: several accounts of one person, guardians of children, and the codes that link them.
-- depends: 0020.operators

ALTER TABLE chatbot.users
    ADD COLUMN main_user_id INTEGER CONSTRAINT users_main_fkey REFERENCES chatbot.users (id) ON DELETE CASCADE,
    ADD CONSTRAINT users_main_is_another CHECK (main_user_id <> id);
COMMENT ON COLUMN chatbot.users.main_user_id IS 'The account on which everything of this person hangs; NULL is this one. One person may hold several accounts.';
CREATE INDEX idx_users_main ON chatbot.users (main_user_id) WHERE main_user_id IS NOT NULL;

CREATE FUNCTION chatbot.guard_main_account() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM chatbot.users WHERE id = NEW.main_user_id AND main_user_id IS NULL FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM chatbot.users WHERE main_user_id = NEW.id) THEN
        RAISE EXCEPTION 'an account hangs on a main account, never on a chain' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION chatbot.guard_main_account IS 'Keeps users.main_user_id one step deep, also when two accounts are linked at once (the main row is locked).';
CREATE TRIGGER users_guard_main BEFORE INSERT OR UPDATE OF main_user_id ON chatbot.users
    FOR EACH ROW WHEN (NEW.main_user_id IS NOT NULL) EXECUTE FUNCTION chatbot.guard_main_account();

CREATE TABLE chatbot.link_codes (
    id BIGSERIAL PRIMARY KEY,
    code_hash BYTEA NOT NULL,
    purpose VARCHAR(20) NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    birth_year SMALLINT,
    card_ref_enc BYTEA,
    card_ref_hash BYTEA,
    child_code_id BIGINT REFERENCES chatbot.link_codes (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES chatbot.users (id) ON DELETE CASCADE,
    issued_by INTEGER REFERENCES chatbot.operators (id),
    expires_at TIMESTAMPTZ NOT NULL,
    used_by_user_id INTEGER REFERENCES chatbot.users (id) ON DELETE CASCADE,
    used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT link_codes_hash_unique UNIQUE (code_hash),
    CONSTRAINT link_codes_hash_check CHECK (octet_length(code_hash) = 32),
    CONSTRAINT link_codes_purpose_check CHECK (purpose IN ('child', 'guardian', 'account')),
    CONSTRAINT link_codes_region_check CHECK ((purpose IN ('child', 'guardian')) = (region_id IS NOT NULL)),
    CONSTRAINT link_codes_child_check CHECK ((purpose = 'child') = (birth_year IS NOT NULL)),
    CONSTRAINT link_codes_birth_year_check CHECK (birth_year BETWEEN 1900 AND 2100),
    CONSTRAINT link_codes_guardian_check CHECK ((purpose = 'guardian') = (child_code_id IS NOT NULL)),
    CONSTRAINT link_codes_account_check CHECK ((purpose = 'account') = (user_id IS NOT NULL)),
    CONSTRAINT link_codes_used_check CHECK ((used_at IS NULL) = (used_by_user_id IS NULL)),
    CONSTRAINT link_codes_ended_once CHECK (used_at IS NULL OR revoked_at IS NULL),
    CONSTRAINT link_codes_card_check CHECK (
        (card_ref_enc IS NOT NULL) = (purpose = 'child' AND used_at IS NULL AND revoked_at IS NULL)
        AND (card_ref_enc IS NULL) = (card_ref_hash IS NULL)),
    CONSTRAINT link_codes_expiry_check CHECK (expires_at > created_at)
);
COMMENT ON TABLE chatbot.link_codes IS 'One-use codes: a child''s or guardian''s from the welfare office, or one that brings a second account of the same person.';
COMMENT ON COLUMN chatbot.link_codes.code_hash IS 'Keyed hash of the code; the code itself is printed and never kept.';
COMMENT ON COLUMN chatbot.link_codes.card_ref_enc IS 'AES-256-GCM: the card system''s reference that the child''s code links; emptied when used or revoked.';
COMMENT ON COLUMN chatbot.link_codes.child_code_id IS 'Of a guardian''s code: the child''s code that was printed with it.';
COMMENT ON COLUMN chatbot.link_codes.user_id IS 'Of an account''s code: the main account that asked for it.';
CREATE INDEX idx_link_codes_child ON chatbot.link_codes (child_code_id) WHERE child_code_id IS NOT NULL;
CREATE INDEX idx_link_codes_user ON chatbot.link_codes (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX idx_link_codes_used_by ON chatbot.link_codes (used_by_user_id) WHERE used_by_user_id IS NOT NULL;
CREATE INDEX idx_link_codes_open ON chatbot.link_codes (expires_at) WHERE used_at IS NULL AND revoked_at IS NULL;

CREATE TABLE chatbot.guardian_links (
    id BIGSERIAL PRIMARY KEY,
    guardian_user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    child_user_id INTEGER NOT NULL REFERENCES chatbot.users (id) ON DELETE CASCADE,
    linked_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    cut_at TIMESTAMPTZ,
    cut_by INTEGER REFERENCES chatbot.operators (id),
    CONSTRAINT guardian_links_other_person CHECK (guardian_user_id <> child_user_id),
    CONSTRAINT guardian_links_cut_check CHECK (cut_at IS NOT NULL OR cut_by IS NULL)
);
COMMENT ON TABLE chatbot.guardian_links IS 'Who is a child''s guardian: sees balance, coupons and notices, never conversations or where a coupon was used.';
COMMENT ON COLUMN chatbot.guardian_links.cut_by IS 'The operator who cut it; NULL where one of the two did.';
CREATE UNIQUE INDEX guardian_links_one_standing ON chatbot.guardian_links (guardian_user_id, child_user_id) WHERE cut_at IS NULL;
CREATE INDEX idx_guardian_links_child ON chatbot.guardian_links (child_user_id) WHERE cut_at IS NULL;
