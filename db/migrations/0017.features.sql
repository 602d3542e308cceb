-- Numbers about people and shops that the ranking model reads, computed nightly over the last 90 days.
-- depends: 0010.roles

CREATE TABLE ml_features.user_features (
    user_id INTEGER PRIMARY KEY REFERENCES chatbot.users (id) ON DELETE CASCADE,
    category_preferences JSONB NOT NULL,
    meal_time_patterns JSONB NOT NULL,
    avg_budget INTEGER,
    avg_budget_norm NUMERIC(4, 3) GENERATED ALWAYS AS (least(avg_budget / 20000.0, 1)) STORED,
    request_count INTEGER NOT NULL,
    selection_count INTEGER NOT NULL,
    window_end DATE NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT user_features_budget_check CHECK (avg_budget >= 0),
    CONSTRAINT user_features_counts_check CHECK (selection_count >= 0 AND request_count >= selection_count)
);
COMMENT ON TABLE ml_features.user_features IS 'One row a person who may be remembered and asked in the 90 days up to window_end (KST).';
COMMENT ON COLUMN ml_features.user_features.category_preferences IS 'Category → share of the places chosen; the shares sum to 1.';
COMMENT ON COLUMN ml_features.user_features.meal_time_patterns IS 'breakfast (05–10), lunch (10–15), dinner (15–21), night (21–05) KST → share of the requests.';
COMMENT ON COLUMN ml_features.user_features.avg_budget IS 'Won, of the requests that named a budget.';
COMMENT ON COLUMN ml_features.user_features.avg_budget_norm IS 'avg_budget over 20,000 won, at most 1.';

CREATE TABLE ml_features.shop_features (
    shop_id INTEGER PRIMARY KEY REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    popularity_score NUMERIC(4, 3) NOT NULL,
    shown_count INTEGER NOT NULL,
    selected_count INTEGER NOT NULL,
    selection_rate NUMERIC(4, 3) GENERATED ALWAYS AS (selected_count::NUMERIC / nullif(shown_count, 0)) STORED,
    mean_ranking NUMERIC(6, 2),
    median_price INTEGER,
    mean_rating NUMERIC(3, 2),
    review_count INTEGER NOT NULL,
    window_end DATE NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT shop_features_counts_check CHECK (
        selected_count >= 0 AND shown_count >= selected_count AND review_count >= 0
    ),
    CONSTRAINT shop_features_ranking_check CHECK (mean_ranking >= 1),
    CONSTRAINT shop_features_price_check CHECK (median_price >= 0),
    CONSTRAINT shop_features_rating_check CHECK (mean_rating BETWEEN 1 AND 5)
);
COMMENT ON TABLE ml_features.shop_features IS 'One row a shop: how often it was shown and chosen in the 90 days up to window_end (KST), what it costs, how it is rated.';
COMMENT ON COLUMN ml_features.shop_features.selected_count IS 'Choices from a list that showed it.';
COMMENT ON COLUMN ml_features.shop_features.median_price IS 'Won, of the menus that can be had.';

CREATE INDEX idx_recommendations_timestamp ON chatbot.recommendations_log USING brin (timestamp);

CREATE FUNCTION ml_features.meal_of(p_at TIMESTAMPTZ) RETURNS TEXT
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN hour >= 5 AND hour < 10 THEN 'breakfast'
        WHEN hour >= 10 AND hour < 15 THEN 'lunch'
        WHEN hour >= 15 AND hour < 21 THEN 'dinner'
        ELSE 'night' END
    FROM extract(hour FROM p_at AT TIME ZONE 'Asia/Seoul') AS hour;
$$;
COMMENT ON FUNCTION ml_features.meal_of IS 'The meal that somebody who asks at that time wants, by the clock in Seoul.';

