"""The places of the sample, read once for all that looks at them."""

from __future__ import annotations

from bot.config import ROOT
from bot.sample.files import read_places

DATA = ROOT / "data"
PLACES = read_places(DATA)
