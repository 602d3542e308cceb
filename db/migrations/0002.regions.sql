-- Regions, what their meal card allows, places people name, and places that help.
-- depends: 0001.schemas

CREATE TABLE chatbot.regions (
    id SERIAL PRIMARY KEY,
    region_name VARCHAR(60) NOT NULL UNIQUE,
    card_name VARCHAR(60),
    contact_name VARCHAR(100) NOT NULL,
    contact_phone VARCHAR(20) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE chatbot.regions IS 'Local governments that run a meal card. Operators see only theirs.';
COMMENT ON COLUMN chatbot.regions.contact_name IS 'Whom to ask about the card, as a child would be told.';
CREATE TRIGGER regions_updated_at BEFORE UPDATE ON chatbot.regions
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();

CREATE TABLE chatbot.region_card_rules (
    id SERIAL PRIMARY KEY,
    region_id INTEGER NOT NULL REFERENCES chatbot.regions (id) ON DELETE CASCADE,
    valid_from DATE NOT NULL,
    meal_amount INTEGER NOT NULL CHECK (meal_amount > 0),
    daily_limit INTEGER CHECK (daily_limit >= meal_amount),
    charge_day SMALLINT NOT NULL CHECK (charge_day BETWEEN 1 AND 31),
    charge_amount INTEGER CHECK (charge_amount > 0),
    usable_from TIME NOT NULL DEFAULT '00:00',
    usable_until TIME NOT NULL DEFAULT '23:59',
    goods_not_allowed TEXT[] NOT NULL DEFAULT '{}',
    rest_expires BOOLEAN NOT NULL DEFAULT TRUE,
    source TEXT NOT NULL,
    source_date DATE NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT region_card_rules_unique UNIQUE (region_id, valid_from)
);
COMMENT ON TABLE chatbot.region_card_rules IS 'What a region''s meal card pays, dated and sourced; the newest row not in the future holds.';
COMMENT ON COLUMN chatbot.region_card_rules.meal_amount IS 'Won for one meal.';
COMMENT ON COLUMN chatbot.region_card_rules.charge_amount IS 'Won charged on charge_day; NULL where it differs by child.';
COMMENT ON COLUMN chatbot.region_card_rules.goods_not_allowed IS 'menus.goods_kind values that the card does not pay.';
COMMENT ON COLUMN chatbot.region_card_rules.rest_expires IS 'What is left on the last day of the month is lost.';

CREATE TABLE chatbot.places (
    id SERIAL PRIMARY KEY,
    place_name VARCHAR(100) NOT NULL,
    kind VARCHAR(20) NOT NULL CHECK (kind IN (
        'sido', 'sigungu', 'dong', 'dong_group', 'subway', 'campus', 'park', 'district', 'market'
    )),
    aliases TEXT[] NOT NULL DEFAULT '{}',
    latitude DOUBLE PRECISION NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude DOUBLE PRECISION NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    sido VARCHAR(40) NOT NULL DEFAULT '',
    sigungu VARCHAR(40) NOT NULL DEFAULT '',
    data_source VARCHAR(200) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT places_unique UNIQUE (place_name, kind, sido, sigungu)
);
COMMENT ON TABLE chatbot.places IS 'Names that people use for where they are, with a point (WGS84 degrees).';

CREATE TABLE chatbot.help_places (
    id SERIAL PRIMARY KEY,
    region_id INTEGER REFERENCES chatbot.regions (id) ON DELETE CASCADE,
    help_name VARCHAR(100) NOT NULL,
    kind VARCHAR(20) NOT NULL CHECK (kind IN ('crisis', 'youth', 'police', 'school', 'welfare', 'meal')),
    phone VARCHAR(20) NOT NULL,
    hours VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    source TEXT NOT NULL,
    source_date DATE NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT help_places_unique UNIQUE NULLS NOT DISTINCT (region_id, help_name)
);
COMMENT ON TABLE chatbot.help_places IS 'Grown-up help: numbers and places to be named when food or safety is missing. region_id NULL is the whole country.';
