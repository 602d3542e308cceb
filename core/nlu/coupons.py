"""A coupon by name, kind or code; a bare 쿠폰 is none (`annotation.md`: coupon). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from core.nlu.text import CLUES, Page

_NOUN = r"쿠폰|할인권|교환권|상품권|식권|바우처|기프티콘|이용권|무료권|금액권|관람권|응모권"
_COUPON = CLUES.clue(_NOUN)
_CODE = CLUES.clue(
    r"(?<![A-Za-z0-9])(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])(?!GS25|MGC|CU\b"
    r"|N\d)[A-Z0-9]{2,}(?:-?[A-Z0-9]+)*(?![A-Za-z0-9])"
)
_LOWER_CODE = CLUES.clue(r"(?:코드|번호)(?:는|가|이|:)?\s?(?P<code>[A-Za-z]{2,}\d{2,}[A-Za-z0-9]*)")
_CODE_SUBJECT = CLUES.clue(r"쿠폰|코드|번호|등록|입력|할인|치는|치나|쳐|써|쓰|넣|적는|적어|어디다")
_AMOUNT = (
    r"(?:\d[\d,]*|[일이삼사오육칠팔구]?[천만백]|[일이삼사오육칠팔구]\s?[천만])(?:천|만"
    r"|백)?\s?원\s?(?:짜리|어치)?\s?"
)
_AMOUNT_NOTE = CLUES.clue(
    rf"(?<![가-힣A-Za-z0-9]){_AMOUNT.removesuffix(chr(92) + 's?')}권(?=\s?(?:등록|쿠폰|쓰|써|사용|어디|받|만료|코드))"
)
_RATE = r"\d{1,3}\s?(?:%|프로|퍼센트|퍼)\s?"
_NOT_PART = re.compile(
    r"^(?:내|제|이|그|저|무슨|어떤|그냥|다른|남은|받은|쓸|쓴|안|못|왜|새|모든|전체|우리|니|네|거기"
    r"|여기|아까|혹시|이번|이거|무료로|줬던|준|줄|있는|없는|하는|되는|가능한|만료된|사용|미사용"
    r"|그럼|근데|어제|오늘|나|나도|저도|아니|야|얌|이벤트로|아|좀|더|또)$"
)
_ATTACHED = CLUES.clue(
    rf"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9+%]{{1,12}}?)(?P<noun>{_NOUN})(?!함|북|창|팩|번호|코드|입력)"
)
_FOOD_COUPON = CLUES.clue(
    rf"(?<![가-힣A-Za-z0-9])(?P<food>[가-힣]{{2,8}})\s(?P<noun>{_NOUN})(?!함|북|창|팩|번호|코드|입력|되|돼|쓰|써)"
)
_REFUSED = re.compile(r"\s?(?:은|는|이)?\s?(?:말고|말구|아니고|빼고)")
_AFTER_NOUN = re.compile(r"함|북|창|번호|코드|입력")


class Coupons:
    """Reads coupons by the kinds of the lexicon; a shop's name before 쿠폰 is the shop's."""

    def __init__(self, kinds: Sequence[str], shop_names: frozenset[str], foods: Collection[str] = frozenset()) -> None:
        kind = "|".join(sorted((re.escape(kind).replace(r"\ ", r"\s?") for kind in kinds), key=len, reverse=True))
        self._kinds = frozenset(word.replace(" ", "") for word in kinds)
        self._shops = shop_names
        self._foods = frozenset(food for food in foods if len(food) > 1)
        self._named = re.compile(
            rf"(?<![가-힣A-Za-z0-9])(?P<whole>(?:(?:{_AMOUNT}|{_RATE}"
            rf"|(?:{kind})(?:용)?\s?)(?:할인\s?)?){{1,4}}(?:{_NOUN}))"
        )

    def read(self, page: Page) -> str | None:
        """The coupon of the page as typed; its words are claimed."""
        text = page.clean
        code = page.search(_CODE)
        if code and page.search(_CODE_SUBJECT):
            page.claim(code.start(), code.end())
            return code.group()
        if lower := page.search(_LOWER_CODE):
            page.claim(lower.start("code"), lower.end("code"))
            return lower["code"]
        if note := page.search(_AMOUNT_NOTE):
            page.claim(note.start(), note.end())
            return note.group()
        if not page.says(_COUPON):
            return None
        found = self._by_kind(page) or self._by_food(page) or self._attached(page)
        return None if found and _REFUSED.match(text, text.find(found) + len(found)) else found

    def _by_kind(self, page: Page) -> str | None:
        for match in self._named.finditer(page.clean):
            if _AFTER_NOUN.match(page.clean, match.end()):
                continue
            page.claim(match.start(), match.end())
            return match["whole"]
        return None

    def _by_food(self, page: Page) -> str | None:
        """아이스크림 쿠폰: what the coupon gives is its name, and no wish."""
        for match in page.finditer(_FOOD_COUPON):
            if (
                match["food"] in self._foods
                and match["food"] not in self._shops
                and not _AFTER_NOUN.match(page.clean, match.end())
            ):
                page.claim(match.start(), match.end())
                return match.group()
        return None

    def _attached(self, page: Page) -> str | None:
        """Any other word grown together with 쿠폰 (봄맞이쿠폰), and 교환권 or 식권 by themselves."""
        text = page.clean
        for match in page.finditer(_ATTACHED):
            if (
                match["name"] in self._shops
                or _NOT_PART.match(match["name"])
                or match["name"][-1] in "은는이가의을를도에"
            ):
                continue
            page.claim(match.start(), match.end())
            return match.group()
        alone = re.search(r"교환권|상품권|식권|바우처|기프티콘|할인권", text)
        if alone is None:
            return None
        page.claim(alone.start(), alone.end())
        return alone.group()
