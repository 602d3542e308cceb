-- How many people came how often, month by month; counts only, so they stay when the people are gone.
-- depends: 0047.outbox_doubt

CREATE TABLE analytics.monthly_segments (
    month DATE NOT NULL,
    segment VARCHAR(20) NOT NULL,
    person_count INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (month, segment),
    CONSTRAINT monthly_segments_month_check CHECK (extract(day FROM month) = 1),
    CONSTRAINT monthly_segments_segment_check CHECK (segment IN ('new', 'loyal', 'regular', 'fading', 'gone')),
    CONSTRAINT monthly_segments_count_check CHECK (person_count > 0)
);
COMMENT ON TABLE analytics.monthly_segments IS 'People at the end of a month (KST) by how they come: new (first turn in it), loyal (on 8 days of it), regular (in it), fading (in the two before), gone.';
GRANT SELECT, INSERT, DELETE ON analytics.monthly_segments TO app_user;
