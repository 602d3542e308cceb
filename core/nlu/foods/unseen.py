"""Foods in no lexicon: dishes by how they end, and whatever is not eaten. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from core.nlu.foods.found import Found
from core.nlu.lexicon import Food
from core.nlu.text import CLUES, Page

_LONGEST_STEM = 6
_MAYBE_PARTICLE = re.compile(r"[이가도로나랑에의만야과와]$")
_IN_A_PHRASE = re.compile(
    r"(?:은|는|을|를|고|서|면|데|요|어|아|줘|한|던|운|된|긴|까지|지|네|님|엔|게|인|할|갈|먹을|볼|쓸|살|다|음|임|까|니|듯|표|집|점|거|것|건|걸|때|뒤|전|후|쯤|꺼|원|명|시|분|끼|개|번|째|라|ㄴ|자|당|이랑)$"
)
_UNSEEN = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>(?P<stem>[가-힣]{1,5}?)(?:찌개|볶음밥|볶음|덮밥|비빔밥|국밥|쌈밥|솥밥|주먹밥|김밥|칼국수|쌀국수"
    r"|국수|냉면|라면|라멘|우동|파스타|스파게티|리조또|그라탕|스테이크|샐러드|수프|스프|피자|버거|샌드위치|토스트|핫도그|케이크|쿠키|파이"
    r"|타르트|와플|빙수|라떼|에이드|스무디|주스|쉐이크|튀김|구이|조림|무침|전골|갈비찜|찜닭|강정|치킨|통닭|떡볶이|만두|해장국|매운탕|곰탕|짬뽕"
    r"|짜장|탕수육|정식|카레|커리|돈가스|돈까스|카츠|족발|보쌈|수육|육회|물회|젓갈|장아찌|빈대떡|부침개|호떡|찐빵|식빵|꼬치|육포"
    r"|(?<=[가-힣]{2})(?:죽|탕|국|찜|빵|떡)(?=\s?(?:먹|파|집|맛집|한\s?그릇|얼마|땡|추천|끓))))"
    r"(?=$|[^가-힣]|(?:을|를|은|는|이|가|도|만|이랑|랑|하고|이나|나|으로|로|에|집|요|이요|먹|말고|빼고|같은|파는|어때|좀|ㄱ)(?![가-힣]{4}))"
)
_UNKNOWN_REFUSED = CLUES.clue(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣]{2,6})(?:(?:은|는|을|를|도)\s?(?:(?:아예|절대|전혀|진짜|잘)\s)?(?:못\s?먹(?!었)|안\s?먹(?!었|고\s?왔)|못\s?드)"
    r"|(?:은|는|을|를|만)?\s?빼\s?(?:주[세이시쇼십]|줘|달라|라|시|고[\s.!~]*$))"
)
_UNSEEN_DISH = Food("", "dish", "-", "-")


class Unseen:
    """Reads names that no lexicon knows; `not_dishes` are words that are no part of a dish's name."""

    def __init__(self, not_dishes: Collection[str]) -> None:
        self._not_dishes = frozenset(not_dishes)

    def dishes(self, page: Page) -> list[Found]:
        """Dishes in no lexicon, by how they end: 우거지갈비찜, 말똥가리국수."""
        found = []
        for match in page.finditer(_UNSEEN):
            start, end = match.span("name")
            if page.free(start, end) and self.is_name(match["stem"]) and match["name"] not in self._not_dishes:
                page.claim(start, end)
                found.append(Found(start, end, _UNSEEN_DISH, match["name"]))
        return found

    def refused(self, page: Page) -> list[str]:
        """날생선은 못 먹어요: whatever is not eaten or is to be left out is a food, known or not."""
        found = []
        for match in page.finditer(_UNKNOWN_REFUSED):
            if page.free(*match.span("name")) and self.is_name(match["name"]):
                page.claim(*match.span("name"))
                found.append(match["name"])
        return found

    def is_name(self, stem: str) -> bool:
        """Whether letters before a dish can be of its name: no word of another kind, with or without its particle."""
        known = stem in self._not_dishes or (_MAYBE_PARTICLE.search(stem) and stem[:-1] in self._not_dishes)
        return not known and len(stem) <= _LONGEST_STEM and not _IN_A_PHRASE.search(stem)
