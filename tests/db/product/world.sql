-- One of everything that the tests hang their rows on; every id is 1 (and 2, 3) because the database is new.
INSERT INTO chatbot.regions (region_name, contact_name, contact_phone)
VALUES ('광진구', '아동과', '02-450-7000'), ('성동구', '아동과', '02-2286-5000');
INSERT INTO chatbot.shops (shop_name, category, address_name, region_id, is_food_card_shop, is_coupon_partner)
VALUES ('참맛분식', '분식', '화양동 1', 1, 'Y', TRUE), ('성수국수', '한식', '성수동 1', 2, 'U', TRUE);
INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (1, '참치김밥', 3500);
INSERT INTO chatbot.users (platform, external_user_id, birth_year)
VALUES ('kakao', 'child', 2013), ('kakao', 'other', 2012), ('line', 'parent', 1980);
INSERT INTO chatbot.foodcard_users (user_id, region_id, card_type, target_age_group, card_ref_hash)
VALUES (1, 1, '아동급식카드', '초등학생', '\x01'), (2, 2, '아동급식카드', '중학생', '\x02');
INSERT INTO chatbot.operators (operator_name, role, region_id, password_hash)
VALUES ('김담당', 'admin', 1, '$2b$12$' || repeat('a', 53));
INSERT INTO chatbot.programmes (programme_name, description, region_id) VALUES ('환영', '첫 만남', 1);
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type, valid_from, valid_until)
VALUES ('W3000', '3천 원', '환영 쿠폰', 'FIXED_AMOUNT', 3000, 'ALL', '2026-11-01', '2026-12-31'),
       ('A1000', '천 원', '함께 쓰는 쿠폰', 'FIXED_AMOUNT', 1000, 'ALL', '2026-11-01', '2026-12-31');
INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, acquisition_source, expires_at)
VALUES (1, 'W3000', 'WELCOME_BONUS', '2026-12-31'), (1, 'A1000', 'PROMOTION', '2026-12-31');
UPDATE chatbot.coupons SET total_issued = 1;
INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, usage_type, valid_from, valid_until)
VALUES ('SPARE', '하나 더', '아무도 받지 않은 쿠폰', 'BOGO', 'ALL', '2026-11-01', '2026-12-31');
INSERT INTO chatbot.orders (request_id, user_id, shop_id, total_amount)
VALUES (gen_random_uuid(), 1, 1, 7000), (gen_random_uuid(), 2, 2, 5000);
INSERT INTO chatbot.outbox (dedupe_key, user_id, region_id, channel, kind, is_advertisement, payload, send_after, send_before)
VALUES ('first', 1, 1, 'kakao', 'campaign', TRUE, '\x00', '2026-11-23 09:00+09', '2026-11-23 20:00+09');
INSERT INTO chatbot.experiments (experiment_name, kind, variants) VALUES ('welcome words', 'campaign', '{"a": 50, "b": 50}');
INSERT INTO chatbot.segments (segment_name, region_id, rules) VALUES ('새 친구', 1, '{"new": true}');
INSERT INTO chatbot.campaigns (campaign_name, region_id, kind, segment_id, messages)
VALUES ('겨울', 1, 'advertisement', 1, '{"a": "안녕"}');
INSERT INTO chatbot.campaign_recipients (campaign_id, user_id, variant) VALUES (1, 1, 'a');
INSERT INTO chatbot.tracked_links (code, target_url, recipient_id, expires_at)
VALUES ('abcdefgh', 'https://example.org', 1, '2100-01-01');
INSERT INTO chatbot.link_codes (code_hash, purpose, region_id, birth_year, card_ref_enc, card_ref_hash, expires_at)
VALUES (decode(repeat('01', 32), 'hex'), 'child', 1, 2013, '\x01', '\x01', '2100-01-01');
INSERT INTO chatbot.import_batches (operator_id, region_id, file_name, file_hash)
VALUES (1, 1, 'shops.xlsx', decode(repeat('01', 32), 'hex'));
