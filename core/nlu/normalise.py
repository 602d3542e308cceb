"""From letters as typed to letters as meant: widths, stretched letters, jamo short forms, common misspellings. Pure."""

from __future__ import annotations

import re
import unicodedata

from core.nlu.lexicon import Lexicon
from core.nlu.repair import Repair
from core.nlu.text import Page, Words

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE6: ord("₩")}
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_PICTURES = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u3030\u303d]+")
_PLAIN = re.compile(r"[가-힣ㄱ-ㅣ\x20-\x7e]*")  # of most messages nothing else stands in the way
_DOUBLED = re.compile(r"(.)\1")
_STRETCHED_SIGN = re.compile(r"([^\w\s])\1+|([ㅋㅎㅠㅜㅡㅇㄷㅏㅓㅗㅣ!?])\2{2,}")
_STRETCHED_SYLLABLE = re.compile(r"([가-힣])\1{2,}")
_TRAILING_VOWEL = re.compile(r"([가-힣])([아어오우이으에애])\2+")
_WORD = re.compile(r"[^\s.,!?~]+")
_LAUGHTER = re.compile(r"(?<=[가-힣ㄱ-ㅎ])[ㅋㅎㅠㅜ]+$")
_VOWELS = 28 * 21
_REPAIRED = frozenset({"dish", "dessert", "drink", "cuisine"})
_KEY_WORDS = frozenset({"알레르기", "편의점", "곱빼기", "급식카드"})


class Normaliser:
    """Turns what a person typed into a `Page`; keeps the original beside it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._whole = dict(lexicon.whole_words)
        self._parts = Words(dict(lexicon.word_parts))
        self._pictures = dict(lexicon.pictures)
        self._repair = Repair(_names(lexicon), _words(lexicon))

    def __call__(self, text: str) -> Page:
        """The page of `text`; letter case and everything that may be a name or a code stay as typed."""
        clean = text if _PLAIN.fullmatch(text) else self._plain(text)
        clean = " ".join(clean.split())
        if _DOUBLED.search(clean):
            clean = _STRETCHED_SIGN.sub(lambda sign: sign.group()[0] * (1 if sign[1] else 2), clean)
            clean = _TRAILING_VOWEL.sub(_without_echo, _STRETCHED_SYLLABLE.sub(r"\1", clean))
        page = Page(raw=text, clean=_WORD.sub(self._mend_word, clean))
        mended = self._repair(self._mend_parts(page))
        return page if mended == page.clean else Page(raw=text, clean=mended)

    def _plain(self, text: str) -> str:
        """The text in composed letters of usual width, without unseen signs, and with what pictures say."""
        clean = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
        return _PICTURES.sub(self._said_by_pictures, _UNSEEN.sub("", clean))

    def _said_by_pictures(self, pictures: re.Match[str]) -> str:
        """🍕 먹고싶다 wishes pizza; behind a word or at the end a picture is only an ornament."""
        before, after = pictures.string[: pictures.start()], pictures.string[pictures.end() :]
        if (before and not before.endswith(" ")) or (before.strip() and not after.strip()):
            return " "
        named = dict.fromkeys(self._pictures.get(picture, "") for picture in pictures.group())
        return " ".join(["", *filter(None, named), ""]) if any(named) else " "

    def _mend_word(self, word: re.Match[str]) -> str:
        written = word.group()
        meant = self._whole.get(written)
        if meant is not None:
            return meant
        laughter = _LAUGHTER.search(written)
        if laughter is None:
            return written
        core = written[: laughter.start()]
        return self._whole.get(core, core) + laughter.group()

    def _mend_parts(self, page: Page) -> str:
        text = page.clean
        pieces, index = [], 0
        for match in self._parts.find(page):
            pieces += [text[index : match.start], match.value]
            index = match.end
        return "".join([*pieces, text[index:]])


def _names(lexicon: Lexicon) -> dict[str, str]:
    dishes = {word: food.name for word, food in lexicon.foods.items() if food.kind in _REPAIRED}
    return {**{word: word for word in _KEY_WORDS}, **dishes}


def _words(lexicon: Lexicon) -> frozenset[str]:
    return (
        frozenset()
        .union(
            lexicon.ordinary, lexicon.foods, lexicon.shop_names, lexicon.options, lexicon.not_shops, lexicon.not_dishes
        )
        .union(lexicon.companions, lexicon.tastes, *lexicon.places.values())
    )


def _without_echo(stretch: re.Match[str]) -> str:
    """배고파아아 is 배고파, but 아아 alone is an iced americano: the echo repeats the open vowel before it."""
    before, echo = ord(stretch[1]) - 0xAC00, ord(stretch[2]) - 0xAC00
    same_vowel = before % 28 == 0 and before % _VOWELS == echo % _VOWELS
    return stretch[1] if same_vowel else stretch.group()
