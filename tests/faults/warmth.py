"""Imported by the server from which web processes are forked: the patterns it compiled are compiled in each."""

from __future__ import annotations

from bot.understanding import load_understanding, place_names

load_understanding(place_names())
