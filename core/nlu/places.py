"""Where: a place as typed, one's own place, or near me (`annotation.md`: location, near_me). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.nlu.acts import ASKED_OF_SHOP
from core.nlu.text import CLUES, Page, Words

_SIDE = r"(?:(?:정문|후문|동문|서문|남문|북문)(?!시장)|(?:먹자골목|로데오거리|로데오|문화의\s?거리|지하상가|카페거리))"
_PARTICLE = (
    r"(?=$|[\s,.!?~)ㅋㅎㅠㅜㄱ]|에서|에|쪽|앞|옆|뒤|근처|근방|부근|주변|인근|이요|이에요|예요|이야"
    r"|인데|임|으로|로|까지|의|역|입구|사는|살|안|내|이랑|랑|은|는|이|도|요|서|있|가는|맛집|밥"
    r"|입니다|이여|이유|이오|이라우|이라예|이우다|이랑께|이당께|이구만|이구먼|인디|이고예|"
    r"식당|가게|점)"
)
_SUFFIX = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{1,12}?"
    r"(?:역|터미널|사거리|오거리|삼거리|네거리|로터리|시장|대학교|대학병원|초등학교|중학교"
    r"|고등학교|여중|여고|남중|남고|초교|아파트|주공|공원|백화점|도서관|복지관|주민센터"
    r"|행정복지센터|문화센터|청소년센터|체육관|경찰서|우체국|해수욕장|광장|공항|캠퍼스|"
    r"단지|마을|먹자골목|로데오거리|골목|거리|종합운동장|운동장|보건소|구청|시청|군청|동사무소"
    r"|병원|소아과|놀이공원|수목원|동물원|식물원|해변|포구|선착장|정류장|우체국|교회|성당|소방서|파출소|수련관|회관|예술공원|호수공원|테크노파크|센텀시티|푸드코트|면사무소|읍사무소|미술관|박물관|기차역|전철역|휴게소|번지|[가-힣]타운|아울렛|플라자|먹거리촌|[가-힣](?<![사삼])촌))"
    rf"(?P<exit>\s?\d{{1,2}}번\s?출구)?(?:\s?{_SIDE})?" + _PARTICLE
)
_DISTRICT = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣]{1,4}\d?(?:동|구|읍|면|군|가))(?=$|[,.!?~)]|\s|에서"
    r"|에(?:\s|$)|쪽|근처|근방|주변|이올|이오|\s?관내|\s?일대|이요|이에요|예요|이야|야(?=$|[\s.,!?ㅋㅎ])|인데|앞|으로|로\s"
    r"|사는|맛집|임$|입니다|이다|이라|이거든|이고|이여|이야|이유|인지라|살아)"
)
_PART_OF_PLACE = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>(?P<of>[가-힣A-Za-z0-9]{2,10})\s(?:정문|후문|상가|단지))" + _PARTICLE
)  # 힐스테이트 상가, 두산위브 정문
_EXIT = re.compile(r"\s?\d{1,2}\s?번\s?출구")
_AFTER_SIDE = re.compile(rf"\s?{_SIDE}")
_NEARBY_WORD = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{2,10}?)\s?(?:근처|근방|부근|인근|주변|쪽(?=\s"
    r"|에|으로|$|인데|이요|이우다|이라|이여|이유|이오|이에요|입니|임|이야|이구|이고|이당|이랑께|인디)|(?<=\s)앞(?:에|쪽|인데|이야|임|이에요|이요|\s|$)|옆(?:에(?!\s?(?:두|놓|앉|세우|끼))|인데|이야|\s)|(?<=\s)밑에)"
)
_CITY_THEN = re.compile(
    r"\s(?P<name>[가-힣A-Za-z0-9]{2,8}?)(?:\s?(?:근처|쪽|주변|앞|부근|인근)|이요|에서|에\s|인데"
    r"|이에요|예요|이여|이유|이오|이라우|이라예|이우다|이랑께|이당께|이구만|이구먼|인디|이고예|$|\s?입니다|(?=\s))"
)
_PLACE_THEN = re.compile(
    r"\s(?P<name>[가-힣A-Za-z0-9]{3,8}?)\s?(?:근처|주변|부근|인근|에서|에\s)"
)  # 영등포 타임스퀘어에
_KNOWN_FOLLOWS = re.compile(
    r"(?:역|입구)?(?:$|[\s,.!?~)ㅋㅎㅠㅜ]|에서|에\s|에$|에는|쪽|앞|옆|뒤|근처|근방|부근|주변|인근"
    r"|이요|이올|이오|이에요|예요|이야|인데|임|으로|로\s|까지|사는|살|의\s|후문|정문|이고|이랑|랑|맛집"
    r"|입니다|이여|이유|이오|이라우|이라예|이우다|이랑께|이당께|이구만|이구먼|인디|이고예|"
    r"이지|요|서\s|있|가는|ㄱ|밥|점(?=$|[\s?!.,은이에도]))"
)
_REFUSED = re.compile(r"\s?(?:근처|쪽|주변|앞)?(?:은|는|에서|이|가)?\s?(?:말고|말구|말공|아니고|아니라|빼고|싫|별로)")
_INSTEAD = re.compile(
    r"\s(?P<name>[가-힣A-Za-z0-9]{2,8}?)"
    r"(?:\s?(?:근처|쪽|주변|앞)\S{0,3}|으로|로|에서|역|(?:이?요|이?에요|예요|이야|야|임|인데|이라고|입니다)?[\s.!~ㅋㅎㅠ]*$)"
)
_CORRECTED = re.compile(
    r"(?:이요|요|이야|야|임|이에요|예요|에서|으로|로)?[\s,.]+(?:아|앗|어)?\s?(?:아니[다고요지]?|아냐|아뇨|잘못)[,.]?\s"
    r"(?P<name>[가-힣A-Za-z0-9]{2,8}?)(?:역|쪽)?(?:으로|로|에서|이?요|이?에요|예요|이야|야|임|인데)?[\s.!~ㅋㅎㅠ]*$"
)  # 수원역이요 아니 영통이요
_WON = re.compile(r"\s?(?:\S{1,2}백\s?)?원(?=$|[\s으밖에대,.?씩]|정도|이|인데|짜리|까지|안)")
_FROM = re.compile(r"\s?(?:행\s|행$|에서\s?왔|사람|산\s|식\s)")
_LEFT_BEHIND = re.compile(
    r"\s?(?:에|에서)?\s?(?:놀러|왔|갔|출발|살아|살고|사는데|다니|있다가|나왔|말고|아니)|행(?:\s|$)|\s?사람"
)
_OWN_FOLLOWS = re.compile(
    r"\s?(?:정문|후문|뒷문|앞문|운동장)?\s?(?:바로\s)?(?:가까이|가까운|앞|옆|뒤|근처|근방|쪽|주변|인근|부근|가는\s?길|건너|맞은편"
    r"|까지\s?(?:배달|걸어)|에서\s?(?:\S+\s)?(?:가까|걸어|제일|젤|멀지|도보|\d+분|나와|가는|내려)"
    r"|뒷문|앞문|이랑\s?가까|하고\s?가까|랑\s?가까)"
)
_OWN_HERE = re.compile(r"인데|이야|이에요|예요|임(?:$|\s)|인디")
_AT_NOW = re.compile(r"(?:지금|여기|나|저|난|전|여긴|현재)\s?(?:\S{1,3}\s)?$")
_OWN_ALSO = re.compile(r"\s?(?:에서|에)\s?(?:\S+\s){0,2}?(?:먹을\s?(?:거|만한|데)|갈\s?만|파는)")
_OWN_ANSWER = re.compile(
    r"\s?(?:이요|요|이에요|예요|이야|야|으로|로|쪽|에서)?(?:\s?(?:할래|할게|갈래|해줘)\S{0,2})?[\s.!~ㅋㅎㅠ]*$"
)
_HOUSE_FRONT = CLUES.clue(r"(?:집|우리집)\s?(?:바로\s?)?앞")
_NEAR = CLUES.clue(
    r"여기(?:서|에서|에)?\s?(?:근처|주변|부근|서|에서|에\s|제일|젤|가까|요\s?앞|동네|뭐|어디)"
    r"|여기(?=\s(?:[가-힣]+(?:집|식당|카페)|편의점|음식점|맛집|카페|분식)\S?\s(?:\S+\s)?(?:어디|어딨|있|없|추천|알려))"
    r"|여기\s?$|여기는\s(?!\S*(?:부담|비싸|비쌈|별로|싫|멀|맛))|(?:여|요)그(?:서|\s?근처|\s?주변|\s?서)|요기(?:서|\s?근처|\s?주변)"
    r"|이\s?근처|요\s?근처|이\s?근방|근처|근방|주변|이\s?동네|우리\s?동네|울\s?동네|동네(?=에|\s(?!아줌마|아저씨|친구|형|언니|누나|오빠|동생|사람|애들|꼬마|할머니|할아버지|어르신|엄마)"
    r"|서)|"
    r"집\s?앞|요\s?앞|바로\s?앞|코앞|코\s?앞|가까운|가까이|가까우|젤\s?가까|제일\s?가까|가까븐"
    r"|인근|이\s?부근|내\s?위치|현\s?위치|현재\s?위치|이짝|요짝|이\s?주위|주위에|걸어서|걸어갈"
    r"|도보|지금\s?있는\s?(?:곳|데)|내\s?주위"
)
_OF_SHOP = CLUES.clue(rf"여기(?:서|는|도|에)?\s?(?:{ASKED_OF_SHOP})")  # 여기서 예약되나
_NEARER = CLUES.clue(r"(?:더|보다)\s?가까|좀\s?더\s?가까|너무\s?멀|더\s?근처")
_MOVED_TO = CLUES.clue(
    r"(?<![가-힣])(?P<name>[가-힣]{2})(?:으로|로|\s?가서|\s?갈래)(?=$|[\s.!~ㅋㅎㅠ]|할|갈|가|바꿔|변경|찾|검색|해)"
)
_OWN_KIND = re.compile(
    r"(?<![가-힣])(?P<kind>(?:우리\s?)?(?:엄마|아빠|할머니|할아버지|이모|고모|삼촌|형|누나|언니|오빠|동생|친구|사촌|남편|아내|딸|아들)|태권도|피아노|영어|수학|국어|과학|미술|음악|논술|컴퓨터|코딩|검도|합기도|유도|발레|댄스|무용|수영|축구|농구|야구|바둑|주산|속셈|보습|한자|중국어|일본어|기타|드럼"
    r"|지역아동|아동|청소년|다문화|버스|고속버스|시외버스|기차|전철|지하철|노인|치매|동네|종합|장애인|여성|가족)\s?$"
)
_OF_A_KIND = frozenset(
    {
        "학원",
        "회사",
        "학교",
        "터미널",
        "역",
        "정류장",
        "유치원",
        "어린이집",
        "집",
        "가게",
        "센터",
        "복지관",
        "병원",
        "교실",
        "도장",
        "수영장",
        "공부방",
    }
)
_AT_HOME = frozenset({"집", "우리집", "울집"})


@dataclass(frozen=True, slots=True)
class Where:
    """A place as typed without particle, or near the person; never both."""

    location: str | None = None
    near_me: bool = False


class Places:
    """Reads places: names it was handed, names with a suffix that says so, and words before 근처 or 쪽."""

    def __init__(self, known: Collection[str], lexicon: Mapping[str, frozenset[str]], foods: Collection[str]) -> None:
        self._foods = frozenset(foods)
        self._cities = lexicon["city"]
        self._not = lexicon["not"]
        names = {name for name in known if len(name) > 1} | lexicon["known"] | lexicon["city"]
        names |= {f"{city}시" for city in lexicon["city"] if len(city) == _CITY_LETTERS}
        names -= {
            name for name in names if name.endswith("앞") and name[:-1].strip() in names
        }  # 울산대앞 is near 울산대
        self._names = names
        bare = {name.removesuffix("역") for name in known if name.endswith("역") and len(name) > 3}
        self._short = {name[:2] for name in known if len(name) == _SHORT_STATION and name.endswith("역")} - self._not
        self._certain = lexicon["known"] | lexicon["city"]
        self._known = Words(dict.fromkeys((names | bare) - self._not, "known"))
        self._own = Words(dict.fromkeys(lexicon["own"], "own"))

    def read(self, page: Page, asked: bool = False, held: bool = False) -> Where:
        """The place of the page; its words are claimed. `asked` for, or `held` already so that it may change."""
        moved = self._moved_to(page) if asked or held else None
        named = moved or self._named(page, asked)
        if named is not None:
            return Where(location=named)
        own = self._own_place(page, asked)
        near = self._near(page) and not (held and page.says(_OF_SHOP))
        if own is not None and not (near and own in _AT_HOME and page.says(_HOUSE_FRONT)):
            return Where(location=own)
        return Where(near_me=near)

    def _moved_to(self, page: Page) -> str | None:
        """아니 잠실로: two letters are a station's name only where a place is spoken of."""
        for match in page.finditer(_MOVED_TO):
            if match["name"] in self._short and page.free(*match.span("name")):
                page.claim(*match.span("name"))
                return match["name"]
        return None

    def _named(self, page: Page, asked: bool) -> str | None:
        spans = [span for span in self._spans(page, asked) if page.free(*span)]
        chosen: tuple[int, int] | None = None
        instead: tuple[int, int] | None = None
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if chosen is not None and start < chosen[1]:
                continue
            if chosen is not None and self._continues(page.clean, chosen, (start, end)):
                chosen = (chosen[0], end)
                continue
            refused = _REFUSED.match(page.clean, end)
            if refused:
                page.claim(start, refused.end())
                instead = self._instead(page.clean, refused.end())
            elif chosen is None or self._weak(page.clean, chosen):
                chosen = (start, end)
        if chosen is not None and (corrected := _CORRECTED.match(page.clean, chosen[1])):
            instead = corrected.span("name") if self._is_word(corrected["name"]) else None
            chosen = instead or chosen
        chosen = chosen or instead
        if chosen is None:
            return None
        page.claim(*chosen)
        return page.clean[chosen[0] : chosen[1]].strip()

    def _instead(self, text: str, end: int) -> tuple[int, int] | None:
        """종로 아니고 종각: what is said instead of a place is one."""
        match = _INSTEAD.match(text, end)
        return match.span("name") if match and self._is_word(match["name"]) else None

    def _continues(self, text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """부산 서면, 서울시 광진구 화양동: a wider place straight before a narrower one."""
        between = text[before[1] : after[0]]
        word = text[before[0] : before[1]]
        wide = word in self._names or re.search(r"(?:시|도|구|군|역|[가-힣]{2}동)$|서울|부산", word) is not None
        return wide and re.fullmatch(r"\s|시\s|에\s|에서\s|역\s", between) is not None and "에서" not in between

    def _weak(self, text: str, span: tuple[int, int]) -> bool:
        return _LEFT_BEHIND.match(text, span[1]) is not None

    def _spans(self, page: Page, asked: bool) -> list[tuple[int, int]]:
        text = page.clean
        spans = [
            self._with_tail(text, match.start("name") + _before_name(match["name"]), match.end("name"))
            for match in page.finditer(_SUFFIX)
            if self._is_name(match["name"])
        ]
        spans += [
            self._with_tail(text, match.start("name"), match.end("name"))
            for match in page.finditer(_DISTRICT)
            if self._is_district(match["name"], text, match.end())
        ]
        for match in self._known.find(page):
            word = text[match.start : match.end]
            if (
                not page.begins_word(match.start)
                or _FROM.match(text, match.end)
                or _WON.match(text, match.end)
                or not _KNOWN_FOLLOWS.match(text, match.end)
            ):
                continue
            end = match.end
            within = _CITY_THEN if word in self._cities else _PLACE_THEN if word in self._certain else None
            if (
                within is not None
                and (inner := within.match(text, end))
                and self._is_word(inner["name"])
                and page.free(*inner.span("name"))
            ):
                end = inner.end("name")
            if (
                len(word) > 2
                or word in self._certain
                or (asked and word not in self._foods)
                or _NEARBY_AFTER.match(text, end)
            ):
                spans.append(self._with_tail(text, match.start, end))
        spans += [
            (match.start("name"), match.end("name"))
            for match in page.finditer(_NEARBY_WORD)
            if self._is_word(match["name"]) and page.free(match.start("name"), match.end("name"))
        ]
        spans += [match.span("name") for match in page.finditer(_PART_OF_PLACE) if self._is_word(match["of"])]
        return spans

    def _with_tail(self, text: str, start: int, end: int) -> tuple[int, int]:
        for tail in (_STATION, _LANDMARK, _EXIT, _AFTER_SIDE):
            if match := tail.match(text, end):
                end = match.end()
        village = _VILLAGE.match(text, end) if text[end - 1] in "읍면" else None
        return start, village.end() if village else end

    def _is_name(self, word: str) -> bool:
        if _DISTANCE.match(word):
            return False
        return (
            word not in self._not
            and len(word) > 1
            and not re.search(
                r"(?:는|은|던|할|갈|먹을)(?:동네|거리|마을)|운동$|활동$|행동$|친구$|식구$|야구$|축구$|농구$"
                r"|하면$|으면$|라면$|냉면$|밀면$|쫄면$|되면$|싶으면$|[가-힣]{0,3}하면$|먹거리$|저녁거리$"
                r"|점심거리$|반찬거리$|안줏?거리$|국거리$|찬거리$|길거리$|볼거리$|걱정|간식거리|군것질거리"
                r"|이면$|다면$|니면$|오면$|가면$|려면$|지면$|자면$|있으면|없으면|볶음면|비빔면|짜장면|자장면"
                r"|아까|구구$|[가-힣]*우동$|감동$|자동$|충동$|아동$|이동$|동동$|저렴한",
                word,
            )
        )

    def _is_district(self, word: str, text: str, end: int) -> bool:
        """화양동 by its ending alone; shorter or rarer endings only where known or where a place word follows."""
        if word in self._not or word in self._foods or not (word in self._names or self._is_name(word)):
            return False
        return (
            word in self._names
            or (len(word) > _SHORTEST_DONG and word[-1] == "동")
            or (len(word) + (word[-1] != "가") > _SHORTEST_DONG and _NEARBY_AFTER.match(text, end) is not None)
        )

    def _is_word(self, word: str) -> bool:
        if _HEARSAY.search(word) and word not in self._names:
            return False
        return (
            word not in self._not
            and word not in self._foods
            and not self._is_own(word)
            and not _NUMBER.fullmatch(word)
            and not re.search(
                r"(?:입니다|이에요|예요|(?:\d|한|두|세|네|섯|곱|덟|홉|열)시|[역다혹잠택]시|임|는|은|한|운|던|을|를|이|가|[먹하되가오싶있없주알보쓰사찾좋많싸맞겠이었았묵놀자받말빼크]고|서|도|면|데|나|(?<!대)로|[그이저음맘멋제반]대로|요|랑|[있없싶먹묵죽싫좋많알찾같살찮들받놀걸맞늦넣]어|[좋많알찾같살찮받놀맞]아|줘|집"
                r"|게|[먹묵하되가오싶있없주알보쓰사찾좋많싸르맞겠이었았렇뭐]지|음|만|돈|원|까지"
                r"|에|께|의|들|ㅋ)$",
                word,
            )
        )

    def _is_own(self, word: str) -> bool:
        return any(word.endswith(own) for own in ("집", "학교", "학원", "회사", "동네", "가게", "식당"))

    def _own_name(self, page: Page, start: int, end: int) -> tuple[int, int]:
        """태권도 학원, 치매 센터: what kind of school or centre is part of how it is called."""
        before = _OWN_KIND.search(page.clean, 0, start)
        if before is None or page.clean[start:end] not in _OF_A_KIND or not page.free(*before.span()):
            return start, end
        return before.start("kind"), end

    def _own_place(self, page: Page, asked: bool) -> str | None:
        text = page.clean
        for match in self._own.find(page):
            word = text[match.start : match.end]
            if not (page.begins_word(match.start) or (word != "집" and text[match.start - 1] in "리울")):
                continue
            if _REFUSED.match(text, match.end):
                continue
            if (
                _OWN_FOLLOWS.match(text, match.end)
                or (_OWN_HERE.match(text, match.end) and _AT_NOW.search(text, 0, match.start))
                or (word not in _AT_HOME and _OWN_ALSO.match(text, match.end))
                or (asked and _OWN_ANSWER.match(text, match.end))
            ):
                if word in _AT_HOME and _HOUSE_FRONT.pattern.match(text, match.start):
                    continue
                start, end = self._own_name(page, match.start, match.end)
                page.claim(start, end)
                return text[start:end]
        return None

    @staticmethod
    def _near(page: Page) -> bool:
        text = page.clean
        if page.says(_NEARER):
            return "여기" in text
        for match in page.finditer(_NEAR):
            if page.free(match.start(), match.start() + 1) and not _REFUSED.match(text, match.end()):
                page.claim(match.start(), match.end())
                return True
        return False


_RUN_ON = re.compile(r"(?:나|난|저|전|우리)?(?:지금|여기|현재|이제)(?=[가-힣]{2})")


def _before_name(word: str) -> int:
    """나지금신림역: how many letters written together with a name are none of it."""
    run_on = _RUN_ON.match(word)
    return run_on.end() if run_on else 0


_SHORTEST_DONG, _SHORT_STATION, _CITY_LETTERS = 2, 3, 2
_HEARSAY = re.compile(r"^[가-힣]대$|[는준온쏜간]대$")  # 쏜대 근처, but 명지대 근처
_DISTANCE = re.compile(r"\d+\s?분|몇")
_NUMBER = re.compile(r"\d+")  # 47쪽 is a page
_LANDMARK = re.compile(
    r"\s?(?:이마트|롯데마트|홈플러스|코스트코|갤러리아|롯데백화점|현대백화점|신세계백화점|백화점|스타필드|먹자골목|만두골목|CGV|메가박스|롯데시네마|영화관|교회|성당|초등|시장|사거리|오거리|삼거리|네거리|터미널|고속버스터미널|공원|로데오|먹자골목|역|시청|포구|해변|해수욕장"
    r"|구청|광장|고등학교|중학교|초등학교|대학교|아파트|도서관|병원)(?=$|[\s,.!?]|쪽|앞|옆|근처|에"
    r"|주변|이요|으로)"
)
_VILLAGE = re.compile(r"\s[가-힣]{1,3}리(?=$|[\s,.!?]|에|쪽|사|인|이|근처)")
_STATION = re.compile(r"입구역|\s?입구(?!역)|역(?!시|할|전)")
_NEARBY_AFTER = re.compile(
    r"역|\s?(?:관내|일대|근처|근방|쪽|부근|주변|인근|앞|에서|사는|살아|인데|맛집|이요|이에요|예요)"
)
