-- All that an analyst may see: figures of each day (KST), which stay when the turns themselves are gone, and single rows
-- under a pseudonym, with no one's id, name, place or sealed value, and text only as it was masked.
-- depends: 0011.archive

CREATE TABLE analytics.daily_turns (
    day DATE NOT NULL,
    platform VARCHAR(50) NOT NULL,
    turn_count INTEGER NOT NULL,
    session_count INTEGER NOT NULL,
    person_count INTEGER NOT NULL,
    anonymous_turn_count INTEGER NOT NULL,
    mean_processing_ms INTEGER,
    p50_processing_ms INTEGER,
    p95_processing_ms INTEGER,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (day, platform),
    CONSTRAINT daily_turns_counts_check CHECK (
        turn_count > 0 AND session_count BETWEEN 1 AND turn_count AND person_count BETWEEN 0 AND turn_count
        AND anonymous_turn_count BETWEEN 0 AND turn_count
    )
);
COMMENT ON TABLE analytics.daily_turns IS 'Turns, sessions and people of a day by platform, and how long turns took (ms).';
COMMENT ON COLUMN analytics.daily_turns.person_count IS 'Different people who may be remembered; the others'' turns are anonymous.';

CREATE TABLE analytics.daily_intents (
    day DATE NOT NULL,
    intent VARCHAR(50) NOT NULL,
    turn_count INTEGER NOT NULL CONSTRAINT daily_intents_count_check CHECK (turn_count > 0),
    mean_confidence NUMERIC(4, 3),
    low_confidence_count INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (day, intent),
    CONSTRAINT daily_intents_low_check CHECK (low_confidence_count BETWEEN 0 AND turn_count)
);
COMMENT ON TABLE analytics.daily_intents IS 'What people wanted on a day; UNKNOWN is what the bot did not understand.';
COMMENT ON COLUMN analytics.daily_intents.low_confidence_count IS 'Turns with a confidence of 0.7 or less, which no model learns from.';

CREATE TABLE analytics.daily_coupons (
    day DATE NOT NULL,
    coupon_id VARCHAR(50) NOT NULL REFERENCES chatbot.coupons (id) ON DELETE CASCADE,
    issued_count INTEGER NOT NULL,
    used_count INTEGER NOT NULL,
    expired_count INTEGER NOT NULL,
    discount_total BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (day, coupon_id),
    CONSTRAINT daily_coupons_counts_check CHECK (
        issued_count >= 0 AND used_count >= 0 AND expired_count >= 0 AND discount_total >= 0
    )
);
COMMENT ON TABLE analytics.daily_coupons IS 'Coupons put into wallets, used and run out on a day; discounts in won.';

CREATE TABLE analytics.daily_aid (
    day DATE NOT NULL,
    region_id INTEGER REFERENCES chatbot.regions (id),
    person_count INTEGER NOT NULL,
    given_count INTEGER NOT NULL,
    used_count INTEGER NOT NULL,
    used_total BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT daily_aid_unique UNIQUE NULLS NOT DISTINCT (day, region_id),
    CONSTRAINT daily_aid_counts_check CHECK (
        person_count >= 0 AND given_count >= person_count AND used_count >= 0 AND used_total >= 0
    )
);
COMMENT ON TABLE analytics.daily_aid IS 'Emergency coupons given and used on a day, by the region of the card (NULL: no card); in won. Small counts: the analyst sees v_daily_aid.';
COMMENT ON COLUMN analytics.daily_aid.person_count IS 'Different people to whom aid was given that day.';
REVOKE ALL ON analytics.daily_aid FROM data_analyst;

CREATE TABLE analytics.daily_recommendations (
    day DATE NOT NULL,
    recommendation_method VARCHAR(50) NOT NULL,
    recommendation_count INTEGER NOT NULL CONSTRAINT daily_recommendations_count_check CHECK (recommendation_count > 0),
    empty_count INTEGER NOT NULL,
    selected_count INTEGER NOT NULL,
    rated_count INTEGER NOT NULL,
    mean_rating NUMERIC(3, 2),
    mean_candidates NUMERIC(10, 2),
    median_decision_ms INTEGER,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (day, recommendation_method),
    CONSTRAINT daily_recommendations_parts_check CHECK (
        empty_count BETWEEN 0 AND recommendation_count AND selected_count BETWEEN 0 AND recommendation_count
        AND rated_count BETWEEN 0 AND recommendation_count
    )
);
COMMENT ON TABLE analytics.daily_recommendations IS 'Recommendations of a day by method: how many found nothing, were chosen from, were rated.';
COMMENT ON COLUMN analytics.daily_recommendations.median_decision_ms IS 'Of those that were chosen from, in milliseconds.';

