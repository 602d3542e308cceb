DROP TRIGGER menus_announce_update ON chatbot.menus;
DROP TRIGGER menus_announce_delete ON chatbot.menus;
DROP TRIGGER menus_announce_insert ON chatbot.menus;
DROP TRIGGER shops_announce_update ON chatbot.shops;
DROP TRIGGER shops_announce_delete ON chatbot.shops;
DROP TRIGGER shops_announce_insert ON chatbot.shops;
DROP FUNCTION chatbot.announce_shops();
CREATE TRIGGER shops_announce AFTER INSERT OR DELETE OR UPDATE OF
        shop_name, category, address_name, road_address_name, region_id, is_good_influence_shop, is_food_card_shop,
        food_card_note, is_coupon_partner, kiosk, business_hours, phone, latitude, longitude, geo_precision, is_listed
    ON chatbot.shops FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('id');
CREATE TRIGGER menus_announce AFTER INSERT OR DELETE OR UPDATE OF
        shop_id, menu_name, price, price_as_of, category, goods_kind, is_available, is_popular, options, allergens,
        dietary_tags
    ON chatbot.menus FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('shop_id');
