-- Beside the world: the same things in a second region, and in none.
INSERT INTO chatbot.segments (segment_name, region_id, rules) VALUES ('둘', 2, '{}'), ('전국', NULL, '{}');
INSERT INTO chatbot.campaigns (campaign_name, region_id, kind, segment_id, messages)
VALUES ('둘', 2, 'service', 2, '{"a": "b"}');
INSERT INTO chatbot.campaign_recipients (campaign_id, user_id, variant) VALUES (2, 2, 'a');
INSERT INTO chatbot.tracked_links (code, target_url, recipient_id, expires_at)
VALUES ('region-2', 'https://example.org', 2, '2100-01-01');
INSERT INTO chatbot.link_clicks (link_id) VALUES (1), (2);
INSERT INTO chatbot.notices (region_id, notice_text, shown_from, shown_until)
VALUES (1, '하나', now(), '2100-01-01'), (2, '둘', now(), '2100-01-01'), (NULL, '전국', now(), '2100-01-01');
INSERT INTO chatbot.help_topics (region_id, question, answer, source, source_date)
VALUES (1, 'q', 'a', 's', now()), (2, 'q', 'a', 's', now()), (NULL, 'q', 'a', 's', now());
INSERT INTO chatbot.programmes (programme_name, description, region_id) VALUES ('둘', '', 2), ('전국', '', NULL);
INSERT INTO chatbot.safety_cases (turn_id, region_id, label, level, masked_text)
VALUES (gen_random_uuid(), 1, 'abuse', 'crisis', '하나'), (gen_random_uuid(), 2, 'abuse', 'crisis', '둘'),
       (gen_random_uuid(), NULL, 'abuse', 'crisis', '모름');
INSERT INTO chatbot.import_batches (region_id, file_name, file_hash)
VALUES (2, 'b.xlsx', decode(repeat('01', 32), 'hex'));
INSERT INTO chatbot.import_changes (batch_id, shop_id) VALUES (1, 1), (2, 2);
INSERT INTO chatbot.shop_reports (shop_id, kind, reporter_hash)
SELECT id, 'closed', decode(repeat('01', 32), 'hex') FROM chatbot.shops;
INSERT INTO chatbot.reservations (request_id, user_id, shop_id, people, reserved_for)
VALUES (gen_random_uuid(), 1, 1, 2, now()), (gen_random_uuid(), 2, 2, 2, now());
INSERT INTO chatbot.order_items (order_id, menu_name, unit_price, quantity) VALUES (1, 'a', 1, 1), (2, 'b', 1, 1);
INSERT INTO chatbot.order_discounts (order_id, coupon_id, discount_amount) VALUES (1, 'W3000', 1), (2, 'W3000', 1);
INSERT INTO chatbot.coupon_ledger (wallet_id, coupon_id, entry, order_id, shop_id, amount)
VALUES (70, 'W3000', 'USED', 1, 1, 1), (71, 'W3000', 'USED', 2, 2, 1);
INSERT INTO chatbot.foodcard_holds (card_id, order_id, amount) VALUES (1, 1, 1), (2, 2, 1);
INSERT INTO chatbot.card_transactions (card_id, transaction_hash, status, amount, merchant_name, occurred_at)
VALUES (1, '\x01', 'APPROVED', 1, 'a', now()), (2, '\x02', 'APPROVED', 1, 'b', now());
INSERT INTO chatbot.guardian_links (guardian_user_id, child_user_id) VALUES (3, 1), (3, 2);
INSERT INTO chatbot.audit_log (region_id, action, subject_type, subject_id)
VALUES (1, 'view', 'users', '1'), (2, 'view', 'users', '2'), (NULL, 'view', 'jobs', '1');
INSERT INTO chatbot.outbox (dedupe_key, user_id, region_id, channel, kind, is_advertisement, payload, send_before)
VALUES ('second', 2, 2, 'kakao', 'aid', FALSE, '\x00', '2100-01-01');
INSERT INTO chatbot.link_codes (code_hash, purpose, region_id, birth_year, card_ref_enc, card_ref_hash, expires_at)
VALUES (decode(repeat('02', 32), 'hex'), 'child', 2, 2013, '\x01', '\x01', '2100-01-01');
