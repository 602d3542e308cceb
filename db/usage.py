"""How likely a coupon of a wallet is to be used (`user_coupon_wallet.usage_probability`), fitted from what happened.

A hierarchical Beta-binomial estimate (Gelman et al., Bayesian Data Analysis, 3rd ed., 5.1-5.3) with fixed prior weight:
the share of ended coupons that were used, of all, then of the way they were given, then of the coupon, then of the
person; each level begins at the one above as if that had been seen `WEIGHT` times, the first at one half. Coupons that
ended are USED or EXPIRED ones of a year; emergency aid is left out, for it says nothing of liking. The same rows give
the same numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db.pool import Connection

WEIGHT = 10.0
"""Ended coupons that a level must have for its own share to count as much as the level above."""

_LOOKED_AT = timedelta(days=365)

_FIT = """
WITH ended AS (
    SELECT user_id, coupon_id, acquisition_source, (status = 'USED')::int AS used
    FROM chatbot.user_coupon_wallet
    WHERE status IN ('USED', 'EXPIRED') AND acquisition_source <> 'EMERGENCY_ASSIST'
      AND issued_at >= $1::timestamptz - $2::interval AND issued_at < $1
), whole AS (
    SELECT (coalesce(sum(used), 0) + $3::float8 * 0.5) / (count(*) + $3) AS share FROM ended
), by_source AS (
    SELECT acquisition_source, (sum(used) + $3 * (SELECT share FROM whole)) / (count(*) + $3) AS share
    FROM ended GROUP BY acquisition_source
), by_coupon AS (
    SELECT coupon_id, sum(used) AS used, count(*) AS ended FROM ended GROUP BY coupon_id
), by_person AS (
    SELECT user_id, sum(used) AS used, count(*) AS ended FROM ended GROUP BY user_id
), fitted AS (
    SELECT w.id, round(((coalesce(p.used, 0) + $3 * (
               (coalesce(c.used, 0) + $3 * coalesce(s.share, whole.share)) / (coalesce(c.ended, 0) + $3)
           )) / (coalesce(p.ended, 0) + $3))::numeric, 3) AS probability
    FROM chatbot.user_coupon_wallet w
    CROSS JOIN whole
    LEFT JOIN by_source s USING (acquisition_source)
    LEFT JOIN by_coupon c USING (coupon_id)
    LEFT JOIN by_person p USING (user_id)
    WHERE w.status = 'ACTIVE'
)
UPDATE chatbot.user_coupon_wallet w SET usage_probability = fitted.probability
FROM fitted WHERE fitted.id = w.id AND w.usage_probability <> fitted.probability
RETURNING w.id
"""


async def fit(connection: Connection, at: datetime) -> int:
    """Estimate it anew for every ACTIVE coupon from what ended in the year before `at`; returns how many changed."""
    return len(await connection.fetch(_FIT, at, _LOOKED_AT, WEIGHT))
