"""A shop by the name people typed: chains, their short names, and names that look like a shop's. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from core.nlu.lexicon import Food
from core.nlu.text import CLUES, Match, Page, Words

_ENDING = (
    r"네|식당|국밥|반점|회관|가든|분식|떡집|칼국수|김밥|치킨|피자|버거|커피|베이커리|제과|제과점"
    r"|제과방|순대국|해장국|냉면|족발|보쌈|갈비|짬뽕|돈까스|돈가스|횟집|초밥|우동|만두|떡볶이|빵집"
    r"|다방|면옥|각|관|루|옥|당|정|집|마당|본가|"
    r"포차|숯불|삼겹살|찜닭|닭갈비|곱창|밥상|밥집|백반|국수|쌀국수|밀면|물회|순두부|닭강정|어묵|왕만두|고기국수|돼지국밥|장어|마라탕|도시락|죽|통닭|감자탕"
    r"|추어탕|설렁탕|곰탕|부엌|주방|키친|카페|라멘|카츠|토스트|핫도그"
)
_CANDIDATE = CLUES.clue(
    rf"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{{1,9}}?(?P<ending>{_ENDING})(?:(?<=[가-힣]{{4}})집)?)(?P<after>\s?(?:에서(?:요"
    rf"|는|도)?|입니다|인데|이라고|이요|이에요|예요|이야|말이야|에(?=\s)|은|는|이|도|의|랑|요|점|본점|가)?)(?=$|\s"
    rf"|[?!.,~ㅋㅠ])"
)
_ASKED_OF_SHOP = re.compile(
    r"\s?(?:오늘|내일|지금|일요일|월요일|주말|점심|점심때도|저녁|공휴일|추석|설날|아직|밤|새벽|아침|아직도"
    r"|주말에도|밤에도)?(?:에|은|도|에도)?\s?(?:몇\s?시|문\s?(?:여|열|닫)|영업|휴무|쉬는|쉬나|쉬어"
    r"|쉽니|브레이크|라스트|쿠폰|메뉴|옵션|전화|어디|위치|주소|가는\s?길|예약|자리|"
    r"[가-힣\d\s]{1,12}?(?:추가|얼마|가격|빼|따로|변경|되나|돼|있나|있어|들어가|사이즈|곱빼기))"
)
_INSTITUTION = re.compile(
    r"(?:[렸졌했었았겠있없]네|도서관|박물관|체육관|영화관|미술관|문화관|수당|식당가|걸루|걸로|기관|상담|예정|가정|[는한간온된운린었았했싶]당)$"
)  # 문 닫는당가 is how a sentence ends
_ASKED_BEFORE = re.compile(r"몇\s?시|얼마|얼매|추가|빼|따로|바꿔|섞|휴무|영업|문\s?(?:을\s?)?(?:여|열|닫)|예약")
_GENERIC = re.compile(
    r"^(?:학생|구내|기사|무한리필|한식|중식|일식|양식|무료|단체|근처|동네|유명한?|가까운|맛있는"
    r"|작은|우리|그|이|저|어느|그런|다른|첫째|둘째|두번째|첫번째|세번째|고기|아무|밥|술|저기|뷔페"
    r"|가정|이런|집|급식|혼밥|분식|옛날|시장|전문|매운|싼|제일|남의|친구|할머니|할매|엄마|아빠"
    r"|이모|고모|삼촌|친구들|애들|너|니|내|제|쟤|걔|얘|본인|자기)?(?:네|식당|집|밥집)$"
)
_FOOD_ENDINGS = frozenset(_ENDING.split("|")) - {
    "네",
    "식당",
    "반점",
    "회관",
    "가든",
    "분식",
    "제과",
    "각",
    "관",
    "루",
    "옥",
    "당",
    "정",
    "면옥",
    "집",
    "떡집",
    "빵집",
    "횟집",
}
_OWNER_PREFIX = re.compile(
    r"^(?:할매|할머니|이모|엄마손|엄마|고모|원조|명동|전주|부산|신당동|춘천|동네|왕|큰|장터|형제"
    r"|자매|삼대|남매|시골|고향|서울|종로|마포|청와|황금|행복|은혜|소문난|착한|욕쟁이|외할머니"
    r"|친정|정가네|원할머니)"
)
_ASKED_ANYWHERE = CLUES.clue(
    r"얼마|얼만|얼맙|얼매|값|가격|몇\s?시|휴무|쉬는|쉬나|쉬는지|문\s?(?:을\s?)?(?:여|열|닫)|영업|메뉴|추가|빼\s?(?:주|줘|달)|따로|곱빼기|들어(?:가|있)"
    r"|나오(?:나|는)|나와|사이즈|차이|맵게|맵기|순한맛|칼로리|단품|[소중대]짜|더\s?받|브레이크|예약|알레르기|성분"
)
_ASKED_OF_DISH = re.compile(
    r"얼마|얼만|얼맙|얼매|값|가격|추가|빼\s?(?:주|줘|달)|따로|곱빼기|들어(?:가|있)|사이즈|차이|맵게|맵기|매운가|매워|순한맛|칼로리|단품|세트"
    r"|[소중대특][자짜](?:\s|로|$)|더\s?받|\d단계|바꿔|변경|토핑|성분|알레르기|몇\s?(?:개|조각|인분)"
)
_LEADING = re.compile(r"^(?:그|저기|혹시|근데|그럼)?\s?(?P<name>[가-힣]{2,7})(?:의|에|에서)?\s(?P<next>[가-힣]{2,9})")
_NO_NAME = re.compile(r"[천만백십]원?$|^[일이삼사오육칠팔구]?[천만백]|시$|번$|째$|요$|역$|동$|[점녁침]$")
_SHORTEST_DISH, _LONGEST_DISH = 2, 9
_LEAST_FIRST_WORD = 4
_SAID_OF_IT = re.compile(  # 괜찮네, 6천원이네 are no shops
    r"(?:하|되|있|없|먹|좋|맛|괜찮|싸|많|멀|가깝|낫|비싸|예쁘|이쁘|[원명시분번개쯤]이|\d\S*)$"
)
_OF_AREA = re.compile(r"(?:우리|울)?\s?동네|근처|집\s?앞")  # 우리동네 is where one lives before it is a shop
_CONVENIENCE = CLUES.clue(r"편의점|(?<![가-힣])편의$")
_NOT_SHOP_AFTER = re.compile(r"\s?(?:말고|말구|빼고)")
_OF_BRAND = frozenset({"버거", "커피"})  # 노브랜드 버거 is its whole name
_LETTER = re.compile(r"[가-힣A-Za-z0-9]")
_PARTICLES = re.compile(
    r"(?:에서|에|은|는|이|가|도|의|로|으로|랑|이랑|하고|꺼|거|몇|쿠폰|메뉴|[가-힣]*점|요|까지|에선"
    r"|한테|세트|알바|기프티|집|카드|도시락|치킨|버거|커피|피자|떡볶이|토스트|매장|[ㅋㅠㅎㄱ])"
)


_NAME_BEFORE = re.compile(r"^(?P<word>[가-힣A-Za-z0-9]{2,5})\s$")
_IN_A_PHRASE = re.compile(
    r"(?:은|는|을|를|이|가|고|서|도|면|데|나|로|요|랑|어|아|줘|한|던|운|된|긴|의|에|까지|야|지|네|시|님|쪽|앞|옆|뒤|집|거|것|와|과)$"
)


class Shops:
    """Reads the shop: known names first, then unknown ones that end and are asked about like a shop."""

    def __init__(
        self,
        names: Mapping[str, str],
        categories: Mapping[str, str],
        not_names: Collection[str],
        foods: Mapping[str, Food],
        other_words: Collection[str],
        dish_words: Collection[str] = frozenset(),
    ) -> None:
        """`other_words` are places, companions and tastes: before a shop they are no part of its name.

        `dish_words` go before a dish and make one with it (로제 떡볶이, 순살 치킨), so they are no shop's name.
        """
        self._dish_words = frozenset(dish_words)
        self._names = names
        self._not_names = frozenset(not_names)
        self._known = Words(dict(names))
        self._convenience = {name for name, category in categories.items() if category == "편의점"}
        self._foods = foods
        self._other_words = frozenset(other_words)

    def read(self, page: Page, shown: Iterable[str] = (), *, in_talk: bool = False) -> tuple[str | None, bool]:
        """The shop as typed, claimed, and whether a convenience store is meant.

        `shown` are names the person saw. `in_talk`: a shop is held already, so a word that ends like a dish is one of
        its dishes.
        """
        convenience = page.says(_CONVENIENCE)
        if seen := self._of_shown(page, shown):
            return seen, convenience
        for match in self._known.find(page):
            if not self._is_whole(page, match):
                continue
            match = self._without_dish(page, match)  # noqa: PLW2901
            page.claim(match.start, match.end)
            if _NOT_SHOP_AFTER.match(page.clean, match.end):
                continue
            return page.clean[match.start : match.end], convenience or match.value in self._convenience
        return self._unknown(page, in_talk=in_talk), convenience

    def _of_shown(self, page: Page, shown: Iterable[str]) -> str | None:
        """새벽김밥 건대골목 by its whole name or its first word, which has to be long enough to be nothing else."""
        squeezed = page.clean.replace(" ", "")
        whole = [(name, r"\s?".join(map(re.escape, name.replace(" ", "")))) for name in shown]
        firsts = [(first, re.escape(first)) for first in (name.partition(" ")[0] for name, _ in whole)]
        firsts = [one for one in firsts if len(one[0]) >= _LEAST_FIRST_WORD and firsts.count(one) == 1]
        for name, pattern in (*whole, *firsts):
            if name.replace(" ", "") not in squeezed or name in self._foods or name in self._other_words:
                continue
            found = re.search(pattern, page.clean)
            if found is None or _OF_AREA.match(name) or _NOT_SHOP_AFTER.match(page.clean, found.end()):
                continue
            if self._is_whole(page, Match(*found.span(), name)):
                page.claim(*found.span())
                return found[0]
        return None

    def _without_dish(self, page: Page, match: Match) -> Match:
        """신전 떡볶이 with a space is the shop 신전 and its dish."""
        name, space, dish = page.clean[match.start : match.end].partition(" ")
        if not space or dish not in self._foods or dish in _OF_BRAND or name not in self._names:
            return match
        return Match(match.start, match.start + len(name), self._names[name])

    def _is_whole(self, page: Page, match: Match) -> bool:
        text = page.clean
        if not page.begins_word(match.start):
            return False
        following = text[match.end : match.end + 1]
        return not following or not _LETTER.match(following) or _PARTICLES.match(text, match.end) is not None

    def _unknown(self, page: Page, *, in_talk: bool) -> str | None:
        for match in page.finditer(_CANDIDATE):
            name = match["name"]
            if in_talk and match["ending"] in _FOOD_ENDINGS and "에서" not in match["after"]:
                continue
            if not page.free(match.start("name"), match.end("name")) or not self._is_name(page, match, name):
                continue
            start = self._name_start(page, match.start("name"))
            page.claim(start, match.end("name"))
            return page.clean[start : match.end("name")]
        return None if in_talk else self._leading(page)

    def _leading(self, page: Page) -> str | None:
        """빈해원 탕수육 소짜 가격: an unknown word before a dish whose price is asked is where it is sold."""
        match = _LEADING.match(page.clean)
        if match is None or _ASKED_OF_DISH.search(page.clean, match.end("name")) is None:
            return None
        name, dish = match["name"], match["next"]
        if not page.free(match.start("name"), match.end("name")) or not self._may_be_name(name):
            return None
        lengths = range(_SHORTEST_DISH, min(_LONGEST_DISH, len(dish)) + 1)
        if not any(dish[:length] in self._foods for length in lengths) or any(
            name + dish[:length] in self._foods for length in lengths
        ):
            return None
        page.claim(match.start("name"), match.end("name"))
        return name

    def _may_be_name(self, word: str) -> bool:
        ordinary = (
            word in self._other_words or word in self._foods or word in self._not_names or word in self._dish_words
        )
        return not (ordinary or _IN_A_PHRASE.search(word) or _NO_NAME.search(word) or _GENERIC.match(word))

    def _name_start(self, page: Page, start: int) -> int:
        """화양 할머니분식: a word at the very front that means nothing else belongs to the name."""
        before = _NAME_BEFORE.match(page.clean[:start])
        if before is None or not page.free(0, start):
            return start
        word = before["word"]
        known = word in self._other_words or word in self._foods or word in self._not_names
        return start if known or _IN_A_PHRASE.search(word) else 0

    def _is_name(self, page: Page, match: re.Match[str], name: str) -> bool:
        if name.removesuffix("집") in self._foods or _INSTITUTION.search(name):
            return False
        if name in self._foods or name in self._not_names or name in self._other_words:
            return False
        if _GENERIC.match(name) or len(name) < 3:
            return False
        stem = name[: -len(match["ending"])]
        asked = _ASKED_OF_SHOP.match(page.clean, match.end()) is not None or match["after"].strip().startswith("에서")
        asked = asked or self._named_last(page.clean, match)
        if match["ending"] in _FOOD_ENDINGS:
            asked = asked or (self._stands_out(page.clean, match) and page.says(_ASKED_ANYWHERE))
            return bool(stem) and asked and (not self._is_food_word(stem) or _OWNER_PREFIX.match(stem) is not None)
        if match["ending"] in {"떡집", "빵집", "횟집", "분식", "식당", "반점", "가든", "면옥"}:
            return len(stem) > 1
        if match["ending"] == "집":
            known_kind = _OWNER_PREFIX.match(stem) is not None or self._sells(page.clean, match.end())
            return asked and not self._is_food_word(stem) and known_kind
        return asked and len(stem) > 1 and _SAID_OF_IT.search(stem) is None

    @staticmethod
    def _stands_out(text: str, match: re.Match[str]) -> bool:
        """At the very front, or at the very end."""
        return not text[: match.start()].strip() or not text[match.end() :].strip(" .?!~")

    def _sells(self, text: str, end: int) -> bool:
        """해녀의집 전복죽, 한옥집에서: a dish follows, or 에서 was said."""
        following = text[end:].lstrip()
        return text[:end].endswith("에서") or any(following[:n] in self._foods for n in range(2, 8))

    @staticmethod
    def _named_last(text: str, match: re.Match[str]) -> bool:
        """An afterthought: 몇 시에 여는지 궁금한데 옛날국수."""
        at_end = not text[match.end() :].strip(" .?!~")
        return at_end and _ASKED_BEFORE.search(text, 0, match.start()) is not None

    def _is_food_word(self, stem: str) -> bool:
        return any(word in self._foods or word in self._dish_words for word in {stem, stem[-2:], stem[-3:]})
