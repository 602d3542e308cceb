"""Money in a message: what amounts are said, and which of them the diners have (`domain.md` 3). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from core.nlu.bills import bills, several
from core.nlu.numerals import DIGITS, SINO, read_sino
from core.nlu.text import Page

LARGEST = 3_000_000
SMALLEST = 100

_UNITS_ALONE = "십백천만억"
_MAYBE = re.compile(rf"[\d{_UNITS_ALONE}원장임]|대왕")  # every amount has a digit, a unit, 원 or a note
_UNIT = f"[{_UNITS_ALONE}]"
_NUMBER = re.compile(
    rf"(?:{DIGITS}|{SINO}|{_UNIT})"
    rf"(?:\s?{_UNIT}|(?<={_UNIT})\s?(?:{DIGITS}|{SINO})(?=\s?[천백십만]|\s?원)|(?<={_UNIT})(?:{DIGITS}|(?!이){SINO}))*"
)  # 이 behind a unit is the particle (2만이면) unless another unit or 원 follows
_WON = re.compile(
    r"\s?(?:원(?!룸|하(?!고|구)|해|래|조|장(?!도)|인(?!데|지|가|걸|거|당|분)|격|샷|플|서)|냥|(?:언|눤|넌)(?=$|[^가-힣]|[으밖뿐이있인정짜까])|won\b|₩"
    r"|krw\b)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"k\b|K\b")
_COUNTER = re.compile(
    r"\s?(?:명|분|인|개|번|시|년|월|일|살|세|층|호|보|걸음|미터|m|km|킬로|kcal|칼로리|ml|g|kg|%"
    r"|프로|퍼|장|줄|판|마리|학년|단계|"
    r"원짜리\s*동전|주|박|페이지|점|등|반|학번|초|배|대1|팀|회|잔|그릇|인분|마디|단어|글자|자|-\d|:|\.|/)"
)
_AMOUNT_FOLLOWS = re.compile(
    r"\s*(?:$|[,.!?~ㅋㅎㅠㅜㄱ)]|으로|로|밖|뿐|이하|미만|안|내|까지|있|정도|쯤|인데|이면|면|이요"
    r"|이에요|이야|임|만|짜리|대|선|한도|"
    r"컷|가지고|갖고|이랑|하고|에|이|요|맞|각|씩|ㅇㅇ|들고|남|은|을|도|가능|되|돼|뭐|\s)"
)
_REJECTED = re.compile(
    r"(?:짜리|대)?\s?(?:은|는)\s?없|(?:짜리|대)?\s?(?:은|는|이|가|도)?\s?(?:좀|너무|쫌|조금|많이|솔직히|아무래도)?\s?"
    r"(?:글코|글치|그렇고|그렇구|그래서\s?말고|비싸|비싼|비쌈|과하|과한|과해|부담|아깝|무리|말고|말구|에바|오바"
    r"|많아|심하|심함|힘들|안\s?되(?:고|니|겠)|못\s?내)"
)
_COUPON_VALUE = re.compile(
    r"\s?(?:짜리)?\s?(?:\S{1,4}\s)?(?:할인|쿠폰|상품권|교환권|적립|포인트|캐시백|페이백|세일|깎"
    r"|바우처|식권|빼\s?주|이용권)"
)
_CHARGE = re.compile(r"\s?(?:이|가|은|는|을|를|만|씩)?\s?(?:이나\s?)?(?:충전|들어와야|들어오|입금)")
_SPENT = re.compile(
    r"\s?(?:이|가|은|는|을|를|어치|이나|치)?\s?(?:썼|쓰고|쓴|긁|결제|냈|사\s?먹었|빼(?:고|면|야)|저금|저축|모으|모을|모아\s?둘|갚|(?:교통비|차비|버스비|지하철비|배달비|준비물|책값|학원비)|빠져|나갔|까였"
    r"|까임|차감|도\s?(?:없|안\s?남)|주고\s?(?:샀|사|먹)|잃어|털렸|뺏)"
)
_PRICE = re.compile(
    r"\s?(?:이|가|은|는|을|를)?\s?(?:모자라|모자란|부족|넘지(?!\s?[않마말])|넘나|넘어요?\s?\?|넘어요|넘는지|넘을까|(?:인가|인지)\s?더|하던데|이던데|였는데|이었는데|올랐|올라|인상|받던데|이래"
    r"|라던데|이라던데|이라는데|더\s?(?:내|주|들|받|붙|비싸|나와|나옴|드)|"
    r"추가|맞나|맞아|맞죠|인가요|이라고\s?(?:써|적|돼|되)|이었|였|라고\s?나)"
)
_MORE = re.compile(
    r"\s?(?:을|를)?\s?(?:더\s?)?(?:보태(?!서|면\s?총)|보탤|보탠|보탬|얹을|얹어\s?줄)|\s?(?:을|를|이|도|은)?\s?(?:더|또|추가로)\s?(?:있|생|줬|주|줌|받|벌|찾|나왔|나옴|보태|보탤"
    r"|낼|낸다|낸대|내준|내줄|내주|보내|쓸|가능|얹|올려|써도|모았|들고|가져|구했)"
)
_PAID_BY_SOMEBODY = re.compile(r"\s?(?:을|를|은|도)?\s?(?:내준|내줄|내\s?주|낸[대다]|낼\s?거래|내기로)")
_PLAIN_MORE = re.compile(r"(?:더|추가로|또)\s*$")
_LIMIT = re.compile(
    r"\s?(?:짜리)?\s?(?:안쪽|안으로|안에|이내|내로|이하|미만|까지|선에서|으로|로\s|로$|밑으로|밖에"
    r"|뿐|아래|한도|언더|넘지\s?(?:않|말|마)|넘으면|넘어가면|초과)"
)
_PER_PERSON_BEFORE = re.compile(
    r"(?:인당|인원당|1인|일인|각자|각각|각출|두당|머리당|사람당|명당|분당|사람\s?앞에|한\s?명에"
    r"|한\s?사람에|한사람|명\s?앞에|애당|한\s?사람|한\s?명|n빵|엔빵|더치페이)"
    r"\s?(?:은|는|에|으로|로|예산|한|당|해서|이|다)?\s*(?:예산|대충|약|최대|한)?\s?(?:은|는|이)?\s*$"
)
_PER_PERSON_AFTER = re.compile(r"\s?(?:씩|짜리로\s?각자|\s?/\s?인|\s?인당|\s?각출)")
_SAID_BY_KIN = re.compile(
    r"(?:엄마|아빠|할머니|할아버지|할매|삼촌|이모|고모|누나|형|언니|오빠|선생님|쌤|친구|부모님)\S{0,2}(?:가|이|께서|는|은)?(?:\s|$)"
)
_JOINS = re.compile(
    r"(?:이랑|랑|하고|하구|와|과|그리고|\+|더하기|또|까지\s?합|합쳐|(?:주|주시|줬|주셨|받|받았)고|에다가?|보태|이고|있고)"
)
_ADDED = re.compile(r"\s?(?:을|를|까지|도)?\s?(?:다\s)?(?:보태|더해|더하|합치|합쳐|얹|추가하면\s?총)")
_CORRECTS = re.compile(r"(?:아니|잘못|다시|말고|정정|아참|오타|실수|바꿔)")
_EACH_BRINGS = re.compile(
    r"\s?,?\s?(?:나|난|나는|내가|저|저는|제가"
    r"|(?:엄마|아빠|할머니|할아버지|이모|고모|삼촌|형|누나|언니|오빠|동생|친구)(?:가|는|이|께서)?)\s?"
)  # 친구가 5천원 나 4천원
_COMES_TO = re.compile(
    r"(?:보태|더해|합쳐|합해|모아|얹어)서?\s*(?:총|다|전부)?\s*$"
)  # 천원 보태서 육천원: the sum is said
_HEARSAY = re.compile(r"(?:이)?래(?!\s?치킨)|(?:이)?라는데|이?라던데")  # 만오천원이래 엄마가
_LENT = re.compile(r"\s?(?:을|를)?\s?(?:빌려|꿔|보태)\s?(?:주|줬|줌|준|줄|줘)")
_BY_SOMEBODY = re.compile(r"(?<!(?<![가-힣])[나내제])(?:가|이|께서)\s?(?:\S{1,3}\s)?$")
"""친구가 3천원 빌려줌, not 친구한테; 내가 3천원 내기로 is no more than what is there."""
_OUT_OF = re.compile(r"나머지|남은|남는|남겨|^(?:원)?\s?(?:중에|에서)|있었")
_CHANGES_TO = re.compile(r"에서\s?")
_CHANGED = re.compile(
    r"\s?(?:으로|로)\s?(?:\S+\s)?(?:줄|낮|내려|내리|올|늘|바꾸|바꿔|바뀌|변경|깎)"
)  # 15만 원에서 12만 원으로 줄여야
_RANGE = re.compile(r"^\s?(?:~|-|–|에서|부터|에서부터|or|아님|이나)\s?$")
_LOWER_END = re.compile(r"\d+\s?[~\-–]\s?$")
_AT_LEAST, _AT_MOST = re.compile(r"\s?이상|\s?넘(?:게|는)"), re.compile(r"\s?(?:이하|미만|까지|안)")
_NEGATIVE = re.compile(r"(?:마이너스|(?<![\d원가-힣a-zA-Z])-)\s?$")
_BAND = re.compile(r"\s?(?:원\s?)?대(?!학|입|문|박|전|구|충|신|접|형|리|기)")
_CITY = {"이천", "사천", "이만"}  # also two cities, and "enough"
_CITY_AMOUNT = re.compile(r"\s?(?:으로|밖|뿐|정도|이하|있|인데|만|쯤)")


class Role(Enum):
    """What an amount is to the diners."""

    BUDGET = auto()
    PER_PERSON = auto()
    MORE = auto()
    SPENT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of won at `start:end` of the page."""

    start: int
    end: int
    won: int
    role: Role = Role.BUDGET
    limit: bool = False
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """What the amounts of one message come to. All in won; `doubtful` names what cannot be meant."""

    budget: int | None = None
    per_person: int | None = None
    more: int | None = None
    doubtful: str | None = None


