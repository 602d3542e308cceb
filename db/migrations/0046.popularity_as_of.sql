-- The slot up to which a shop's popularity is averaged, so that a slot that is run again counts once.
-- depends: 0045.job_history

ALTER TABLE chatbot.shops ADD COLUMN popularity_as_of TIMESTAMPTZ;
COMMENT ON COLUMN chatbot.shops.popularity_as_of IS 'End of the last five minutes that are in popularity_score (business time); NULL: none.';