CREATE FUNCTION ml_features.refresh_users(p_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_until TIMESTAMPTZ := (p_day + 1)::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
    v_count INTEGER;
BEGIN
    DELETE FROM ml_features.user_features;
    WITH asked AS (
        SELECT r.user_id, r.user_final_selection, ml_features.meal_of(r.timestamp) AS meal,
               CASE jsonb_typeof(r.request_entities -> 'budget')
                   WHEN 'number' THEN (r.request_entities ->> 'budget')::NUMERIC END AS budget
        FROM chatbot.recommendations_log r
        JOIN chatbot.users u ON u.id = r.user_id AND u.status = 'ACTIVE'
        WHERE r.timestamp >= v_until - INTERVAL '90 days' AND r.timestamp < v_until
    ), categories AS (
        SELECT c.user_id, jsonb_object_agg(c.category, round(c.chosen / c.total, 3)) AS shares
        FROM (
            SELECT a.user_id, s.category, count(*) AS chosen, sum(count(*)) OVER (PARTITION BY a.user_id) AS total
            FROM asked a JOIN chatbot.shops s ON s.id = a.user_final_selection GROUP BY a.user_id, s.category
        ) c GROUP BY c.user_id
    ), meals AS (
        SELECT m.user_id, jsonb_object_agg(m.meal, round(m.requests / m.total, 3)) AS shares
        FROM (
            SELECT a.user_id, a.meal, count(*) AS requests, sum(count(*)) OVER (PARTITION BY a.user_id) AS total
            FROM asked a GROUP BY a.user_id, a.meal
        ) m GROUP BY m.user_id
    )
    INSERT INTO ml_features.user_features (
        user_id, category_preferences, meal_time_patterns, avg_budget, request_count, selection_count, window_end)
    SELECT a.user_id, coalesce(c.shares, '{}'), m.shares, round(avg(a.budget)), count(*), count(a.user_final_selection),
           p_day
    FROM asked a JOIN meals m USING (user_id) LEFT JOIN categories c USING (user_id)
    GROUP BY a.user_id, c.shares, m.shares;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END;
$$;
COMMENT ON FUNCTION ml_features.refresh_users IS 'Computes user_features anew for the 90 days up to the end of p_day (KST); returns of how many people.';

CREATE FUNCTION ml_features.refresh_shops(p_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_until TIMESTAMPTZ := (p_day + 1)::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
    v_count INTEGER;
BEGIN
    DELETE FROM ml_features.shop_features;
    WITH shown AS (
        SELECT (item ->> 'shop_id')::INTEGER AS shop_id, count(*) AS times,
               count(*) FILTER (WHERE r.user_final_selection = (item ->> 'shop_id')::INTEGER) AS chosen,
               avg((item ->> 'ranking')::INTEGER) AS ranking
        FROM chatbot.recommendations_log r CROSS JOIN LATERAL jsonb_array_elements(r.recommendations) AS item
        WHERE r.timestamp >= v_until - INTERVAL '90 days' AND r.timestamp < v_until
        GROUP BY 1
    ), prices AS (
        SELECT m.shop_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY m.price) AS median
        FROM chatbot.menus m WHERE m.is_available GROUP BY m.shop_id
    ), ratings AS (
        SELECT v.shop_id, avg(v.rating) AS mean, count(*) AS times FROM chatbot.reviews v GROUP BY v.shop_id
    )
    INSERT INTO ml_features.shop_features (
        shop_id, popularity_score, shown_count, selected_count, mean_ranking, median_price, mean_rating, review_count,
        window_end)
    SELECT s.id, s.popularity_score, coalesce(w.times, 0), coalesce(w.chosen, 0), w.ranking, p.median, r.mean,
           coalesce(r.times, 0), p_day
    FROM chatbot.shops s
    LEFT JOIN shown w ON w.shop_id = s.id
    LEFT JOIN prices p ON p.shop_id = s.id
    LEFT JOIN ratings r ON r.shop_id = s.id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END;
$$;
COMMENT ON FUNCTION ml_features.refresh_shops IS 'Computes shop_features anew for the 90 days up to the end of p_day (KST); returns of how many shops.';
REVOKE ALL ON FUNCTION ml_features.refresh_users, ml_features.refresh_shops FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ml_features.refresh_users, ml_features.refresh_shops TO app_user, ml_user;
GRANT USAGE ON SCHEMA ml_features TO app_user;
GRANT SELECT ON ml_features.user_features, ml_features.shop_features TO app_user;
