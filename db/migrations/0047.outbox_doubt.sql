-- A sending of unknown outcome is remembered, so that aid is tried once more and nothing else ever again.
-- depends: 0046.popularity_as_of

ALTER TABLE chatbot.outbox ADD COLUMN was_unknown BOOLEAN NOT NULL DEFAULT FALSE;
COMMENT ON COLUMN chatbot.outbox.was_unknown IS 'An earlier attempt may have reached the person, on a channel that cannot tell a repeated one.';
