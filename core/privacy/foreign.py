"""Names told in English, Japanese, Chinese and Vietnamese, by the words that introduce them."""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

_WORD = r"[^\W\d_]+"
_MORE = r"(?:[ '\-](?-i:[A-ZÀ-ỴĐ])[^\W\d_]*){0,3}"  # further words of a name begin with a capital
_HAN = r"[一-鿿]{2,4}?"
_MIXED = r"[一-鿿]{2,3}[ぁ-ん]{2,4}(?<![いなに])(?<!です)"  # 田中さくら; an adjective ends in い or な

FOREIGN_NAMES = Chapter(
    re.compile(r"name|call|叫|名前|名字|姓名|tên|なまえ|[はがと](?=[一-鿿申い言])", re.IGNORECASE),
    (
        rule("[NAME]", rf"(?:my|her|his|child'?s|son'?s|daughter'?s)\s+name\s+is\s+(?P<v>{_WORD}{_MORE})"),
        rule("[NAME]", rf"call\s+me\s+(?P<v>(?!back|later|when|if|at|on|in|the|an?\b|now|please){_WORD})"),
        rule(
            "[NAME]",
            rf"(?:我|他|她|孩子|儿子|女儿)的?(?:名字)?(?:是叫|名叫|叫)做?\s?(?P<v>{_HAN})(?=[^一-鿿]|$|我|想|今)",
        ),
        rule("[NAME]", rf"(?:名字|姓名)(?:是|叫|:)\s?(?P<v>{_HAN})(?=[^一-鿿]|$)"),
        rule("[NAME]", r"(?:名前|なまえ)は\s?(?P<v>[^\s。、!?\ue000]{1,10}?)(?=です|だ|と|。|、|[\s!?]|$)"),
        rule(
            "[NAME]", rf"(?:私|わたし|僕|ぼく|俺|母|父|娘|息子)[はが]\s?(?P<v>{_MIXED})(?=です|だよ|と|。|、|[\s!]|$)"
        ),
        rule("[NAME]", r"(?:^|[はが、。\s])(?P<v>[一-鿿ァ-ヶーぁ-ん]{2,8}?)と(?=申します|いいます|言います)"),
        rule("[NAME]", rf"tên\s+(?:tôi|em|mình|con|cháu|của\s+\w+)?\s*là\s+(?P<v>{_WORD}{_MORE})"),
    ),
)