CREATE FUNCTION analytics.refresh_daily_turns(p_day DATE, p_from TIMESTAMPTZ, p_until TIMESTAMPTZ) RETURNS VOID
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM analytics.daily_turns WHERE day = p_day;
    INSERT INTO analytics.daily_turns (
        day, platform, turn_count, session_count, person_count, anonymous_turn_count, mean_processing_ms,
        p50_processing_ms, p95_processing_ms)
    SELECT p_day, c.platform, count(*), count(DISTINCT c.session_id), count(DISTINCT c.user_id),
           count(*) FILTER (WHERE c.user_id IS NULL), round(avg(c.processing_time_ms)),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY c.processing_time_ms),
           percentile_disc(0.95) WITHIN GROUP (ORDER BY c.processing_time_ms)
    FROM chatbot.conversations c
    WHERE c.timestamp >= p_from AND c.timestamp < p_until
    GROUP BY c.platform;

    DELETE FROM analytics.daily_intents WHERE day = p_day;
    INSERT INTO analytics.daily_intents (day, intent, turn_count, mean_confidence, low_confidence_count)
    SELECT p_day, coalesce(c.extracted_intent, 'UNKNOWN'), count(*), avg(c.intent_confidence),
           count(*) FILTER (WHERE c.intent_confidence <= 0.7)
    FROM chatbot.conversations c
    WHERE c.timestamp >= p_from AND c.timestamp < p_until
    GROUP BY 2;
$$;

CREATE FUNCTION analytics.refresh_daily_coupons(p_day DATE, p_from TIMESTAMPTZ, p_until TIMESTAMPTZ) RETURNS VOID
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM analytics.daily_coupons WHERE day = p_day;
    INSERT INTO analytics.daily_coupons (day, coupon_id, issued_count, used_count, expired_count, discount_total)
    SELECT p_day, w.coupon_id,
           count(*) FILTER (WHERE w.issued_at >= p_from AND w.issued_at < p_until),
           count(*) FILTER (WHERE w.used_at >= p_from AND w.used_at < p_until),
           count(*) FILTER (WHERE w.status = 'EXPIRED' AND w.expires_at >= p_from AND w.expires_at < p_until),
           coalesce(sum(w.discount_applied) FILTER (WHERE w.used_at >= p_from AND w.used_at < p_until), 0)
    FROM chatbot.user_coupon_wallet w
    WHERE (w.issued_at >= p_from AND w.issued_at < p_until) OR (w.used_at >= p_from AND w.used_at < p_until)
       OR (w.status = 'EXPIRED' AND w.expires_at >= p_from AND w.expires_at < p_until)
    GROUP BY w.coupon_id;

    DELETE FROM analytics.daily_aid WHERE day = p_day;
    INSERT INTO analytics.daily_aid (day, region_id, person_count, given_count, used_count, used_total)
    SELECT p_day, f.region_id,
           count(DISTINCT w.user_id) FILTER (WHERE w.issued_at >= p_from AND w.issued_at < p_until),
           count(*) FILTER (WHERE w.issued_at >= p_from AND w.issued_at < p_until),
           count(*) FILTER (WHERE w.used_at >= p_from AND w.used_at < p_until),
           coalesce(sum(w.discount_applied) FILTER (WHERE w.used_at >= p_from AND w.used_at < p_until), 0)
    FROM chatbot.user_coupon_wallet w LEFT JOIN chatbot.foodcard_users f ON f.user_id = w.user_id
    WHERE w.acquisition_source = 'EMERGENCY_ASSIST'
      AND ((w.issued_at >= p_from AND w.issued_at < p_until) OR (w.used_at >= p_from AND w.used_at < p_until))
    GROUP BY f.region_id;
$$;

CREATE FUNCTION analytics.refresh_daily_recommendations(p_day DATE, p_from TIMESTAMPTZ, p_until TIMESTAMPTZ)
RETURNS VOID LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM analytics.daily_recommendations WHERE day = p_day;
    INSERT INTO analytics.daily_recommendations (
        day, recommendation_method, recommendation_count, empty_count, selected_count, rated_count, mean_rating,
        mean_candidates, median_decision_ms)
    SELECT p_day, r.recommendation_method, count(*), count(*) FILTER (WHERE r.recommendation_count = 0),
           count(r.user_final_selection), count(r.feedback_rating), avg(r.feedback_rating), avg(r.total_candidates),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY r.time_to_decision_ms)
    FROM chatbot.recommendations_log r
    WHERE r.timestamp >= p_from AND r.timestamp < p_until
    GROUP BY r.recommendation_method;
$$;

CREATE FUNCTION analytics.refresh_day(p_day DATE) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_from TIMESTAMPTZ := p_day::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
    v_until TIMESTAMPTZ := (p_day + 1)::TIMESTAMP AT TIME ZONE 'Asia/Seoul';
BEGIN
    IF EXISTS (SELECT FROM chatbot.conversations_archive WHERE month = date_trunc('month', p_day)) THEN
        RAISE EXCEPTION 'the turns of % are archived; its figures stay as they are', p_day
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM analytics.refresh_daily_turns(p_day, v_from, v_until);
    PERFORM analytics.refresh_daily_coupons(p_day, v_from, v_until);
    PERFORM analytics.refresh_daily_recommendations(p_day, v_from, v_until);
