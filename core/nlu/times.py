"""When somebody wants to eat or a shop to be open: one value, clock before meal before day (`annotation.md`). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.nlu.numerals import read_count
from core.nlu.text import CLUES, Page

_HOUR_WORDS = "열한|열두|열하나|열둘|한|두|세|네|다섯|여섯|일곱|여덟|여덜|아홉|열"
_HALF_DAY = r"(?P<part>오전|오후|새벽|아침|점심|낮|대낮|저녁|밤|야밤|한밤|am|pm|AM|PM)?"
_CLOCK = CLUES.clue(
    rf"{_HALF_DAY}\s?(?:에\s?)?(?P<hour>\d{{1,2}}|{_HOUR_WORDS})\s?시(?!간|끄|작|장|켜|키|킬|험|원|내"
    rf"|청|누|골|식|루|리|금|래|설|범|절|즌|도\s?안)"
    r"\s?(?:(?P<half>반)|(?P<minute>\d{1,2}|[이삼사오]?십[일이삼사오육칠팔구]?|오)\s?분)?"
)
_DIGITAL = CLUES.clue(rf"{_HALF_DAY}\s?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})\s?(?P<after>am|pm|AM|PM)?")
_FOUR_DIGITS = CLUES.clue(r"(?<!\d)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=에\s|쯤|까지\s?(?:가|도착)|에$)")
_DUSK = CLUES.clue(
    r"해\s?(?:지|질|진|떨어지|떨어질)(?:고|면|기|\s?(?:때|무렵|녘|쯤|뒤|다음|후))|어두워(?:지면|질|져)|저물"
)
_MIDNIGHT, _NOON = CLUES.clue(r"자정(?!도)"), CLUES.clue(r"정오")
_NOT_EATING = re.compile(
    r"\s?까지\s?(?:\S+\s)?(?:회의|학원|학교|수업|출근|들어오|오래|오라|와야|들어가야|가야|과제"
    r"|숙제|버스|집에|들어가|도착|끝내|등교|귀가)"
)
_EVENING_HINT = re.compile(r"까지|넘어|이후|늦게|마감|닫|학원|퇴근|마치|끝나|끝난|저녁|밤|야자|야간")
_MORNING_HINT = re.compile(r"아침|오전|새벽|등교|출근|문\s?여|문여|오픈")
_HELD_PARTS = {
    "아침": "아침",
    "오전": "아침",
    "새벽": "아침",
    "저녁": "저녁",
    "점심": "점심",
    "오후": "오후",
    "밤": "밤",
    "야식": "밤",
}

_HELD_CLOCK = re.compile(r"\d\d:\d\d")
_NOON_HOUR = 12
_MOVED_HOURS = 3  # a time is moved by so much; farther away it is another time
_SKIPPED = (
    r"(?:(?:도|이랑|하고|이나)?\s?(?:점심|저녁|아침)(?:도|까지)?)?(?:\s(?:대충|간단히|그냥|조금|빨리))?(?:밥|식사)?\s?(?:을|도|은|부터|까지|만|에|에는"
    r"|엔)?\s?(?:못|안|굶|걸렀|거르|스킵|패스|먹었|놓쳤|때웠|사\s?먹었|한\s?끼도|물만|아무것도"
    r"|나왔|쫄쫄)"
)
_PARTS = CLUES.clue(
    r"(?P<past>(?:어제|아까|그제|그저께|지난|저번|엊)\s?\S{0,4}\s?)?"
    r"(?P<part>아침|점심|저녁|야식|새벽|심야|한밤|오전|오후|브런치(?!\s?(?:추천|먹|집|카페|메뉴|파는|맛집))|대낮|낮|밤)"
    rf"(?!마다|빵|고구마|{_SKIPPED}|하늘|양갱|송이|새도록|잠|과\s?대추|메뉴\s?뭐였)(?=(?<=[늘일낼레]저녁)|(?<=[늘일낼레]점심)|(?<=[늘일낼레]아침)|밥|시간|때|에|을\s?(?:먹|해|사|좀)"
    rf"|식사|은|엔|으로|거리|먹|도|까지|부터\s?(?:문|열|하|여)|\s|$|늦|중|참|용|이|예약|메뉴|특선|,"
    rf"|\?|[ㅋㅠㅎㄱ]|(?<=[늘일]저녁)|(?<=[늘일]점심)|(?<=[늘일]아침))"
)
_REPLACED = re.compile(r"\s?(?:은|는|이|가)?\s?(?:말고|말구|아니고|아니라|대신)\s?\S")
_NAMES = {"한밤": "밤", "심야": "밤", "대낮": "낮"}
_NOW = re.compile(r"이\s?시간에|이시간|요시간|지금|현재|당장")
_NOW_EATS = CLUES.clue(
    r"이\s?시간|요시간|(?:지금|현재|당장)\s?(?:도|바로|당장"
    r"|까지)?\s?(?:\S{1,6}\s){0,3}?\S{0,5}?(?:여[는러나냐니노요]|염|연|열[었려린]|열어|열리|하는|하나"
    r"|해\?|해요|먹|갈|가면|가도|문|영업|되는|장사|시킬|시켜|주문|오픈)"
)
_NOW_HELD = re.compile(
    r"(?:지금|현재|당장)\s?\S*(?:[천만백]|\d)\s?원?\s?(?:밖에|뿐|있|남)"
)  # 지금 3천원밖에 없어: what is held
_NOW_AT = re.compile(
    r"(?:지금|현재)\s?(?!이|새벽|밤|아침|낮|점심|저녁)\S+(?:인데|이야|이에요|예요|에\s?있|에서|이고|임\s)"
)  # 지금 미금역인데 뭐 먹지
_NOW_WITHOUT = re.compile(r"없|못|돈|배고|굶")  # 지금 먹을 게 없어 tells of need, not of when
_NOTHING_TO_EAT = re.compile(r"먹을\s?(?:게|거|것|밥|음식)\S{0,2}\s?(?:\S+\s)?없")
_DAYS = CLUES.clue(
    r"(?P<week>[월화수목금토일]요일)|(?P<feast>추석|한가위|설날|구정|설\s?연휴|설(?=에|\s|날|당일"
    r"|연휴)|크리스마스\s?이브|크리스마스|성탄절|어린이날|어버이날|"
    r"삼일절|광복절|한글날|개천절|현충일|석가탄신일|부처님\s?오신\s?날|신정|새해\s?첫날|새해"
    r"|근로자의\s?날|스승의\s?날|국경일|단오|노동절|제헌절|대체\s?공휴일|대체\s?휴일|공휴일|빨간\s?날|명절|연휴|수능날)"
    r"|(?P<date>\d{1,2}월\s?\d{1,2}일)|(?P<rough>주말|평일|휴일)"
    r"|(?P<near>내일모레|낼모레|모레|글피|오늘(?!따라)|내일|(?<![가-힣])낼(?!\s?(?:수|돈|거|게|래|건|사람|만|때|까|생각)))(?:이|은)?(?:\s?[월화수목금토일]요일)?"
)
_ASKS_HOURS = CLUES.clue(
    r"문\S?\s?(?:\S+\s)?(?:여|열|연|닫)|열었|열려|열어|여나|여는|여냐|여니|여노|영업|쉬[나는어냐니]|휴무|노는|노나|브레이크"
    r"|몇\s?시|까지\s?(?:해|하)|하나요|하나\?|하냐|하노|하는\s?(?:데|곳|집)|해요?\s?\?|예약|자리|장사"
)
_WEEKDAY = re.compile(r"[월화수목금토일]요일")
_FEASTS = {
    "구정": "설날",
    "설": "설날",
    "설연휴": "설날",
    "성탄절": "크리스마스",
    "한가위": "추석",
    "부처님오신날": "석가탄신일",
}
_OTHER_DAY = re.compile(
    r"\s?(?:은|는|도|이)?\s?(?:까지|부터|시험|학교|생일|급식|숙제|먹었|썼|왔|망|힘|오고|오는|와"
    r"|용돈|\S{1,5}\s?받|받|엄마|아빠|기분|너무|진짜|날씨|비\s|수행|학원|돈(?!까|가|카)|카드|월급|처음|첫|하루"
    r"|체육|졸려|피곤|(?:\d|[일이삼사오육칠팔구])\S{0,5}[천만백]|(?:\S+\s){0,2}?\S{0,4}(?:굶|[못안]\s?(?:먹|묵|머[거그])|한\s?끼|아무것도))"
)


@dataclass(frozen=True, slots=True)
class When:
    """The one value asked for, and the day it belongs to where one is named (None for today)."""

    time: str | None = None
    day: str | None = None


def read_time(page: Page, held: str | None = None) -> When:
    """The time of eating or opening that the page names; its words are claimed.

    A bare hour belongs to the part of the day that is `held` from before: 7시 after 아침 is 07:00.
    """
    clock, named_clock = _clock(page, held or "")
    part = _part(page)
    part = part or ("저녁" if page.says(_DUSK) else None)
    now = None if named_clock or part else _now(page)
    day = _day(page)
    return When(clock or part or now or day, None if day == "오늘" else day)


def _clock(page: Page, held: str) -> tuple[str | None, bool]:
    text = page.clean
    chosen, seen = None, False
    for pattern in (_DIGITAL, _CLOCK) if ":" in text else (_CLOCK,) if "시" in text else ():
        for match in page.finditer(pattern):
            if not page.free(match.start("hour"), match.end()):
                continue
            word = match["hour"]
            if not word.isdigit() and match["part"] is None and match.start() and text[match.start() - 1] in "다역몇또":
                continue
            if match["hour"] == "24" and "까지" not in text:
                continue
            page.claim(match.start(), match.end())
            seen = True
            if not _NOT_EATING.match(text, match.end()):
                chosen = _hhmm(match, text, held)
    return (chosen, seen) if seen else (_without_hour(page), False)


def _without_hour(page: Page) -> str | None:
    """1830에, 자정, 정오."""
    for pattern, value in ((_FOUR_DIGITS, None), (_MIDNIGHT, "00:00"), (_NOON, "12:00")):
        found = page.search(pattern)
        if found and page.free(*found.span()):
            page.claim(*found.span())
            return value or f"{found['hour']}:{found['minute']}"
    return None


def _hhmm(match: re.Match[str], text: str, held: str) -> str | None:
    hour = read_count(match["hour"])
    groups = match.groupdict()
    minute_word = groups.get("minute") or "0"
    minute = 30 if groups.get("half") else read_count(minute_word)
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    part = (match["part"] or groups.get("after") or "").lower()
    if not part and _HELD_CLOCK.fullmatch(held) and hour <= _NOON_HOUR and not _EVENING_HINT.search(text):
        nearest = _near(hour % _NOON_HOUR, int(held[:2]))
        if nearest is not None:
            return f"{nearest:02d}:{minute:02d}"
    named = part or _HELD_PARTS.get(held, "") if not _EVENING_HINT.search(text) else part
    return f"{_hour_of_day(hour, named, text) % 24:02d}:{minute:02d}"


def _near(hour: int, held: int) -> int | None:
    """6시로 after 05:00 is in the morning, after 18:30 in the evening; None where neither is near what is held."""
    apart = {said: min(abs(said - held), 24 - abs(said - held)) for said in (hour, hour + _NOON_HOUR)}
    nearest = min(apart, key=apart.__getitem__)
    return nearest if apart[nearest] <= _MOVED_HOURS else None


def _hour_of_day(hour: int, part: str, text: str) -> int:
    if hour > 12:
        return hour
    if part in {"오전", "새벽", "아침", "am"}:
        return hour % 12
    if part in {"밤", "야밤", "한밤"}:
        return hour % 12 if hour <= 4 or hour == 12 else hour + 12
    if part in {"오후", "저녁", "pm", "점심", "낮", "대낮"}:
        return hour if hour in {11, 12} and part not in {"오후", "pm", "저녁"} else hour % 12 + 12
    return _daylight_hour(hour, text)


def _daylight_hour(hour: int, text: str) -> int:
    """A bare hour as people mean it: one to six in the afternoon, later ones by what else is said."""
    if 1 <= hour <= 6:
        return hour if re.search(r"새벽", text) else hour + 12
    if hour in {7, 8}:
        return hour if _MORNING_HINT.search(text) and not _EVENING_HINT.search(text) else hour + 12
    return hour + 12 if 9 <= hour <= 11 and _EVENING_HINT.search(text) else hour


def _part(page: Page) -> str | None:
    for match in page.finditer(_PARTS):
        start = match.start("part")
        if match["past"] or not page.free(start, match.end()):
            continue
        if match["part"] in {"밤", "낮"} and not page.begins_word(start) and page.clean[start - 1] not in "늘일말에":
            continue
        page.claim(start, match.end())
        if _REPLACED.match(page.clean, match.end()):
            continue  # 점심 말고 저녁
        return _NAMES.get(match["part"], match["part"])
    return None


def _now(page: Page) -> str | None:
    match = page.search(_NOW_EATS)
    if (
        match is None
        or _NOW_HELD.match(page.clean, match.start())
        or _NOW_AT.match(page.clean, match.start())
        or _NOW_WITHOUT.search(match.group())
        or _NOTHING_TO_EAT.match(page.clean, match.end() - 1)
    ):
        return None
    word = _NOW.search(page.clean, match.start())
    if word is not None:
        page.claim(word.start(), word.end())
    return "지금"


def _near_day(word: str) -> str:
    """내일, also from 낼; 내일 토요일 is that Saturday."""
    if weekday := _WEEKDAY.search(word):
        return weekday.group()
    return re.sub("^낼", "내일", word).removesuffix("은").removesuffix("이")


def _day(page: Page) -> str | None:
    text = page.clean
    for match in page.finditer(_DAYS):
        if not page.free(match.start(), match.end()) or match.lastgroup is None:
            continue
        word = re.sub(r"\s", "", match.group())
        if match.lastgroup == "feast" and not page.begins_word(match.start()):
            continue
        if match.lastgroup == "near" and _OTHER_DAY.match(text, match.end()):
            continue
        if word.startswith("오늘") and not page.says(_ASKS_HOURS):
            continue  # 나 오늘 떡볶이 먹고 싶어 says nothing of when a place is to be open
        page.claim(match.start(), match.end())
        if _REPLACED.match(text, match.end()):
            continue  # 내일 말고 모레
        if match.lastgroup == "near":
            return _near_day(word)
        return _FEASTS.get(word, match.group() if match.lastgroup == "date" else word)
    return None
