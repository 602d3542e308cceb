"""How a dish is made or sized (`annotation.md`: menu_options). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from core.nlu.text import CLUES, Match, Page, Words

_ADD = CLUES.clue(
    r"(?<![가-힣A-Za-z])(?P<what>[가-힣A-Za-z]{1,14}?)(?P<particle>을|를|만"
    r"|도|은|는)?(?P<gap>\s?)(?P<verb>추가|많이|적게|따로)"
    r"(?=하|해|로|되|돼|는|가|를|도|시|좀|할|한|$|\s|[?!.,~ㅋㅠㄱ]|달|줍|주|받|담|포장|요)"
)
_CHANGE = CLUES.clue(
    r"(?<![가-힣A-Za-z])(?P<what>[가-힣A-Za-z]{1,7}?[가-힣A-Za-z](?<!으))(?P<to>으로|로)\s?(?P<verb>변경|바꿔|바꾸|교체|바꿀)"
)
_GENERIC = frozenset({
    "얼마", "원", "시", "선택", "시간이", "시간", "고", "토핑", "사이즈", "옵션", "인원", "사람", "메뉴", "더",
    "금액", "돈", "뭐", "이거", "그거", "명", "한명", "주문", "양념", "음식", "쿠폰", "카드", "너무", "많이", "진짜",
    "친구", "친구가", "놈", "친구놈", "좀", "요금", "가격", "다른거", "다른",
})  # fmt: skip
_MEASURED = frozenset({"밥", "면", "양", "국물", "소스", "얼음", "야채", "고기", "시럽", "양념"})
"""What is asked for as much or little, and not as often as one likes to eat it."""
_SMALL_SIZE = CLUES.clue(
    r"(?<![가-힣])(?P<size>(?:특|대|중|소)(?:자|짜)|(?:특|대|중|소|보통)(?=\s?(?:사이즈|으로|로(?:\s|주|$|시))))(?![가-힣]{3})"
)
_COMPARED_SIZE = CLUES.clue(
    r"(?<![가-힣])(?P<size>특|보통|대|중|소)(?=\s?(?:이?랑|하고|허고|과|와|이나)\s?(?:곱빼기|특|보통|대|중|소)(?![가-힣]{2})|\s(?:차이|값|가격)|은?\s?얼마)"
)
_SCOOP = CLUES.clue(r"(?<!\d)(?:15|30)\s?(?:센치|센티|cm)|(?<![가-힣])[1-5]호(?=\s|이|로|는|사|짜|$)(?!선)")
_SPICE_LEVEL = CLUES.clue(r"(?<!\d)[0-9]단계|(?:일|이|삼|사|오)단계")
_SUGAR = CLUES.clue(r"당도\s?\d{1,3}\s?(?:%|프로|퍼센트)?")
_BOUND = re.compile(
    r"$|[\s?!.,~/ㅋㅎㅠ]|으로|로|이랑|랑|하고|은|는|이|가|도|만|요|되|돼|됨|됩|얼|가격|있|주|해|선택"
    r"|추가|이나|나|과|와|에\s|하면|하|한|허|용|짜리|메뉴|사이즈|맛|중|을|를|말고|인데|이요|부탁"
)
_STANDALONE = frozenset({"핫", "아이스", "뼈", "톨", "숏", "미니", "소자", "중자", "대자", "반반"})
_ENDS_ALONE = re.compile(r"(?:이랑|랑|이나|나|하고|으로|로|은|는|이|을|도|요|이요)?(?![가-힣A-Za-z])")
_INSTEAD = re.compile(r"말고|말구|대신")  # 국밥 말고 칼국수로 바꿀래 wishes another dish
_ASKS_CHANGE = re.compile(r"\S{0,2}\s?(?:되|돼|댐|됨|가능|할\s?수|하면|얼마|추가금)")
_NO_OPTION = re.compile(
    r"(?:원|명|시|역|요일|내일|모레|오늘|주말|평일|아침|점심|저녁|새벽|오전|오후|집|쪽|근처|동네|[첫두세네]째|번째?)$"
)  # 만원으로, 7시로, 일요일로, 서면역으로 바꿔
_SIZED = re.compile(r"[가-힣]로$")  # 라지로 추가 is the size
_SWAPPED = re.compile(r"(?<![가-힣A-Za-z])[가-힣A-Za-z]{1,7}(?:을|를)\s$")  # 음료를 커피로 변경 wishes no drink
_GRAIN = re.compile(r"(?:한|몇|두)\s$")  # 쌀 한 톨 is no size
_EATEN = re.compile(r"(?:을|를)?\s?먹(?:고(?!\s?싶|\s?시|파)|었|어서|다가)")  # 매운맛 먹고 혀 사망
_SERVED = re.compile(r"(?:요|이요)?\s?(?:주세요|줘요?|주실|달라|부탁)?[\s.!?~]*$")  # 깍두기 많이 주세요
_SOLD_APART = re.compile(r"\s?(?:파|판|팔|살\s?수|나오)")  # 공기밥만 따로 파나 asks of a dish
_TAKEAWAY = CLUES.clue(r"포장(?!마차|지|비)")
_REFUSED = re.compile(r"\s?(?:은|는)?\s?(?:말고|빼고|싫)")


class Options:
    """Reads options by the words of the lexicon and by 추가, 따로, 변경."""

    def __init__(
        self,
        options: Mapping[str, str],
        dishes: Collection[str] = frozenset(),
        foods: Collection[str] = frozenset(),
        drinks: Collection[str] = frozenset(),
    ) -> None:
        """`dishes` are wished rather than added; `foods` may end like a word with its particle (아보카도)."""
        self._words = Words(dict(options))
        self._dishes = frozenset(dishes)
        self._foods = frozenset(foods)
        self._drinks = frozenset(drinks)

    def read(self, page: Page, in_dialogue: bool = False) -> tuple[str, ...]:
        """The options in the order said, spelt as typed; 포장 counts only inside a dialogue."""
        found = [*self._additions(page), *self._changes(page)]
        text = page.clean
        for pattern in (_SPICE_LEVEL, _SUGAR, _SMALL_SIZE, _COMPARED_SIZE, _SCOOP):
            for match in page.finditer(pattern):
                if page.free(match.start(), match.end()):
                    page.claim(match.start(), match.end())
                    found.append((match.start(), match.group().strip()))
        for word in self._words.find(page):
            if _REFUSED.match(text, word.end) or _EATEN.match(text, word.end):
                page.claim(word.start, word.end)
            elif self._stands(page, word):
                page.claim(word.start, word.end)
                found.append((word.start, word.value))
        if in_dialogue and (takeaway := page.search(_TAKEAWAY)) and page.free(*takeaway.span()):
            page.claim(*takeaway.span())
            found.append((takeaway.start(), "포장"))
        return tuple(dict.fromkeys(value for _, value in sorted(found)))

    def _stands(self, page: Page, word: Match) -> bool:
        text = page.clean
        if not _BOUND.match(text, word.end):
            return False
        if word.value == "톨" and _GRAIN.search(text, 0, word.start):
            return False
        if word.value in _STANDALONE:
            return page.begins_word(word.start) and _ENDS_ALONE.match(text, word.end) is not None
        return page.begins_word(word.start) or word.end - word.start > 2

    def _apart(self, start: int, what: str) -> tuple[int, str]:
        """김치볶음밥에치즈: where what is added begins, and its name without the dish that it is added to."""
        dish, to, added = what.rpartition("에")
        glued = added and any(dish[place:] in self._dishes for place in range(len(dish)))
        return (start + len(dish) + len(to), added) if glued else (start, what)

    def _additions(self, page: Page) -> list[tuple[int, str]]:
        """치즈 추가, 소스 따로, 국물 많이."""
        found = []
        for match in page.finditer(_ADD):
            start, what = self._apart(match.start(), match["what"])
            if what + (match["particle"] or "") in self._foods:
                what += match["particle"] or ""
            if self._adds(match, what) and page.free(start, match.end()):
                page.claim(start, match.end())
                found.append((start, f"{what}{match['gap']}{match['verb']}"))
        return found

    def _adds(self, match: re.Match[str], what: str) -> bool:
        """Whether the verb asks for `what` to be added, served apart, or for more or less of it."""
        if match["verb"] in {"많이", "적게"}:
            served = what in self._foods and _SERVED.match(match.string, match.end()) is not None
            if not served and what not in _MEASURED:
                return False
        elif match["verb"] == "따로" and _SOLD_APART.match(match.string, match.end()):
            return False
        return bool(what) and what not in _GENERIC and not _SIZED.search(what)

    def _changes(self, page: Page) -> list[tuple[int, str]]:
        """라지로 변경, 감자튀김으로 바꿔."""
        found = []
        for match in page.finditer(_CHANGE):
            if self._is_changed(match) and page.free(match.start(), match.end()):
                swapped = _SWAPPED.search(match.string, 0, match.start())
                page.claim(swapped.start() if swapped else match.start(), match.end())
                found.append((match.start(), f"{match['what']}{match['to']} 변경"))
        return found

    def _is_changed(self, change: re.Match[str]) -> bool:
        """Whether a dish is changed; 짬뽕으로 바꿀래, 국밥 말고 칼국수로 바꿔줘 wish another one."""
        if change["what"] in _GENERIC or _NO_OPTION.search(change["what"]):
            return False
        drink = change["what"] in self._drinks and _SWAPPED.search(change.string, 0, change.start())
        another = (change["what"] in self._dishes and not drink) or _INSTEAD.search(
            change.string, 0, change.start()
        ) is not None
        return not another or _ASKS_CHANGE.match(change.string, change.end()) is not None
