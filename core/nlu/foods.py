"""What is wished and what is refused (`annotation.md`: food_type, exclude). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.nlu.lexicon import Food
from core.nlu.text import CLUES, Match, Page, Words

_ADVERB = (
    r"(?:(?:이제|이젠|좀|너무|진짜|정말|완전|요새|요즘|맨날|매일|다|걍|그냥|절대|절대로|일단|별로|아예|솔직히|많이|하도|자꾸|계속"
    r"|잘|도저히|아무래도|전혀|하나도|원래|오늘은?|이번엔?"
    r"|(?:(?:어제|그제|아까|지난번에?|저번에?|점심에|아침에|급식에|급식으로|방금)도?\s?)?(?:많이\s?|자주\s?|또\s?)?"
    r"(?:먹|묵)(?:었|어|고)(?:으니까?|더니|서|갖고|가지고|고|거든)?|먹으면|냄새\s?나서|속이?\s?(?:안\s?좋아서?|더부룩해서?|아파서?)"
    r"|소화가?)\s?)*"
)
_REFUSES = (
    r"말고|빼고|뺴고|빼줘|빼\s?달|빼\s?[주줄줌]|빼[자죠]|빼야|뺍시다|빼(?=$|\s|면|도|서|요|셔)|뺀|뺄|제외|싫(?!으면)|질려|질렸|질맀|질맂"
    r"|질리|질린|물려|물렸|물린|지겨|지긋|극혐|혐오|노노|ㄴㄴ|별로(?!\s*안)|못\s?먹(?!어\s?봤"
    r"|은\s?지|나(?:요|$|[?\s])|냐|니\??$|을까|어\?|어요\?|겠[지죠])|못\s?묵|못\s?마|안\s?마|못\s?드|안\s?드[시세십신셔]|안\s?먹(?!어\s?[봤본])|안\s?묵|안\s?땡|안\s?당|"
    r"땡기지\s?않|안\s?좋아|패스|비추|없이|없는(?!데|지|가|교|집)|안\s?들어간|안\s?들어가|안\s?넣"
    r"|넣지|안\s?든|들지\s?않|빠진|꺼려|꺼리|피하|기피|삼가|조심|거부|그만|사양|금지|먹기\s?싫"
    r"|먹고\s?싶지\s?않|먹지\s?(?:않|못)|먹으면\s?안|됐고|됐어|또\s?먹기|토\s?나|토할|말구|아니고"
    r"|아닌\s?(?:거|것|걸|데)|들어(?:가|있)지\s?않|안\s?(?:되|돼)(?=서|요서|고)|안\s?됨(?!\?)|안\s?(?:되|돼)요?[\s.!ㅠㅜ]*$|아니라\s|들어간\s?(?:거|것|건|음식)?(?:은|는|을|를)?\s?(?:싫|못|빼|말|안"
    r"|별로)"
)
_REFUSED = re.compile(
    rf"(?:\s?(?:나오는|파는|있는|주는|하는|들어간|든)\s?(?:데|곳|집|가게|거|것)(?=\s?(?:말고|말구|빼고|싫|제외)))?(?:집|류|종류|요리|(?:\s?쪼가리|\s?따위|\s?같은)(?:\s?(?:거|것|건))?|가게|\s?음식)?\s?(?:은|는|도|이|가|을|를|만|이라면|라면"
    rf"|고기)?\s?{_ADVERB}(?:{_REFUSES})"
)
_TOPIC_REFUSED = re.compile(
    r"(?:은|는)\s(?:\S+\s){1,3}?(?:싫(?!으면)|시[러르]|질[려렸린리맀]|물[려렸린]|못\s?먹|안\s?먹|별로|패스|빼고|말고|극혐|비추)"
)
_SHORT_OF_REFUSAL = re.compile(r"거\s|것\s|건\s|데\s|고\s|지만\s")
_JOINED = re.compile(r"(?:집|류)?(?:이랑|랑|하고|이나|나|과|와|도|은|는)?\s?[,/·]?\s?$")
_MENTIONED = re.compile(
    r"(?:을|를|이|가|은|는|도|만|집)?\s?(?:또|다|벌써|이미|방금|아까|어제|오늘"
    r"|막)?\s?(?:먹었(?!으면)|묵었|드셨|나왔|나옴|나와서|나왔는|시켰|시켜\s?먹었|샀"
    r"|사\s?먹고\s?(?:남|나)|사\s?먹었|먹은\s?(?:뒤|다음|후|지)|먹다가|맛\s?없|별로였|먹고\s?(?:배탈|체|남|나니"
    r"|났|배\s?아|토|진짜|완전|온|왔)"
    r"|도\s?없(?:어|음|는|고|다|네)|밖에\s?없|하나\s?없|떨어|쏟|흘|상했|남은\s?돈|사고\s?남"
    r"|먹을\s?때|값|보다(?!\s?더?\s?(?:싼|저렴))|보단|옷|많지\s?않|(?:너무\s?|좀\s?|넘\s?)?비싸(?!\?|요\?|려나|도)|비(?=$|\s|가|로|는|용|만|도|\d)|먹어서|먹방|자랑|먹었다고|먹는다고|시킨다|먹는\s?걸\s?봤|썩|태웠)"
)
_ALL_REFUSED = re.compile(r"\s?(?:은|는|도)?\s?(?:다|전부|모두|싹\s?다)\s")
_LIKED = re.compile(r"(?:을|를|이|도)?\s?(?:좋아하|좋아합|좋아해)")
_CONTAINED = re.compile(
    r"\s?(?:이|가|도|은|는|만|을|를)?\s?(?:많이|좀|듬뿍|잔뜩|따로|더|안)?\s?(?:들어|들었|든\s|넣|올라|올려|얹|외(?:에|\s)|두툼)"
)
_ASKED_AFTER = re.compile(  # 우유 들어가요? asks what a dish is made of
    r"\s?(?:이|가|도|은|는)?\s?(?:혹시\s?|많이\s?)?들어\s?(?:가|있|감)(?=[요나니냐죠는\s?]|$)(?!는\s?(?:거|것|걸|음식|메뉴|[가-힣]+\s?(?:추천|먹)))"
)
_THAT_ONE = re.compile(
    r"(?:^|\s)(?:아까|방금|처음)\s?(?:그|본|나온|말한)?\s?$|^(?:그|저)\s?$"
)  # 아까 그 빵집 is one that was shown
_OF_DISH = re.compile(
    r"\s?(?:이|가|도)?\s?(?:많이|듬뿍|잔뜩|가득)?\s?(?:들어간|들은|든|들어있는|올라간|올린|얹은|넣은|두툼한|많은|가득한|나오는)\s"
)
_PAST = re.compile(r"(?:어제|아까|저번에|지난번에|방금|그저께|급식(?:에|은|으로)?)\s?(?:또\s?)?$")
_PAST_EATEN = re.compile(r"(?:을|를)?\s?(?:먹고|먹은|나옴|나왔|먹어서)")
_ADDS = re.compile(
    r"도(?!시락)(?=$|[^가-힣]|요|[먹파팔되돼있좋괜콜사시추땡할하줘주가])|까지\s?(?:있|먹|추가|시키|시킬|사|할|하고|줘|되|돼|$)"
    r"|(?:이랑|랑|하고)?\s?(?:도\s)?(?:같이|추가)"
)
_SINGLE = re.compile(
    r"$|[^가-힣]|(?:을|를|은|는|도|만|이나|이라도|라도|이랑|랑|하고)(?=$|\s|먹|말고)|이\s|(?:으로"
    r"|로)(?=\s|$)|말고|집|\s?(?:먹|땡|종류|요리)|좀|류|같은|먹|보단|보다"
)
_SPECIAL = {
    "쌈": re.compile(r"집|이랑|을\s|도\s|\s?싸"),
    "죽": re.compile(
        r"집|가게|이나(?:\s|$)|은\s?(?:어때|어떨|어떤|없|있|싫|좀|말)|으로\s|\s?(?:먹|추천|한\s?그릇|포장|파는|좀|끓)|$|\s(?!거|듯|을|고)|,|이랑|도\s|은\s"
        r"|을\s?(?:먹|사|주문|좀|추천)"
    ),
    "전": re.compile(r"\s?(?:집|먹고|파는|부쳐)|이랑|집|에\s?막걸리"),
    "회": re.compile(r"$|[\s,?!.]|집|를|가|도|랑|좀|먹|나\s|만|는\s|하고|로\s"),
    "떡": re.compile(r"$|[\s,?!.]|집|을|이\s|도|이랑|좀|먹|은\s|만|하고|으로"),
}
_INGREDIENT_REFUSED = re.compile(rf"\s?(?:은|는|도|만|을|를|이|가|만)?\s?{_ADVERB}(?:{_REFUSES})")
_LETTER = re.compile(r"[가-힣]")
_AFTER_LONG = re.compile(r"(?:천국|나라|대학|전문점주|회사|사장|공장|이네$)")
_WANTS = re.compile(
    r"먹|땡|당기|추천|먹이|고파|찾|시켜|시킬|사\s?줄|갈|파는|드시|묵|살\s?수|사먹|어때|되나|돼|콜"
    r"|ㄱ|각|줘|주세요|있"
)


@dataclass(frozen=True, slots=True)
class Dishes:
    """Standard names of what is wished and what is refused; `adds` says the wished joins the running ones."""

    wished: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    adds: bool = False


@dataclass(slots=True)
class _Said:
    start: int
    end: int
    food: Food
    name: str
    refused: bool = False
    mentioned: bool = False


class Foods:
    """Reads foods: longest match, compounds whole, then each one's role by the words after it."""

    def __init__(
        self, foods: Mapping[str, Food], modifiers: frozenset[str], not_dishes: Collection[str] = frozenset()
    ) -> None:
        """`not_dishes` are words that stand straight before a dish, or end like one, and are no part of its name."""
        self._foods = foods
        self._not_dishes = frozenset(not_dishes)
        self._modifiers = modifiers
        self._words = Words({word: word for word in foods})
        self._longest_modifier = max(len(modifier) for modifier in modifiers)

    def read(self, page: Page) -> Dishes:
        """The dishes of the page; every food word is claimed, wished or not."""
        said = self._find(page)
        self._judge(page.clean, said)
        wished = [item for item in said if not item.refused and not item.mentioned]
        if any(item.food.kind not in {"ingredient", "generic"} for item in wished):
            wished = [item for item in wished if item.food.kind != "ingredient"]
        elif not any(item.food.kind != "ingredient" for item in wished):
            wished = [item for item in wished if item.food.kind != "ingredient" or _WANTS.search(page.clean, item.end)]
        refused = tuple(dict.fromkeys([*(item.name for item in said if item.refused), *self._unknown_refused(page)]))
        names = tuple(dict.fromkeys(item.name for item in wished if item.name not in refused))
        names = tuple(name for name in names if not any(other != name and other.endswith(name) for other in names))
        return Dishes(names, refused, adds=any(_ADDS.match(page.clean, item.end) for item in wished))

    def _find(self, page: Page) -> list[_Said]:
        said: list[_Said] = []
        for match in self._words.find(page):
            food = self._foods[match.value]
            if not (self._stands(page, match, food) or self._heads(page, match, food, said)):
                continue
            start, name = self._with_modifiers(page, match, food)
            page.claim(start, match.end)
            item = _Said(start, match.end, food, name)
            while said and self._grows_together(said[-1], item):
                item = self._compound(page, said.pop(), item)
            said.append(item)
        found = [
            self._with_unknown_start(page, item, before) for before, item in zip([None, *said], said, strict=False)
        ]
        found = [
            item for item in found if not any(other.start <= item.start and item.end < other.end for other in found)
        ]
        unknown = [
            item for item in self._unseen(page) if not any(item.start < s.end and s.start < item.end for s in found)
        ]
        return sorted([*found, *unknown], key=lambda item: item.start)

    @staticmethod
    def _heads(page: Page, match: Match, food: Food, said: list[_Said]) -> bool:
        """새우 + 죽: a single letter ends a dish where an ingredient stands straight before it."""
        if match.end - match.start > 1 or not said or said[-1].end != match.start or food.kind == "ingredient":
            return False
        following = page.clean[match.end : match.end + 1]
        return said[-1].food.kind in {"ingredient", "generic"} and (not following.isalnum() or following in _AFTER_HEAD)

    def _with_unknown_start(self, page: Page, item: _Said, before: _Said | None) -> _Said:
        """용가리치킨: letters before a dish in the same word that mean nothing else are of its name."""
        if item.food.kind not in {"dish", "dessert", "drink"} or item.end - item.start < _TWO:
            return item
        start = item.start
        while start and _LETTER.match(page.clean[start - 1]) and page.free(start - 1, start):
            start -= 1
        stem = page.clean[start : item.start]
        if stem and before is not None and before.end == start and before.food.kind in {"ingredient", "generic"}:
            start, stem = before.start, before.name + stem  # 치즈 + 폭탄 + 볶음밥
        if not stem or not page.begins_word(start) or not self._is_name(stem):
            return item
        page.claim(start, item.start)
        return _Said(start, item.end, item.food, stem + item.name)

    def _unseen(self, page: Page) -> list[_Said]:
        """Dishes in no lexicon, by how they end: 우거지갈비찜, 말똥가리국수."""
        found = []
        for match in page.finditer(_UNSEEN):
            start, end = match.span("name")
            if page.free(start, end) and self._is_name(match["stem"]) and match["name"] not in self._not_dishes:
                page.claim(start, end)
                found.append(_Said(start, end, _UNSEEN_DISH, match["name"]))
        return found

    def _unknown_refused(self, page: Page) -> list[str]:
        """날생선은 못 먹어요: whatever is not eaten or is to be left out is a food, known or not."""
        found = []
        for match in page.finditer(_UNKNOWN_REFUSED):
            if page.free(*match.span("name")) and self._is_name(match["name"]):
                page.claim(*match.span("name"))
                found.append(match["name"])
        return found

    def _is_name(self, stem: str) -> bool:
        """Whether letters before a dish can be of its name: no word of another kind, with or without its particle."""
        known = stem in self._not_dishes or (_MAYBE_PARTICLE.search(stem) and stem[:-1] in self._not_dishes)
        return not known and len(stem) <= _LONGEST_STEM and not _IN_A_PHRASE.search(stem)

    @staticmethod
    def _grows_together(before: _Said, after: _Said) -> bool:
        """소고기 + 볶음, 순두부 + 백반 written as one word are one dish; 김밥라면 are two."""
        if before.end != after.start or after.food.kind in {"ingredient", "shop-kind", "cuisine"}:
            return False
        return before.food.kind in {"ingredient", "generic"} or after.food.kind == "generic" or after.name in _HEADS

    def _compound(self, page: Page, before: _Said, after: _Said) -> _Said:
        start, name = self._modified(page, before.start, page.clean[before.start : after.start] + after.name)
        return _Said(start, after.end, after.food, self._standard(name))

    def _stands(self, page: Page, match: Match, food: Food) -> bool:
        text, length = page.clean, match.end - match.start
        word = text[match.start : match.end]
        begins = page.begins_word(match.start)
        if food.kind == "ingredient" and length == 1:
            return begins and _INGREDIENT_REFUSED.match(text, match.end) is not None
        if length == 1:
            return begins and _SPECIAL.get(word, _SINGLE).match(text, match.end) is not None
        if _AFTER_LONG.match(text, match.end) or text[match.end : match.end + 1] == "들":  # 아아들 are children
            return False
        if word == "가지" and text[match.end : match.end + 1] in "고각구만":
            return False
        if word == "라면" and not begins:
            return not page.free(match.start - 1, match.start)
        if " " in word and length == _TWO + 1:  # 나 초3 is no 나초
            return False
        if (
            " " in word
            and match.end < len(text)
            and _LETTER.match(text[match.end])
            and not _SINGLE_OR_KIN.match(text, match.end)
        ):
            return False
        foreign = _LETTER.match(word) is None
        return begins or foreign or length > _TWO or self._follows_something(page, match.start)

    @staticmethod
    def _follows_something(page: Page, start: int) -> bool:
        """A two-letter food inside a word stands after something understood, a particle or a digit."""
        before = page.clean[start - 1]
        return (
            not page.free(start - 1, start)
            or before in "랑고나원은는을를에서로도이가와과요데줘짜왕매운한"
            or before.isdigit()
        )

    def _with_modifiers(self, page: Page, match: Match, food: Food) -> tuple[int, str]:
        """로제 + 떡볶이, 눈꽃치즈 + 돈가스: what kind of dish belongs to its name."""
        if food.kind in {"generic", "ingredient", "cuisine", "shop-kind"} and food.name not in _HEADS:
            return match.start, food.name
        return self._modified(page, match.start, food.name)

    def _modified(self, page: Page, start: int, name: str) -> tuple[int, str]:
        while True:
            found = self._modifier_before(page.clean, start)
            if found is None or not page.free(found[0], start):
                return start, self._standard(name)
            start, name = found[0], found[1] + name

    def _standard(self, name: str) -> str:
        known = self._foods.get(name)
        return known.name if known is not None else name

    def _modifier_before(self, text: str, start: int) -> tuple[int, str] | None:
        end = start - 1 if start > 1 and text[start - 1] == " " else start
        for length in range(min(self._longest_modifier, end), 0, -1):
            word = text[end - length : end]
            before = text[end - length - 1] if end > length else " "
            spaced = end != start
            if word not in self._modifiers or (
                spaced and (length == 1 or word in _TASTE_MODIFIERS or _LETTER.match(before))
            ):
                continue
            if (
                not spaced
                and _LETTER.match(before)
                and length == 1
                and text[end - length - 1 : end] not in self._modifiers
            ):
                continue
            return end - length, word
        return None

    @staticmethod
    def _judge(text: str, said: list[_Said]) -> None:
        for place, item in enumerate(said):
            following = said[place + 1].start if place + 1 < len(said) else len(text)
            item.refused = _REFUSED.match(text, item.end) is not None or _topic_refused(text, item.end, following)
            item.mentioned = not item.refused and (
                _MENTIONED.match(text, item.end) is not None
                or (_PAST.search(text, 0, item.start) is not None and _PAST_EATEN.match(text, item.end) is not None)
                or (following < len(text) and _LIKED.match(text, item.end) is not None)
                or _ASKED_AFTER.match(text, item.end) is not None
                or (item.food.kind == "shop-kind" and _THAT_ONE.search(text, 0, item.start) is not None)
                or (place > 0 and _CONTAINED.match(text, item.end) is not None)
                or ((of_dish := _OF_DISH.match(text, item.end)) is not None and following - of_dish.end() < _NEAR)
            )
        for before, after in zip(reversed(said[:-1]), reversed(said[1:]), strict=True):
            joined = _JOINED.fullmatch(text[before.end : after.start])
            listed = joined and after.refused and _ALL_REFUSED.match(text, said[-1].end)
            if listed:
                before.refused = True
            if joined and joined.group().strip() and joined.group().strip() not in {"은", "는"} and after.refused:
                before.refused = True


