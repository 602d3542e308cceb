"""From text to `Meaning`. Pure after loading: `Lexicon.load` and the classifier's load are the only I/O."""

from core.nlu.lexicon import Lexicon
from core.nlu.understanding import Understanding

__all__ = ["Lexicon", "Understanding"]