def read_money(page: Page, asked_for_amount: bool = False) -> Money:
    """Every amount in the free letters of the page, claimed, and what they come to."""
    if not _MAYBE.search(page.clean):
        return Money()
    amounts = _merge_ranges(page.clean, _find(page, asked_for_amount))
    roles = [_with_role(page.clean, amount) for amount in amounts]
    for amount in amounts:
        page.claim(amount.start, amount.end)
    doubtful = _doubt(page.clean, [amount for amount in roles if amount.role not in {Role.OTHER, Role.SPENT}])
    if doubtful is not None:
        return Money(doubtful=doubtful)
    held = [amount for amount in roles if amount.role is Role.BUDGET]
    each = [amount.won for amount in roles if amount.role is Role.PER_PERSON]
    added = [amount for amount in roles if amount.role is Role.MORE and not _in_a_sum(page.clean, amount, held)]
    more = sum(amount.won for amount in added) or None
    total = _left_over(page.clean, held, roles) or _total(page.clean, held)
    if total is not None and more is not None:
        total, more = total + more, None
    return Money(budget=None if each else total, per_person=each[-1] if each else None, more=more)


def _in_a_sum(text: str, added: Amount, held: list[Amount]) -> bool:
    """천원 더 보태서 육천원: the sum is said, so what was added is in it."""
    return any(_COMES_TO.fullmatch(text[added.end : total.start].strip(" 더을를")) for total in held)


