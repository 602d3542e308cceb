"""Orders at partner shops: a price with coupons, a voucher, and the shop's word that makes it true (domain.md 6)."""