def _topic_refused(text: str, start: int, following: int) -> bool:
    """빵은 속이 더부룩해서 싫구: what is said of a topic some words later, with no other thing between."""
    refusal = _TOPIC_REFUSED.match(text, start)
    return refusal is not None and refusal.end() <= following and not _SHORT_OF_REFUSAL.search(refusal.group())


_NEAR = 4
_TWO = 2
_LONGEST_STEM = 6
_MAYBE_PARTICLE = re.compile(r"[이가도로나랑에의만야과와]$")
_AFTER_HEAD = "을를은는이가도만랑하로집에요먹좀파있되돼"
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
    r"|(?:은|는|을|를|만)?\s?빼\s?(?:주세|줘|달라|주이|주시|고[\s.!~]*$))"
)
_UNSEEN_DISH = Food("", "dish", "-", "-")
_HEADS = frozenset({
    "우동", "파스타", "스파게티", "볶음밥", "리조또", "샐러드", "샌드위치", "토스트", "그라탕",
    "핫도그", "빙수", "라떼", "스무디", "에이드", "케이크", "정식", "백반", "뷔페", "칼국수", "전골", "덮밥",
    "국밥", "비빔밥", "쌈밥", "찌개", "튀김", "샤브샤브", "세트", "도시락",
})  # fmt: skip
_TASTE_MODIFIERS = frozenset({"매운", "손", "생", "왕", "통"})
_SINGLE_OR_KIN = re.compile(
    r"집|가게|가(?:\s|$)|을|를|은|는|이|도|만|으로|로|이랑|랑|하고|말고|먹|좀|파|있|되|돼|요|나|세트|같|추|빼"
    r"|까지|에|과|와|한|두"
)
