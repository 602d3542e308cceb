-- How the catalogue is mended: what visitors report, what is imported and can be taken back, and who is told.
-- depends: 0020.operators

CREATE TABLE chatbot.import_batches (
    id SERIAL PRIMARY KEY,
    operator_id INTEGER REFERENCES chatbot.operators (id),
    region_id INTEGER REFERENCES chatbot.regions (id),
    file_name VARCHAR(200) NOT NULL,
    file_hash BYTEA NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'running',
    row_count INTEGER NOT NULL DEFAULT 0,
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    menus INTEGER NOT NULL DEFAULT 0,
    warnings JSONB NOT NULL DEFAULT '[]',
    errors JSONB NOT NULL DEFAULT '[]',
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    undone_at TIMESTAMPTZ,
    CONSTRAINT import_batches_hash_check CHECK (octet_length(file_hash) = 32),
    CONSTRAINT import_batches_state_check CHECK (state IN ('running', 'done', 'failed', 'undone')),
    CONSTRAINT import_batches_finished_check CHECK ((state = 'running') = (finished_at IS NULL)),
    CONSTRAINT import_batches_undone_check CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT import_batches_counts_check CHECK (inserted >= 0 AND updated >= 0 AND rejected >= 0 AND menus >= 0),
    CONSTRAINT import_batches_whole CHECK (state IN ('running', 'failed') OR row_count = inserted + updated + rejected)
);
COMMENT ON TABLE chatbot.import_batches IS 'Files of shops taken into the catalogue; every row counts once in inserted, updated or rejected.';
COMMENT ON COLUMN chatbot.import_batches.file_hash IS 'SHA-256 of the file.';
COMMENT ON COLUMN chatbot.import_batches.errors IS '[{"row", "column", "reason"}], one for every rejected row.';
CREATE INDEX idx_import_batches_region ON chatbot.import_batches (region_id, started_at DESC);

CREATE TABLE chatbot.import_changes (
    batch_id INTEGER NOT NULL REFERENCES chatbot.import_batches (id) ON DELETE CASCADE,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    before JSONB,
    changed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (batch_id, shop_id),
    CONSTRAINT import_changes_before_check CHECK (jsonb_typeof(before) = 'object')
);
COMMENT ON TABLE chatbot.import_changes IS 'What an import can be taken back by: each shop it touched.';
COMMENT ON COLUMN chatbot.import_changes.before IS 'Columns of the shop as they were before the import; NULL where the import brought the shop.';
COMMENT ON COLUMN chatbot.import_changes.changed_at IS 'shops.updated_at as the import left it; a shop that was changed since is not taken back.';
CREATE INDEX idx_import_changes_shop ON chatbot.import_changes (shop_id);

CREATE TABLE chatbot.shop_reports (
    id BIGSERIAL PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id) ON DELETE CASCADE,
    kind VARCHAR(20) NOT NULL,
    reporter_hash BYTEA,
    state VARCHAR(10) NOT NULL DEFAULT 'open',
    reported_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    decided_at TIMESTAMPTZ,
    decided_by INTEGER REFERENCES chatbot.operators (id),
    CONSTRAINT shop_reports_kind_check CHECK (kind IN ('closed', 'card_refused', 'price')),
    CONSTRAINT shop_reports_state_check CHECK (state IN ('open', 'confirmed', 'rejected')),
    CONSTRAINT shop_reports_reporter_check CHECK ((state = 'open') = (reporter_hash IS NOT NULL)),
    CONSTRAINT shop_reports_hash_check CHECK (octet_length(reporter_hash) = 32),
    CONSTRAINT shop_reports_decided_check CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT shop_reports_decider_check CHECK (state <> 'open' OR decided_by IS NULL)
);
COMMENT ON TABLE chatbot.shop_reports IS 'What people said was wrong with a shop. Two independent ones are enough to doubt it and to ask an operator.';
COMMENT ON COLUMN chatbot.shop_reports.reporter_hash IS 'Keyed hash of account and shop, only to tell two reporters apart; dropped when the shop is decided.';
CREATE UNIQUE INDEX shop_reports_once_each ON chatbot.shop_reports (shop_id, kind, reporter_hash) WHERE state = 'open';
CREATE INDEX idx_shop_reports_open ON chatbot.shop_reports (reported_at) WHERE state = 'open';

ALTER TABLE chatbot.shops ADD COLUMN is_listed BOOLEAN NOT NULL DEFAULT TRUE;
COMMENT ON COLUMN chatbot.shops.is_listed IS 'Shown to people. FALSE once closed for good, or when the import that brought it is taken back.';

CREATE FUNCTION chatbot.announce_shop() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_old JSONB := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    v_new JSONB := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
BEGIN
    PERFORM pg_notify('catalogue', shop_id)
    FROM (VALUES (v_old ->> TG_ARGV[0]), (v_new ->> TG_ARGV[0])) AS touched (shop_id)
    WHERE shop_id IS NOT NULL;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION chatbot.announce_shop IS 'NOTIFY catalogue with the shop''s id, by which every process refreshes that row of its snapshot. The argument names the column that holds the id.';
CREATE TRIGGER shops_announce AFTER INSERT OR DELETE OR UPDATE OF
        shop_name, category, address_name, road_address_name, region_id, is_good_influence_shop, is_food_card_shop,
        food_card_note, is_coupon_partner, kiosk, business_hours, phone, latitude, longitude, geo_precision, is_listed
    ON chatbot.shops FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('id');
CREATE TRIGGER menus_announce AFTER INSERT OR DELETE OR UPDATE OF
        shop_id, menu_name, price, price_as_of, category, goods_kind, is_available, is_popular, options, allergens,
        dietary_tags
    ON chatbot.menus FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('shop_id');
CREATE TRIGGER shop_facilities_announce AFTER INSERT OR DELETE OR UPDATE
    ON chatbot.shop_facilities FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('shop_id');
CREATE TRIGGER reviews_announce AFTER INSERT OR DELETE OR UPDATE
    ON chatbot.reviews FOR EACH ROW EXECUTE FUNCTION chatbot.announce_shop('shop_id');