def _find(page: Page, asked: bool) -> list[Amount]:
    text = page.clean
    found: list[Amount] = []
    index = 0
    while (match := _NUMBER.search(text, index)) is not None:
        amount = _read(page, match.start(), match.end(), asked)
        if amount is not None and page.free(amount.start, amount.end):
            found.append(amount)
            index = amount.end
        else:
            index = match.start() + (len(match.group()) if match.group()[0].isdigit() else 1)
    return sorted(
        [*found, *(Amount(bill.start, bill.end, bill.won) for bill in bills(page))], key=lambda amount: amount.start
    )


def _read(page: Page, start: int, end: int, asked: bool) -> Amount | None:
    text = page.clean
    first = text[start]
    attached = start > 0 and "가" <= text[start - 1] <= "힣"
    if attached and first in "일이삼사오육칠팔구" and (text[start + 1 : start + 2] == " " or _is_particle(text, start)):
        return None
    if attached and first in _UNITS_ALONE and text[start + 1 : start + 2] == " ":
        return None  # 추천 5만원
    if start > 0 and text[start - 1] in "몇수":
        return None
    if start > 0 and (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] == "#")):
        return None
    won = _WON.match(text, end)
    written = text[start:end].strip()
    value = read_sino(written, clipped=won is None)
    if value is None or not (won or _stands_alone(text, written, end, value, asked=asked, attached=attached)):
        return None
    stop = won.end() if won else end
    if not won and (thousands := _THOUSANDS.match(text, end)):
        value, stop = value * 1_000, thousands.end()
    elif band := _BAND.match(text, end):
        value, stop = value + _lowest_unit(value) - 1, band.end()
    elif counted := several(text, stop, value):
        value, stop = value * counted[0], counted[1]
    return Amount(start, stop, value, negative=_NEGATIVE.search(text, 0, start) is not None)


def _is_particle(text: str, start: int) -> bool:
    """이 after a closed syllable is the subject particle: 돈이 천원밖에."""
    return text[start] == "이" and (ord(text[start - 1]) - 0xAC00) % 28 != 0


