"""Coupons: what a person holds, where it counts, what it takes off."""
