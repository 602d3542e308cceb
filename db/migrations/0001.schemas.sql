-- Extensions, schemas and the trigger functions that every table family shares.
-- depends:

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE SCHEMA chatbot;

CREATE FUNCTION chatbot.set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION chatbot.set_updated_at IS 'Keeps updated_at true on every UPDATE.';

CREATE FUNCTION chatbot.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
COMMENT ON FUNCTION chatbot.refuse_change IS 'Makes a table append-only.';
