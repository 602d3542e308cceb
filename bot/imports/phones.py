"""Telephone numbers of shops: area codes mended, mobile numbers dropped. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

AREAS: Mapping[str, str] = {
    "02": "서울",
    "031": "경기",
    "032": "인천",
    "033": "강원",
    "041": "충남",
    "042": "대전",
    "043": "충북",
    "044": "세종",
    "051": "부산",
    "052": "울산",
    "053": "대구",
    "054": "경북",
    "055": "경남",
    "061": "전남",
    "062": "광주",
    "063": "전북",
    "064": "제주",
}
"""Area code to province. Neighbouring towns share the codes of big cities."""

_CODE_OF = {province: code for code, province in AREAS.items()}
_EMPTY = re.compile(r"\s*\(\s*\)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?82[-.\s]?\(?0?\)?1|01)[016789][-.)\s]*\d{3,4}[-.\s]*\d{4}(?!\d)")
_NUMBERS = re.compile(r"\+?\d(?:[\d\s().~-]*\d)?")
_NATIONWIDE = re.compile(r"1[568]\d{6}")
_SPECIAL = re.compile(r"0(?:70|80|50\d)\d{7,8}")
_LOCAL = re.compile(r"[2-9]\d{6,7}")


def normalise_phone(cell: object, sido: str = "") -> str | None:
    """The first number that is not a mobile one, as "033-253-4757"; None where there is none.

    `sido` ("강원") lends its area code to a number written without. A lost leading zero (a spreadsheet's number)
    is put back.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    for part in re.split(r"[,/;\n]|또는", str(cell or "")):
        for found in _NUMBERS.findall(part):
            if (number := _one(re.sub(r"\D", "", found.replace("+82", "0")), sido)) is not None:
                return number
    return None


def area_of(phone: str | None) -> str | None:
    """The area code of a normalised number, None where it has none."""
    code = (phone or "").split("-")[0]
    return code if code in AREAS else None


def without_mobiles(text: str) -> str:
    """The text with mobile numbers taken out, and the brackets that held them."""
    return _EMPTY.sub("", _MOBILE.sub("", text)) if "01" in text or "82" in text else text


def _one(digits: str, sido: str) -> str | None:
    digits = re.sub(r"^00", "0", digits)
    if digits.startswith("02") and _NATIONWIDE.fullmatch(digits[2:]) and len(digits) == 10:
        digits = digits[2:]  # "02-1577-0711"
    if len(set(digits[2:])) <= 1 or re.fullmatch(r"\d*0{7}", digits):
        return None
    if _NATIONWIDE.fullmatch(digits):
        return f"{digits[:4]}-{digits[4:]}"
    if digits.startswith("01") or re.fullmatch(r"1[016789]\d{7,8}", digits):
        return None
    if _SPECIAL.fullmatch(digits):
        cut = 4 if digits.startswith("050") and len(digits) == 12 else 3
        return f"{digits[:cut]}-{digits[cut:-4]}-{digits[-4:]}"
    return _with_area(digits, sido)


def _with_area(digits: str, sido: str) -> str | None:
    candidates = (digits, "0" + digits, _CODE_OF.get(sido, "") + digits if _LOCAL.fullmatch(digits) else "")
    for number in candidates:
        for code in AREAS:
            rest = number.removeprefix(code)
            if number.startswith(code) and _LOCAL.fullmatch(rest):
                return f"{code}-{rest[:-4]}-{rest[-4:]}"
    return None