END;
$$;
COMMENT ON FUNCTION analytics.refresh_day IS 'Computes every daily table anew for p_day (KST); as often as one likes, until its month is archived.';
REVOKE ALL ON FUNCTION analytics.refresh_day, analytics.refresh_daily_turns, analytics.refresh_daily_coupons,
    analytics.refresh_daily_recommendations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analytics.refresh_day TO app_user;
GRANT USAGE ON SCHEMA analytics TO app_user;
GRANT SELECT ON analytics.daily_turns, analytics.daily_intents, analytics.daily_coupons, analytics.daily_aid,
    analytics.daily_recommendations TO app_user;

CREATE TABLE chatbot.pseudonym_salt (
    is_only BOOLEAN PRIMARY KEY DEFAULT TRUE CONSTRAINT pseudonym_salt_one_row CHECK (is_only),
    salt BYTEA NOT NULL CONSTRAINT pseudonym_salt_length CHECK (length(salt) >= 32),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.pseudonym_salt IS 'Secret behind the persons of the masked views; readable by their owner only. Writing another cuts off what an analyst wrote down before.';
REVOKE ALL ON chatbot.pseudonym_salt FROM app_user;
INSERT INTO chatbot.pseudonym_salt (salt)
SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

CREATE VIEW analytics.v_people AS
SELECT encode(substr(sha256(p.salt || int4send(u.id)), 1, 8), 'hex') AS person,
       u.platform, u.birth_year / 5 * 5 AS birth_years_from, u.status, date_trunc('month', u.created_at)::DATE AS joined_month,
       f.region_id, f.target_age_group, (f.user_id IS NOT NULL) AS has_card
FROM chatbot.users u CROSS JOIN chatbot.pseudonym_salt p LEFT JOIN chatbot.foodcard_users f ON f.user_id = u.id;
COMMENT ON VIEW analytics.v_people IS 'People under a pseudonym, with the five years they were born in and the region of their card.';

CREATE VIEW analytics.v_conversations AS
SELECT encode(substr(sha256(p.salt || int4send(c.user_id)), 1, 8), 'hex') AS person,
       encode(substr(sha256(p.salt || uuid_send(c.session_id)), 1, 8), 'hex') AS session,
       c.timestamp, c.platform, c.input_text, c.response_text, c.extracted_intent, c.intent_confidence,
       c.extracted_entities - 'location' - 'dietary' AS extracted_entities, c.conversation_turn, c.previous_intent,
       c.user_strategy, c.processing_time_ms, c.recommended_shop_ids, c.selected_shop_id
FROM chatbot.conversations c CROSS JOIN chatbot.pseudonym_salt p;
COMMENT ON VIEW analytics.v_conversations IS 'Masked turns under a pseudonym, without place or diet.';

CREATE VIEW analytics.v_recommendations AS
SELECT encode(substr(sha256(p.salt || int4send(r.user_id)), 1, 8), 'hex') AS person,
       encode(substr(sha256(p.salt || uuid_send(r.session_id)), 1, 8), 'hex') AS session,
       r.timestamp, r.request_intent, r.request_entities - 'location' - 'dietary' AS request_entities,
       r.recommendation_method, r.recommendation_count, r.confidence_score, r.total_candidates, r.filtering_steps,
       r.user_final_selection, r.time_to_decision_ms, r.feedback_rating, r.diversity_score, r.personalization_score,
       r.relevance_score, r.novelty_score
FROM chatbot.recommendations_log r CROSS JOIN chatbot.pseudonym_salt p;
COMMENT ON VIEW analytics.v_recommendations IS 'Recommendations under a pseudonym, without place or diet.';

CREATE VIEW analytics.v_coupon_wallet AS
SELECT encode(substr(sha256(p.salt || int4send(w.user_id)), 1, 8), 'hex') AS person,
       w.coupon_id, w.status, w.issued_at, w.acquisition_source, w.used_at, w.discount_applied, w.expires_at
FROM chatbot.user_coupon_wallet w CROSS JOIN chatbot.pseudonym_salt p
WHERE w.acquisition_source <> 'EMERGENCY_ASSIST';
COMMENT ON VIEW analytics.v_coupon_wallet IS 'Coupons of people under a pseudonym, not where they were used; aid only in v_daily_aid.';

CREATE VIEW analytics.v_shops AS
SELECT s.id, s.shop_name, s.category, s.region_id, s.is_good_influence_shop, s.is_food_card_shop, s.is_coupon_partner,
       s.kiosk, s.geo_precision, s.popularity_score, s.quality_score, s.recommendation_count, s.data_source, s.created_at
FROM chatbot.shops s;
COMMENT ON VIEW analytics.v_shops IS 'Shops without telephone and address.';

CREATE VIEW analytics.v_daily_aid AS
SELECT a.day, a.region_id, a.person_count, a.given_count, a.used_count, a.used_total
FROM analytics.daily_aid a
WHERE a.person_count >= 5;
COMMENT ON VIEW analytics.v_daily_aid IS 'daily_aid where five people or more got aid in a region on a day.';