def _stands_alone(text: str, written: str, end: int, value: int, *, asked: bool, attached: bool) -> bool:
    """Whether a number without 원 is money all the same: 5,000 / 5천 / 만오천 / 2만5 / 5k."""
    if _COUNTER.match(text, end):
        return False
    if _THOUSANDS.match(text, end) and written.isdigit():
        return True
    if written in _CITY:
        return asked or bool(_CITY_AMOUNT.match(text, end))
    units = sum(letter in "백천만" for letter in written)
    if units and len(written) > 1 and (written[0].isdigit() or "만" in written or "천" in written):
        return bool(_AMOUNT_FOLLOWS.match(text, end)) and not (attached and not written[0].isdigit() and units < 2)
    if asked and units and len(written) == 1:
        return (
            written in "만천" and not attached and _AMOUNT_FOLLOWS.match(text, end) is not None
        )  # not 추천, 먹을 만한
    plain = written.replace(",", "")
    if not plain.isdigit() or not SMALLEST <= value <= LARGEST * 10:
        return False
    return (value % 100 == 0 or "," in written or asked) and bool(_AMOUNT_FOLLOWS.match(text, end))


def _lowest_unit(value: int) -> int:
    unit = 10
    while value % (unit * 10) == 0:
        unit *= 10
    return unit


def _merge_ranges(text: str, amounts: list[Amount]) -> list[Amount]:
    """7~8천원 and 칠팔천원 are their upper end; 6천에서 7천원 too."""
    merged: list[Amount] = []
    for amount in amounts:
        between = text[merged[-1].end : amount.start] if merged else ""
        if merged and _CHANGES_TO.fullmatch(between) and _CHANGED.match(text, amount.end):
            merged.pop()
        elif merged and _RANGE.match(between):
            before = merged.pop()
            amount = replace(amount, start=before.start, won=max(before.won, amount.won))  # noqa: PLW2901
        merged.append(amount)
    return [
        replace(amount, start=low.start(), negative=False)
        if (low := _LOWER_END.search(text, 0, amount.start))
        else amount
        for amount in merged
    ]


def _with_role(text: str, amount: Amount) -> Amount:
    after, before = amount.end, text[max(0, amount.start - 14) : amount.start]
    if _PER_PERSON_BEFORE.search(before) or _PER_PERSON_AFTER.match(text, after):
        return replace(amount, role=Role.PER_PERSON)
    if _MORE.match(text, after) or (_PLAIN_MORE.search(before) and not _PRICE.match(text, after)):
        return replace(amount, role=Role.MORE)
    if _PAID_BY_SOMEBODY.match(text, after) and _BY_SOMEBODY.search(before):
        return replace(amount, role=Role.MORE)
    if _LENT.match(text, after):
        return replace(amount, role=Role.MORE if _BY_SOMEBODY.search(before) else Role.SPENT)
    if _SPENT.match(text, after):
        return replace(amount, role=Role.SPENT)
    for pattern in (_REJECTED, _COUPON_VALUE, _CHARGE, _PRICE):
        if pattern is _PRICE and _HEARSAY.match(text, after) and _SAID_BY_KIN.search(text):
            continue
        if pattern is _PRICE and _CORRECTS.search(before):
            continue  # 아니 6천원이었다 corrects what was said
        if pattern.match(text, after):
            return replace(amount, role=Role.OTHER)
    return replace(amount, limit=_LIMIT.match(text, after) is not None)


def _doubt(text: str, amounts: list[Amount]) -> str | None:
    for amount in amounts:
        if amount.negative or amount.won > LARGEST or 0 < amount.won < SMALLEST:
            return text[amount.start : amount.end].strip() if not amount.negative else f"-{amount.won}"
    floors = [amount.won for amount in amounts if _AT_LEAST.match(text, amount.end)]
    ceilings = [amount.won for amount in amounts if _AT_MOST.match(text, amount.end)]
    if floors and ceilings and max(floors) > min(ceilings):
        return f"{max(floors)}~{min(ceilings)}"
    return None


def _left_over(text: str, held: list[Amount], said: list[Amount]) -> int | None:
    """2만원 중에 5천원은 저금하고 나머지로: what is left where one amount is held and others go from it."""
    if len(held) != 1 or _OUT_OF.search(text, held[0].end) is None:
        return None
    spent = sum(amount.won for amount in said if amount.role is Role.SPENT and amount.start > held[0].start)
    left = held[0].won - spent
    return left if spent and left > 0 else None


def _total(text: str, held: list[Amount]) -> int | None:
    """Sums where the words join amounts; else the later one, or the one said to be the limit."""
    held = [amount for amount in held if amount.won > 0]
    if not held:
        return None
    total, limited = held[0].won, held[0].limit
    for before, amount in pairwise(held):
        between = text[before.end : amount.start]
        joined = _JOINS.search(between) or _EACH_BRINGS.fullmatch(between) or _ADDED.match(text, amount.end)
        if _COMES_TO.search(between) and amount.won > total:
            total, limited = amount.won, amount.limit
        elif joined and not _CORRECTS.search(between):
            total += amount.won
        elif amount.limit or not limited or _CORRECTS.search(between):
            total, limited = amount.won, amount.limit
    return total
