"""Numbers that belong to a person: phones, resident numbers, cards, accounts. Amounts, dates and codes are shielded."""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

_S = r"[\s\-._/()·~*\ue002]"  # what stands between the digits of one number
_C = r"[\s\-._/()·~*,\ue002]"  # a comma too, where the number cannot be a row of amounts
_UNIT = (
    r"(?:원|천|만|억|백|won|krw|개|명|인|분|시|초|월|일|년|살|세|층|위|점|장|판|번째|번\s?출구|호선|호점|가지|군데|곳|끼|"
    r"마리|그릇|잔|병|줄|쪽|조각|세트|k?cal|칼로리|k?g|k?m|ml|미터|걸음|%|퍼|학년|대|km|자리)"
)
_BANK = (
    r"(?:(?:국민|신한|우리|하나|농협|기업|카카오|토스|새마을|우체국|수협|신협|산업|제일|씨티|케이|대구|부산|경남|광주|전북|제주|축협)"
    r"\s?(?:은행|뱅크|금고)|농협|카뱅|카카오뱅크|토스뱅크|케이뱅크|새마을금고|우체국|신협|수협|국민|신한|"
    r"계좌(?:\s?번호)?|통장(?:\s?번호)?|입금|송금|이체|account|bank)"
)
_PHONE_CUE = r"(?:전화|연락처|연락|핸드폰|휴대폰|(?<!쿠)폰|(?:tel|phone|call|mobile)(?![a-z])|문자|☎|📞)"
_BIRTHDAY = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_HELP_LINES = frozenset({"109", "112", "117", "119", "129", "1366", "1388", "1393"})
_PUBLIC = re.compile(r"1[568]\d\d|1388|1366|080")


def _groups(number: str) -> list[str]:
    return re.findall(r"\d+", number)


def _is_round(number: str) -> bool:
    """Several amounts or clock times side by side: every group ends in 0, as "3500 4000" or "1130-1430" do."""
    groups = _groups(number)
    return len(groups) > 1 and all(len(group) <= 6 and group.endswith("0") for group in groups)


def _is_card(match: re.Match[str]) -> bool:
    helps = sum(group in _HELP_LINES for group in _groups(match["v"]))
    return not _is_round(match["v"]) and helps < 3


def _is_local_phone(match: re.Match[str]) -> bool:
    first, last = _groups(match["v"])
    years = re.fullmatch(r"(?:19|20)\d\d", first) and re.fullmatch(r"(?:19|20)\d\d", last)
    return not (years or _is_round(match["v"]) or _PUBLIC.match(first))


def _is_cued_phone(match: re.Match[str]) -> bool:
    return not _PUBLIC.match(match["v"]) and not _is_round(match["v"])


def _is_account(match: re.Match[str]) -> bool:
    number = match["v"]
    return not _is_round(number) and not (number.isdigit() and number.endswith("000"))


def _is_account_shape(match: re.Match[str]) -> bool:
    return 10 <= sum(map(len, _groups(match["v"]))) <= 14 and not _is_round(match["v"])


def _is_spaced_rrn(match: re.Match[str]) -> bool:
    return re.match(_BIRTHDAY, re.sub(r"\D", "", match["v"])) is not None


# Before the phones: of who was born in 2000 it begins like a call abroad.
_RESIDENT = rule("[RRN]", rf"(?<!\d){_BIRTHDAY}{_S}{{0,3}}\d{{7}}(?!\d)")
_PHONES = (
    rule("[PHONE]", rf"(?<!\d)(?:(?:\+|00)?{_S}{{0,2}}82{_S}{{0,3}}(?:\(?0\)?)?|0)1[016789]"
                    rf"{_C}{{0,3}}\d{{3,4}}{_C}{{0,3}}\d{{4}}(?!\d)"),
    rule("[PHONE]", rf"(?<!\d)(?<!\d[-.])0{_S}{{0,5}}1{_S}{{0,5}}[016789](?:{_C}{{0,5}}\d){{7,8}}(?!\d)"),
    rule("[PHONE]", rf"(?<![\w+])(?:\+|00)\d{{1,3}}(?:{_S}{{0,3}}\d){{7,12}}(?!\d)"),
    rule("[PHONE]", rf"(?<![\d.])\(?(?:02|0[3-6]\d|070|050\d){_S}{{0,3}}\d{{3,4}}{_S}{{0,3}}\d{{4}}(?!\d)"),
    rule("[PHONE]", r"(?<!\d)(?<!\d[-.])1[016789]-\d{3,4}-\d{4}(?!\d)"),
)  # fmt: skip

