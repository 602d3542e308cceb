"""Measures: what a turn costs beside the barest handler, in one run on one machine (quality.md)."""
