-- A list of 100,000 shops is announced once and not shop by shop: telling each took a sixth of its import, and every
-- process reads all anew anyway. Imports, and whatever else writes many shops at once, get this without knowing of it.
-- depends: 0026.catalogue_care

CREATE FUNCTION chatbot.announce_shops() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_shops INTEGER[];
    v_rows TEXT := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT %1$I AS shop FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT %1$I AS shop FROM old_rows'
        ELSE 'SELECT unnest(ARRAY[o.shop, n.shop]) AS shop
              FROM (SELECT id, %1$I AS shop, ROW(%2$s) AS told FROM old_rows) o
              JOIN (SELECT id, %1$I AS shop, ROW(%2$s) AS told FROM new_rows) n USING (id)
              WHERE o.told IS DISTINCT FROM n.told'
        END;
BEGIN
    EXECUTE 'SELECT array_agg(DISTINCT shop) FROM (' || format(v_rows, TG_ARGV[0], TG_ARGV[1]) || ') touched' INTO v_shops;
    IF cardinality(v_shops) >= 5000 THEN
        PERFORM pg_notify('catalogue', 'shops');
    ELSE
        PERFORM pg_notify('catalogue', shop::text) FROM unnest(v_shops) AS shop;
    END IF;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION chatbot.announce_shops IS 'NOTIFY catalogue with the id of every shop that a statement touched, by which every process refreshes those rows of its snapshot, or with ''shops'' from 5,000 on, upon which it reads all anew. The arguments name the column that holds the id, and those whose change counts.';

DROP TRIGGER shops_announce ON chatbot.shops;
CREATE TRIGGER shops_announce_insert AFTER INSERT ON chatbot.shops
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops('id');
CREATE TRIGGER shops_announce_delete AFTER DELETE ON chatbot.shops
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops('id');
CREATE TRIGGER shops_announce_update AFTER UPDATE ON chatbot.shops
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops(
        'id', 'shop_name, category, address_name, road_address_name, region_id, is_good_influence_shop,
        is_food_card_shop, food_card_note, is_coupon_partner, kiosk, business_hours, phone, latitude, longitude,
        geo_precision, is_listed');

DROP TRIGGER menus_announce ON chatbot.menus;
CREATE TRIGGER menus_announce_insert AFTER INSERT ON chatbot.menus
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops('shop_id');
CREATE TRIGGER menus_announce_delete AFTER DELETE ON chatbot.menus
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops('shop_id');
CREATE TRIGGER menus_announce_update AFTER UPDATE ON chatbot.menus
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION chatbot.announce_shops(
        'shop_id', 'shop_id, menu_name, price, price_as_of, category, goods_kind, is_available, is_popular, options,
        allergens, dietary_tags');
