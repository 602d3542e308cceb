"""Names told in English, Japanese, Chinese and Vietnamese, by the words that introduce them."""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

FOREIGN_NAMES = Chapter(
    re.compile(r"name|call|叫|名前|姓名|tên|なまえ", re.IGNORECASE),
    (
        rule("[NAME]", r"(?:my|her|his|child'?s|son'?s|daughter'?s)\s+name\s+is\s+(?P<v>[^\W\d_]+(?:[ '\-](?-i:[A-Z])[^\W\d_]*){0,3})"),
        rule("[NAME]", r"call\s+me\s+(?P<v>(?!back|later|when|if|at|on|in|the|a|an|now|please)[^\W\d_]+)"),
        rule("[NAME]", r"(?:我|他|她|孩子|儿子|女儿)(?:的)?(?:名字)?(?:叫|是叫|名叫)(?:做)?\s?(?P<v>[一-鿿]{2,4}?)(?=[^一-鿿]|$|我|想|今)"),
        rule("[NAME]", r"(?:名字|姓名)(?:是|叫|[:：])\s?(?P<v>[一-鿿]{2,4}?)(?=[^一-鿿]|$)"),
        rule("[NAME]", r"(?:名前|なまえ)は\s?(?P<v>[^\s。、!?\ue000]{1,10}?)(?=です|だ|と|。|、|[\s!?]|$)"),
        rule("[NAME]", r"tên\s+(?:tôi|em|mình|con|cháu|của\s+\w+|của tôi)?\s*là\s+(?P<v>[^\W\d_]+(?:\s(?-i:[A-ZĐÀ-Ỵ])[^\W\d_]*){0,3})"),
    ),
)  # fmt: skip
