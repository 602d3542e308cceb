-- Which shops are chosen by the same people, counted nightly; what a ranking was and by what chance, for judging others.
-- depends: 0083.card_asked

CREATE TABLE ml_features.shop_cochoice (
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    other_shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    likeness NUMERIC(4, 3) NOT NULL,
    people INTEGER NOT NULL,
    window_end DATE NOT NULL,
    PRIMARY KEY (shop_id, other_shop_id),
    CONSTRAINT shop_cochoice_two_shops CHECK (shop_id <> other_shop_id),
    CONSTRAINT shop_cochoice_likeness_check CHECK (likeness > 0 AND likeness <= 1),
    CONSTRAINT shop_cochoice_people_check CHECK (people >= 3)
);
COMMENT ON TABLE ml_features.shop_cochoice IS 'Pairs of shops that three or more people chose both of in the 90 days up to window_end (KST); the 20 most alike of each shop.';
COMMENT ON COLUMN ml_features.shop_cochoice.likeness IS 'People who chose both over the root of the product of those who chose each (cosine).';
CREATE INDEX idx_shop_cochoice_other ON ml_features.shop_cochoice (other_shop_id);

CREATE FUNCTION ml_features.refresh_cochoice(p_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_until TIMESTAMPTZ := (p_day + 1)::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
    v_count INTEGER;
BEGIN
    DELETE FROM ml_features.shop_cochoice;
    WITH chosen AS (
        SELECT DISTINCT r.user_id, r.user_final_selection AS shop_id
        FROM chatbot.recommendations_log r JOIN chatbot.users u ON u.id = r.user_id AND u.status = 'ACTIVE'
        WHERE r.user_final_selection IS NOT NULL
          AND r.timestamp >= v_until - INTERVAL '90 days' AND r.timestamp < v_until
    ), counts AS (
        SELECT c.shop_id, count(*) AS people FROM chosen c GROUP BY c.shop_id
    ), pairs AS (
        SELECT a.shop_id, b.shop_id AS other_shop_id, count(*) AS people
        FROM chosen a JOIN chosen b ON b.user_id = a.user_id AND b.shop_id <> a.shop_id
        GROUP BY a.shop_id, b.shop_id HAVING count(*) >= 3
    ), alike AS (
        SELECT p.shop_id, p.other_shop_id, p.people, round(p.people / sqrt(a.people::NUMERIC * b.people), 3) AS likeness
        FROM pairs p JOIN counts a ON a.shop_id = p.shop_id JOIN counts b ON b.shop_id = p.other_shop_id
    ), ranked AS (
        SELECT l.*, row_number() OVER (PARTITION BY l.shop_id ORDER BY l.likeness DESC, l.other_shop_id) AS place
        FROM alike l WHERE l.likeness > 0
    )
    INSERT INTO ml_features.shop_cochoice (shop_id, other_shop_id, likeness, people, window_end)
    SELECT r.shop_id, r.other_shop_id, r.likeness, r.people, p_day FROM ranked r WHERE r.place <= 20;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END;
$$;
COMMENT ON FUNCTION ml_features.refresh_cochoice IS 'Computes shop_cochoice anew for the 90 days up to the end of p_day (KST); returns of how many pairs.';
REVOKE ALL ON FUNCTION ml_features.refresh_cochoice FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ml_features.refresh_cochoice TO app_user, ml_user;
GRANT SELECT ON ml_features.shop_cochoice TO app_user, ml_user;

ALTER TABLE chatbot.recommendations_log ADD COLUMN ranking JSONB;
ALTER TABLE chatbot.recommendations_log ADD CONSTRAINT recommendations_log_ranking_is_told
    CHECK (ranking IS NULL OR coalesce(
        jsonb_typeof(ranking -> 'pool') = 'array' AND jsonb_typeof(ranking -> 'chances') = 'array', FALSE));
COMMENT ON COLUMN chatbot.recommendations_log.ranking IS 'Of lists that the exploration budget may decide: the pool, both scores of each, what was shown and by what chance. No person, no place.';
CREATE INDEX idx_recommendations_ranked ON chatbot.recommendations_log (timestamp) WHERE ranking IS NOT NULL;
