"""Which language a message is in, and the few wishes understood in each (`domain.md` 2). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.meaning import Intent

KOREAN = "ko"
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_VIETNAMESE_WORDS = re.compile(
    r"\b(?:toi|doi|muon|com|khong co tien|quan an|xin chao|pho|banh mi|bun)\b", re.IGNORECASE
)
_LATIN_WORDS = re.compile(r"\b[A-Za-z]{2,}\b")

_NUMERALS = str.maketrans("一二两兩三四五六七八九十百千万萬", "일이이이삼사오육칠팔구십백천만만")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})\.(\d{3})(?!\d)")
_MONEY = re.compile(r"\s?(?:韩元|韓元|韩币|块钱|块|塊|元|ウォン|円|원|won\b|đồng)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Phrases:
    hungry: re.Pattern[str]
    broke: re.Pattern[str]
    food: re.Pattern[str]
    place: re.Pattern[str]
    greeting: re.Pattern[str]
    coupon: re.Pattern[str]
    charge: re.Pattern[str]
    balance: re.Pattern[str]
    hours: re.Pattern[str]
    seats: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PHRASES = {
    "en": _Phrases(
        hungry=_words(r"\bhungry\b|starving|\bhaven'?t eaten|nothing to eat"),
        broke=_words(
            r"no money|don'?t have (?:any )?money|\bbroke\b|free (?:food|meal)|without money|no cash"
            r"|card is empty|can'?t pay"
        ),
        food=_words(
            r"\beat\b|food|lunch|dinner|breakfast|restaurant|recommend|meal|chicken|pizza|noodle|rice"
            r"|halal|snack|menu|burger"
        ),
        place=_words(r"\bnear\b|nearby|where|close to|around here|nearest"),
        greeting=_words(r"\bhi\b|\bhello\b|thank|\bhey\b|\bbye\b|who are you"),
        coupon=_words(r"coupon|voucher"),
        charge=_words(r"recharge|top.?up|when .*(?:charged|refill|money come)"),
        balance=_words(r"balance|how much (?:money )?(?:is |do i have )?(?:left|on (?:my|the) card)|money is left"),
        hours=_words(r"\bopen\b|\bclosed?\b|what time|opening hours|until when"),
        seats=_words(r"table for|seats? for|reserv|\bbook a table"),
    ),
    "ja": _Phrases(
        hungry=_words(r"お腹(?:が)?(?:すい|空い|減っ)|おなか(?:が)?(?:すい|へっ|ペコ)|腹減|はらへ|空腹"),
        broke=_words(r"お金(?:が|も)?(?:ない|ありません|なく)|無料|ただで|一文無し"),
        food=_words(r"食べ|ご飯|ごはん|ランチ|夕食|昼|朝食|おすすめ|料理|レストラン|店|ラーメン|チキン|ピザ|飯"),
        place=_words(r"近く|どこ|周辺|この辺|最寄"),
        greeting=_words(r"こんにちは|ありがとう|はじめまして|おはよう|こんばんは|さようなら"),
        coupon=_words(r"クーポン"),
        charge=_words(r"チャージ|入金"),
        balance=_words(r"残高|いくら残|残りは?いくら"),
        hours=_words(r"何時|開いて|営業|閉ま|定休"),
        seats=_words(r"座れる|予約|席"),
    ),
    "zh": _Phrases(
        hungry=_words(r"饿|餓"),
        broke=_words(r"没(?:有)?钱|沒(?:有)?錢|免费|免費|身无分文"),
        food=_words(r"吃|饭|飯|餐|菜|推荐|推薦|面|麵|鸡|雞|饺子|火锅|清真"),
        place=_words(r"附近|哪里|哪裡|在哪|哪儿|最近的"),
        greeting=_words(r"你好|谢谢|謝謝|再见|再見|您好"),
        coupon=_words(r"优惠券|優惠券|代金券"),
        charge=_words(r"充值|儲值|什么时候到账"),
        balance=_words(r"余额|餘額|(?:还有|還有|剩)多少钱|剩多少"),
        hours=_words(r"几点|幾點|营业|營業|开门|開門|关门|關門|开着"),
        seats=_words(r"座位|预订|預訂|订位|包间|坐得下"),
    ),
    "vi": _Phrases(
        hungry=_words(r"đói|doi bung|\bdoi\b"),
        broke=_words(r"không có tiền|hết tiền|khong co tien|miễn phí|het tien"),
        food=_words(r"\băn\b|cơm|phở|bún|bánh|quán|món|nhà hàng|gà|ăn gì|muốn ăn|an gi|\bcom\b|\bpho\b"),
        place=_words(r"gần|ở đâu|o dau|gan day|chỗ nào"),
        greeting=_words(r"xin chào|cảm ơn|chào|tạm biệt|xin chao|cam on"),
        coupon=_words(r"phiếu giảm giá|coupon|mã giảm giá|voucher"),
        charge=_words(r"nạp tiền|khi nào.*tiền vào|tiền vào thẻ"),
        balance=_words(r"số dư|còn bao nhiêu tiền|còn bao nhiêu"),
        hours=_words(r"mấy giờ|mở cửa|đóng cửa"),
        seats=_words(r"đặt bàn|chỗ ngồi|đặt chỗ|bàn cho"),
    ),
}


def detect_language(text: str) -> str:
    """ISO 639-1 code of en, ja, zh or vi where the message is clearly in it; else Korean."""
    if _HANGUL.search(text):
        return KOREAN
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh"
    if _VIETNAMESE.search(text) or _VIETNAMESE_WORDS.search(text):
        return "vi"
    return "en" if len(_LATIN_WORDS.findall(text)) > 1 or _PHRASES["en"].greeting.search(text) else KOREAN


def foreign_intent(text: str, language: str) -> Intent:
    """The intent of a message that is not Korean, by the basic phrases of its language."""
    said = _PHRASES[language]
    broke = said.broke.search(text) is not None
    if broke and (said.hungry.search(text) or said.food.search(text)):
        return Intent.EMERGENCY_FOOD
    asked = (
        (said.coupon, Intent.COUPON_INQUIRY),
        (said.charge, Intent.BALANCE_CHARGE),
        (said.balance, Intent.BALANCE_CHECK),
        (said.hours, Intent.TIME_INQUIRY),
        (said.seats, Intent.GROUP_DINING),
        (said.place, Intent.LOCATION_INQUIRY),
    )
    for words, intent in asked:
        if words.search(text):
            return intent
    if said.hungry.search(text) or said.food.search(text):
        return Intent.FOOD_REQUEST
    return Intent.GENERAL_CHAT if said.greeting.search(text) else Intent.UNKNOWN


def in_won(text: str) -> str:
    """The text with amounts as Korean writes them: 五千块, 5000ウォン and 10.000 đồng's thousands."""
    return _MONEY.sub("원", _THOUSANDS.sub(r"\1,\2", text.translate(_NUMERALS)))


def says_near_me(text: str, language: str) -> bool:
    """Whether the message asks for places around the person."""
    return _PHRASES[language].place.search(text) is not None
