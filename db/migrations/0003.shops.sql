-- The catalogue: shops, their menus, facilities and reviews.
-- depends: 0002.regions

CREATE TABLE chatbot.shops (
    id SERIAL PRIMARY KEY,
    shop_name VARCHAR(200) NOT NULL,
    category VARCHAR(100) NOT NULL CHECK (category IN (
        '한식', '중식', '일식', '양식', '치킨', '피자', '패스트푸드',
        '분식', '카페/디저트', '도시락/죽', '프랜차이즈', '기타음식', '편의점'
    )),
    address_name TEXT NOT NULL,
    road_address_name TEXT,
    normalised_name TEXT NOT NULL GENERATED ALWAYS AS (lower(regexp_replace(shop_name, '[^가-힣A-Za-z0-9]', '', 'g'))) STORED,
    normalised_address TEXT NOT NULL GENERATED ALWAYS AS (lower(regexp_replace(address_name, '[^가-힣A-Za-z0-9-]', '', 'g'))) STORED,
    region_id INTEGER REFERENCES chatbot.regions (id),
    is_good_influence_shop BOOLEAN NOT NULL DEFAULT FALSE,
    is_food_card_shop CHAR(1) NOT NULL DEFAULT 'U' CHECK (is_food_card_shop IN ('Y', 'N', 'P', 'U')),
    food_card_note TEXT,
    is_coupon_partner BOOLEAN NOT NULL DEFAULT FALSE,
    kiosk BOOLEAN NOT NULL DEFAULT FALSE,
    business_hours JSONB,
    phone VARCHAR(20),
    owner_message TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    geo_precision VARCHAR(10) NOT NULL DEFAULT 'none' CHECK (geo_precision IN ('address', 'dong', 'sigungu', 'none')),
    current_status VARCHAR(20) NOT NULL DEFAULT 'UNKNOWN' CHECK (current_status IN ('OPEN', 'CLOSED', 'BREAK_TIME', 'UNKNOWN')),
    popularity_score NUMERIC(4, 3) NOT NULL DEFAULT 0 CHECK (popularity_score BETWEEN 0 AND 1),
    quality_score NUMERIC(4, 3) NOT NULL DEFAULT 0 CHECK (quality_score BETWEEN 0 AND 1),
    recommendation_count INTEGER NOT NULL DEFAULT 0 CHECK (recommendation_count >= 0),
    data_source VARCHAR(50) NOT NULL DEFAULT 'manual',
    fetched_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT shops_name_address_unique UNIQUE (normalised_name, normalised_address),
    CONSTRAINT shops_location_check CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
    CONSTRAINT shops_precision_check CHECK ((latitude IS NULL OR longitude IS NULL) = (geo_precision = 'none')),
    CONSTRAINT shops_point_whole CHECK ((latitude IS NULL) = (longitude IS NULL))
);
COMMENT ON TABLE chatbot.shops IS 'Places to eat and convenience stores. Unknown hours, acceptance and points stay unknown.';
COMMENT ON COLUMN chatbot.shops.is_food_card_shop IS 'Meal card: Y taken, N not taken, P partly (food_card_note says how), U unknown.';
COMMENT ON COLUMN chatbot.shops.business_hours IS 'By weekday name and "holiday": {"open","close","break_start","break_end","last_order"} as HH:MM or {"closed": true}; a close at or before open is on the next day.';
COMMENT ON COLUMN chatbot.shops.geo_precision IS 'How exact the point is: address, middle of a dong or sigungu, or none.';
COMMENT ON COLUMN chatbot.shops.current_status IS 'For reports; a turn computes open or closed from business_hours.';
COMMENT ON COLUMN chatbot.shops.data_source IS '''sample'' rows are never served through a real channel.';
CREATE INDEX idx_shops_category ON chatbot.shops (category);
CREATE INDEX idx_shops_region ON chatbot.shops (region_id);
CREATE INDEX idx_shops_location ON chatbot.shops (latitude, longitude);
CREATE INDEX idx_shops_popularity ON chatbot.shops (popularity_score DESC);
CREATE INDEX idx_shops_good_influence ON chatbot.shops (is_good_influence_shop) WHERE is_good_influence_shop;
CREATE INDEX idx_shops_food_card ON chatbot.shops (is_food_card_shop) WHERE is_food_card_shop <> 'N';
CREATE INDEX idx_shops_status ON chatbot.shops (current_status) WHERE current_status = 'OPEN';
CREATE INDEX idx_shops_name_trgm ON chatbot.shops USING gin (shop_name gin_trgm_ops);
CREATE TRIGGER shops_updated_at BEFORE UPDATE ON chatbot.shops
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.menus (
    id SERIAL PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    menu_name VARCHAR(200) NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    price_as_of DATE,
    description TEXT,
    category VARCHAR(100) CHECK (category IN ('메인메뉴', '세트메뉴', '사이드메뉴', '음료', '디저트', '기타')),
    goods_kind VARCHAR(30),
    is_available BOOLEAN NOT NULL DEFAULT TRUE,
    is_popular BOOLEAN NOT NULL DEFAULT FALSE,
    options JSONB,
    allergens TEXT[],
    dietary_tags TEXT[] NOT NULL DEFAULT '{}',
    dietary_info VARCHAR(200),
    recommendation_frequency INTEGER NOT NULL DEFAULT 0 CHECK (recommendation_frequency >= 0),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT menus_shop_name_unique UNIQUE (shop_id, menu_name)
);
COMMENT ON TABLE chatbot.menus IS 'What a shop sells; price in won.';
COMMENT ON COLUMN chatbot.menus.allergens IS 'Known allergens; an empty array is known to hold none, NULL is unknown.';
COMMENT ON COLUMN chatbot.menus.goods_kind IS 'Kind of a convenience-store article, as in region_card_rules.goods_not_allowed.';
COMMENT ON COLUMN chatbot.menus.options IS '{"size": [{"name", "price"}], "spicy": […], "extras": […]}, price as a difference in won.';
CREATE INDEX idx_menus_price ON chatbot.menus (price);
CREATE INDEX idx_menus_available ON chatbot.menus (shop_id) WHERE is_available;
CREATE INDEX idx_menus_popular ON chatbot.menus (shop_id) WHERE is_popular;
CREATE TRIGGER menus_updated_at BEFORE UPDATE ON chatbot.menus
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.shop_facilities (
    shop_id INTEGER PRIMARY KEY REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    seats INTEGER CHECK (seats >= 0),
    max_group INTEGER CHECK (max_group >= 1),
    rooms INTEGER CHECK (rooms >= 0),
    is_reservable BOOLEAN,
    has_baby_chair BOOLEAN,
    has_parking BOOLEAN,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.shop_facilities IS 'Seats and rooms; NULL is unknown.';
CREATE TRIGGER shop_facilities_updated_at BEFORE UPDATE ON chatbot.shop_facilities
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.reviews (
    id BIGSERIAL PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    rating SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    review_text TEXT,
    visited_month DATE NOT NULL,
    data_source VARCHAR(50) NOT NULL DEFAULT 'chat',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.reviews IS 'Masked words about a visit; no author is kept.';
CREATE INDEX idx_reviews_shop ON chatbot.reviews (shop_id, visited_month DESC);
