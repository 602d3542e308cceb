"""What a coupon takes off."""
