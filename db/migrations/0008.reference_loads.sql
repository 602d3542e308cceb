-- Which state of the reference files under data/ (places, regions, help places) a database holds.
-- depends: 0002.regions

CREATE TABLE chatbot.reference_loads (
    reference_name VARCHAR(50) PRIMARY KEY,
    content_hash BYTEA NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.reference_loads IS 'SHA-256 of the reference files last loaded, so that a start with nothing changed writes nothing.';
