"""Whole stories through the real doors of the real application. `README.md` says how to add one."""