_SHIELDS = (
    rule(None, r"(?<![\d-])(?:109|11[279]|129|1[568]\d\d-\d{4})(?![\d-])"),
    rule(None, r"(?<!\d)(?:19|20)\d\d\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}(?!\d)"),
    rule(None, r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d]|,\d)"),
    rule(None, r"(?<![\d.])\d{1,3}\.\d{5,}(?![\d.])"),
    rule(None, r"(?:쿠폰|교환권|상품권|인증|주문|예약|coupon|code|order)[^\d\n]{0,8}(?<![\d-])"
               r"(?P<v>[a-z0-9]{1,12}(?:-[a-z0-9]{1,6}){0,2})(?![\d-]|\s?-?\d)"),
    rule(None, rf"(?<!\d)(?<!\d[ \-.])[1-9]\d{{0,7}}(?:[-~]\d{{1,8}})?\s?{_UNIT}"),
)  # fmt: skip

_IDENTITIES = (
    rule("[RRN]", rf"(?<!\d)(?P<v>\d(?:{_S}{{1,4}}\d){{12}})(?!\d)", _is_spaced_rrn),
    rule("[RRN]", rf"(?<![\d-]){_BIRTHDAY}\s?-\s?[1-8](?:[*xX●#○]{{1,6}}|(?![\d-]))"),
    rule("[RRN]", rf"(?:주민|외국인)\s?(?:등록)?\s?번호\D{{0,8}}?(?P<v>\d(?:{_S}{{0,3}}\d){{5,12}})(?!\d)"),
)  # fmt: skip

_ACCOUNTS_AND_CARDS = (
    rule("[ACCOUNT]", rf"{_BANK}\D{{0,8}}?(?P<v>\d(?:{_S}{{0,2}}\d){{5,17}})(?!\d)", _is_account),
    rule("[CARD]", rf"(?<![\d.])(?P<v>\d(?:(?:{_S}|,\s?(?=\d{{4}}(?!\d))){{0,3}}\d){{13,18}})(?!\d)", _is_card),
    rule("[CARD]", rf"카드\s?번호\D{{0,8}}?(?P<v>\d(?:{_S}{{0,3}}\d){{3,18}})(?!\d|\s?자리)"),
    rule("[CARD]", r"(?:(?:끝|뒷|뒤|앞)\s?(?:네|4)?\s?자리|cvc|cvv)\D{0,6}?(?P<v>\d{3,6})(?!\d)"),
    rule("[ACCOUNT]", rf"(?<!\d)(?P<v>\d(?:{_S}{{0,2}}\d){{5,17}})(?!\d)\s?\(?{_BANK}", _is_account),
    rule("[ACCOUNT]", r"(?<![\d\-A-Za-z])(?P<v>\d{2,6}-\d{2,6}-\d{2,7}(?:-\d{1,4})?)(?![\d-])", _is_account_shape),
)  # fmt: skip

_LOOSE = (
    rule("[PHONE]", r"(?<![\d\-A-Za-z])(?P<v>[1-9]\d{2,3}-\d{4})(?![\d-])", _is_local_phone),
    rule("[PHONE]", rf"{_PHONE_CUE}(?:\s?번호)?[^\d\n]{{0,6}}?(?P<v>\d(?:[\s\-.]?\d){{6,11}})(?!\d)", _is_cued_phone),
    rule("[ID]", r"(?<![\d.A-Za-z])\d{10,}(?![\d.])"),
)

NUMBERS = Chapter(
    re.compile(r"(?:\d\D{0,4}){5}\d|자리|cvc|cvv|카드\s?번호", re.IGNORECASE),
    (_RESIDENT, *_PHONES, *_SHIELDS, *_IDENTITIES, *_ACCOUNTS_AND_CARDS),
)
# Tried behind the addresses: "102-1503" may be a flat.
LOOSE_NUMBERS = Chapter(NUMBERS.gate, _LOOSE)
