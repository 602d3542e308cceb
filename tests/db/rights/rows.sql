-- Two regions, each with a shop, a child with a card and what hangs on them; a person without a card; an anonymous turn.
-- What nobody but the bot may see says SECRET.

INSERT INTO chatbot.regions (id, region_name, contact_name, contact_phone)
VALUES (1, '춘천시', '복지과', '033'), (2, '강릉시', '복지과', '033');
INSERT INTO chatbot.region_card_rules (region_id, valid_from, meal_amount, charge_day, source, source_date)
VALUES (1, '2026-01-01', 9500, 1, 'office', '2026-01-01'), (2, '2026-01-01', 9500, 1, 'office', '2026-01-01');
INSERT INTO chatbot.help_places (region_id, help_name, kind, phone, hours, description, source, source_date)
VALUES (NULL, '112', 'police', '112', 'always', 'd', 's', '2026-01-01'),
       (1, 'A', 'meal', '033', 'noon', 'd', 's', '2026-01-01'), (2, 'B', 'meal', '033', 'noon', 'd', 's', '2026-01-01');

INSERT INTO chatbot.shops (id, shop_name, category, address_name, region_id, phone)
VALUES (1, '김밥천국', '분식', 'SECRET 1', 1, 'SECRET'), (2, '바다식당', '한식', 'SECRET 2', 2, 'SECRET');
SELECT setval('chatbot.shops_id_seq', 2);
INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (1, '김밥', 3000), (2, '물회', 9000);
INSERT INTO chatbot.shop_facilities (shop_id, seats) VALUES (1, 4), (2, 8);
INSERT INTO chatbot.reviews (shop_id, rating, visited_month) VALUES (1, 5, '2026-11-01'), (2, 4, '2026-11-01');

INSERT INTO chatbot.users (
    id, platform, external_user_id, nickname, preferred_location, birth_year, name_enc, email_enc, email_hash, created_at)
VALUES (1, 'line', 'SECRET-1', 'SECRET', 'SECRET', 2014, 'SECRET', 'SECRET', 'SECRET-1', '2026-03-05'),
       (2, 'kakao', 'SECRET-2', 'SECRET', 'SECRET', 2009, 'SECRET', 'SECRET', 'SECRET-2', '2026-03-05'),
       (3, 'web', 'SECRET-3', 'SECRET', 'SECRET', NULL, 'SECRET', 'SECRET', 'SECRET-3', '2026-03-05');
INSERT INTO chatbot.user_profiles (user_id) VALUES (1), (2), (3);
INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES (1, 'service', TRUE, 'chat');
INSERT INTO chatbot.foodcard_users (id, user_id, region_id, card_type, target_age_group, card_last_four, card_ref_enc)
VALUES (1, 1, 1, '아동급식카드', '초등학생', '1234', 'SECRET'), (2, 2, 2, '아동급식카드', '고등학생', '5678', 'SECRET');

INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, free_item, usage_type, valid_until)
VALUES ('WELCOME', '음료', '음료 한 잔', 'FREEBIE', '음료', 'ALL', '2099-01-01');
INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, acquisition_source, expires_at, status)
VALUES (1, 'WELCOME', 'WELCOME_BONUS', '2099-01-01', 'ACTIVE'), (2, 'WELCOME', 'WELCOME_BONUS', '2099-01-01', 'ACTIVE'),
       (1, 'WELCOME', 'EMERGENCY_ASSIST', '2026-01-01', 'EXPIRED');

INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, platform_message_id, input_text, response_text, timestamp,
    extracted_entities)
SELECT gen_random_uuid(), person, '00000000-0000-0000-0000-000000000007', gen_random_uuid(), 'line', 'SECRET',
       '배고파', '여기 어때요?', '2026-11-23 12:00+09', '{"location": "SECRET", "dietary": ["SECRET"], "budget": 9000}'
FROM unnest(ARRAY[1, 2, 3, NULL]) AS person;
INSERT INTO chatbot.recommendations_log (
    id, recommendation_id, turn_id, user_id, session_id, timestamp, request_intent, request_entities, recommendations,
    recommendation_count, recommendation_method)
VALUES (1, gen_random_uuid(), gen_random_uuid(), 1, '00000000-0000-0000-0000-000000000007', '2026-11-23 12:00+09',
        'FOOD_REQUEST', '{"location": "SECRET", "budget": 9000}', '[]', 0, 'HYBRID');
INSERT INTO analytics.daily_turns (day, platform, turn_count, session_count, person_count, anonymous_turn_count)
VALUES ('2026-11-23', 'line', 4, 1, 3, 1);
INSERT INTO analytics.daily_aid (day, region_id, person_count, given_count, used_count, used_total)
VALUES ('2026-11-23', 1, 4, 4, 0, 0), ('2026-11-23', 2, 5, 5, 1, 5000);
INSERT INTO ml_training.model_versions (id, model_type, version, performance_metrics, model_path)
VALUES (1001, 'nlu', '1.0.0', '{}', 'models/nlu');
INSERT INTO ml_training.data_queue (model_type, raw_data, quality_score) VALUES ('nlu', '{"a": 1}', 0.9);
