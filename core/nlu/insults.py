"""An insult thrown at the bot; a curse beside a complaint or a wish is none (`domain.md` 10). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core.meaning import CHAT, Intent
from core.nlu.text import Page, Words

_SHORT = 12


class Insults:
    """Finds insults by the words of the lexicon (word to insult or curse)."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = Words(dict(words))

    def aimed_at_bot(self, text: str, intent: Intent) -> bool:
        """Whether the message only insults: an insulting word, or a bare curse, and no request with it."""
        if intent not in CHAT:
            return False
        page = Page(raw=text, clean=text)
        kinds = {match.value for match in self._words.find(page) if page.begins_word(match.start)}
        return "insult" in kinds or ("curse" in kinds and len(text) < _SHORT)
