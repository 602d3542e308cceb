"""What people say about their own card, data, accounts and bookings. Pure."""

from __future__ import annotations

from re import IGNORECASE

from core.meaning import Wish
from core.nlu import news
from core.nlu.text import CLUES, Page
from core.sieve import Clue

_WISHES: tuple[tuple[Wish, Clue], ...] = (
    (
        Wish.PLAN,
        CLUES.clue(
            r"충전\s?(?:날|일|하는\s?날)?\s?(?:때|전)?까지\S{0,2}\s?.{0,12}(?:버[티텨틸팀]|먹|살아|지내|어떻게|어케|계획|짜)"
            r"|(?:어떻게|어케|우째|우예)\s?버[티텨틸팀]|밥\s?지도"
            r"|남은\s?(?:돈|거|걸|잔액)\S{0,2}\s?(?:언제까지|며칠|몇\s?(?:끼|번|일)).{0,8}(?:먹|버[티텨틸팀])"
            r"|(?:며칠|몇\s?끼|언제까지)\S{0,3}\s?버[티텨틸팀]"
            r"|(?:식비|밥값|식단|끼니)\S{0,2}\s?(?:계획\S{0,2}\s?)?(?:짜|세워|계획)"
        ),
    ),
    (
        Wish.LEAVE,
        CLUES.clue(
            r"탈퇴|계정\S{0,2}\s?(?:삭제|지워|없애)|동의\S{0,2}\s?(?:취소|철회)"
            r"|내\s?(?:정보|데이터|기록|꺼|거)\S{0,3}\s?(?:다\s?|모두\s?|전부\s?|싹\s?)?(?:지워|지우|삭제|없애)"
            r"|(?:나|날|나를|나에\s?대해|저|저를)\s?(?:이제\s?|좀\s?)?(?:기억하지\s?(?:마|말)|잊어\s?(?:줘|주))"
        ),
    ),
    (
        Wish.MY_DATA,
        CLUES.clue(
            r"내\s?(?:정보|데이터|기록|개인\s?정보)\S{0,3}\s?(?:좀\s?)?(?:보여|볼래|알려|내보내|받|뭐\s?(?:있|알|가지)|확인)"
            r"|나에\s?대해\s?(?:뭐|뭘|무엇을)\s?(?:알|기억|저장)"
        ),
    ),
    (
        Wish.ACCOUNT_CODE,
        CLUES.clue(
            r"연결\s?코드|(?:라인|카톡|카카오톡?|line|다른\s?(?:폰|핸드폰|메신저|계정|앱))\S{0,3}\s?"
            r"(?:에서도|에서|도|로도|이랑)?\s?(?:쓰고\s?싶|쓸래|쓸\s?수|이어|연결|같이\s?쓰)",
            IGNORECASE,
        ),
    ),
    (
        Wish.AID,
        CLUES.clue(
            r"긴급\s?(?:쿠폰|지원|식사|급식|식비|식권)"
            r"|(?:오늘\s?)?한\s?끼\s?쿠폰\S{0,2}\s?(?:또|더|좀|하나)?\s?(?:줘|주[세면라]|받)"
        ),
    ),
    (
        Wish.COUPON_HOW,
        CLUES.clue(
            r"쿠폰\S{0,2}\s?(?:\S{1,4}\s)?(?:어떻게|어케|우째|어떡해|어떠케)\s?(?:쓰|써|씀|사용|적용)"
            r"|쿠폰\S{0,2}\s?(?:쓰는|사용|이용)\s?(?:하는\s?)?(?:법|방법)"
        ),
    ),
    (
        Wish.CLAIM,
        CLUES.clue(
            r"(?:^|\s|쿠폰|거|꺼|걸|걸로|번)(?:받을[래게께]|받고\s?싶|받아\s?볼래|받을란다|가질래)\S{0,3}[\s.!~ㅋㅎㅠㅜ]*$"
            r"|^(?:그|이|저)?\s?쿠폰(?:을|도|으로)?\s?(?:줘|주세요|주라)\S?[\s.!~ㅋㅎㅠㅜ]*$"
        ),
    ),
    (
        Wish.CANCEL_VOUCHER,
        CLUES.clue(r"(?:교환권|쿠폰)\S{0,2}\s?(?:(?:쓰는\s?거|쓴\s?거|쓰기|사용)\S{0,2}\s?)?(?:취소|안\s?쓸)"),
    ),
    (Wish.VOUCHER, CLUES.clue(r"교환권\S{0,2}\s?(?:다시\s?|또\s?|좀\s?)?(?:보여|볼래|번호|띄워|열어|어디\s?갔)")),
    (Wish.UNBOOK, CLUES.clue(r"예약\S{0,2}\s?(?:좀\s?)?(?:취소|없던|안\s?(?:갈|가))")),
    (Wish.ENROL_HOW, CLUES.clue(r"(?:급식\s?)?카드\S{0,2}\s?(?:어떻게\s?|어케\s?)?(?:연결|등록|연동)(?!\S{0,4}\s?안)")),
)

_TELLS_BALANCE = CLUES.clue(
    r"카드\S{0,2}\s?(?:에\s?)?(?:잔액\S{0,2}\s?)?[\d,.천만백\s]+원?\S{0,2}\s?(?:남[음았아]|있어|있음|들어\s?있)"
    r"|잔액\S{0,2}\s?[\d,.천만백\s]+원"
)


def read_wish(page: Page) -> Wish | None:
    """What is wished about one's own card, data, accounts, bookings or notices."""
    return news.read_wish(page) or next((wish for wish, clue in _WISHES if page.says(clue)), None)


def tells_balance(page: Page) -> bool:
    """Whether the amount in the text is what is left on the card ("카드 12,300원 남음")."""
    return page.says(_TELLS_BALANCE)
