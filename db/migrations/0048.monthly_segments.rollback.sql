DROP TABLE analytics.monthly_segments;
