"""The data files of `data/`, checked and loaded: reference rows always, sample rows into an empty catalogue."""

from bot.sample.benefits import load_benefits
from bot.sample.files import SampleError, read_cards
from bot.sample.load import Loaded, load
from bot.sample.member import prepare_member
from bot.sample.reference import load_reference

__all__ = ["Loaded", "SampleError", "load", "load_benefits", "load_reference", "prepare_member", "read_cards"]
