"""What a menu is by its name, where a list does not say: most public lists tell a name and a price. Pure.

The end of a name decides ("김치말이국수" is noodles, "와인숙성 삼겹살" is pork), whatever is said of size or number.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class MenuKind(StrEnum):
    """The guide's kinds of menus, and what is never offered to a child."""

    SIDE = "사이드메뉴"
    DRINK = "음료"
    DESSERT = "디저트"
    ALCOHOL = "주류"


_ASIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\d+(?:\.\d+)?\s*(?:cc|ml|m|l|리터|g|병|잔|캔|개|컵|p|ea)?(?![가-힣])"
    r"|(?:^|\s)(?:한\s*)?(?:병|잔|캔|컵|대|중|소|ice|hot|아이스|핫)(?=\s|$)"
)
_PARTS = re.compile(r"[/,+&·](?![^(]*\))")
_SPACES = re.compile(r"\s+")
_ALCOHOL = re.compile(
    r"(?:소주|맥주|생맥|병맥|캔맥|소맥|막걸리|동동주|탁주|하이볼|와인|양주|위스키|보드카|사케|정종|청주|약주|과실주|전통주"
    r"|모주|복분자주|매실주|백세주|인삼주|산사춘|매화수|고량주|연태고량|이과두주|칵테일|샴페인|처음처럼|참이슬|하이네켄|호가든"
    r"|버드와이저|칭따오|기네스|아사히|삿포로|산토리)$"
    r"|^(?:진로|카스|테라|켈리|클라우드|청하|설중매|새로|주류|술)$"
)
_DRINK = re.compile(
    r"(?:콜라|사이다|음료|음료수|주스|쥬스|에이드|스무디|아이스티|식혜|수정과|우유|두유|환타|스프라이트|탄산수|요구르트"
    r"|밀크티|버블티|쉐이크|셰이크|슬러시|미숫가루)$"
)
_DESSERT = re.compile(
    r"(?:커피|아메리카노|라떼|라테|에스프레소|카푸치노|마끼아또|마키아토|카페모카|콜드브루|녹차|홍차|허브티|유자차|대추차"
    r"|쌍화차|생강차|매실차|율무차|생수|빙수|케이크|케익|마카롱|쿠키|아이스크림|젤라또|푸딩|타르트|마들렌|휘낭시에|사탕|젤리"
    r"|초콜릿)$"
)
_ADDITIONS, _BIGGER = "추가|사리|토핑", "곱빼기|곱배기"
_ADDED = re.compile(rf"(?:{_ADDITIONS}|^(?:{_BIGGER}))(?:\([^)]*\))?$")
_SIDE = re.compile(
    rf"(?:{_ADDITIONS}|공기밥|공깃밥|공기|계란후라이|계란프라이|계란말이|계란찜|단무지|샐러드바|감자튀김|치즈스틱)$"
    rf"|^(?:추가|사리|{_BIGGER})|^(?:밥|쌀밥|흰밥|국물|김치|소스|치즈)$"
)
_KINDS = (
    (MenuKind.ALCOHOL, _ALCOHOL),
    (MenuKind.SIDE, _SIDE),
    (MenuKind.DRINK, _DRINK),
    (MenuKind.DESSERT, _DESSERT),
)


@lru_cache(maxsize=2**14)
def kind_of(name: str) -> MenuKind | None:
    """The kind that a menu's name tells; None where it is a dish, has one in it, or is nothing we know."""
    kinds = [_kind(part) for part in _PARTS.split(unicodedata.normalize("NFKC", name).lower()) if part.strip()]
    if MenuKind.ALCOHOL in kinds:
        return MenuKind.ALCOHOL
    return kinds[0] if kinds and None not in kinds else None


@lru_cache(maxsize=2**14)
def is_addition(name: str) -> bool:
    """Whether a menu is only had with a dish: 사리, 토핑, 치즈 추가."""
    return _ADDED.search(_SPACES.sub("", name)) is not None


def _kind(part: str) -> MenuKind | None:
    plain = _SPACES.sub("", _ASIDE.sub(" ", part))
    return next((kind for kind, words in _KINDS if words.search(plain)), None)
