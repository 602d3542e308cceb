"""Which question a sentence of the bot's asks, so that a talk written elsewhere can be gone on with. Pure."""

from __future__ import annotations

import re

from core.dialogue.state import Question

_QUESTIONS = (
    (Question.HELP, re.compile(r"(?<!\d)(?:109|11[279]|129|1366|1388|1391)(?!\d)")),
    (Question.BIRTH_YEAR, re.compile(r"몇\s?년생|나이|몇\s?살|태어난\s?해")),
    (Question.CONSENT, re.compile(r"기억해\s?둬도|저장해도|동의")),
    (Question.RATING, re.compile(r"지난번|어땠")),
    (Question.PEOPLE, re.compile(r"몇\s?(?:명|분|사람|이서)|인원|누구랑|혼자(?:예요|세요)|일행")),
    (Question.BUDGET, re.compile(r"얼마|예산|금액|돈은|몇\s?천|가격대|만\s?원(?:까지|정도)")),
    (Question.PLACE, re.compile(r"어디|어느|동네|위치|지역|근처|역\s?이름|장소")),
    (Question.FOOD, re.compile(r"뭐|무엇|무슨|어떤|메뉴|먹고|음식|종류")),
)


def question_of(sentence: str) -> Question | None:
    """The question, or None where the sentence asks for nothing that a slot holds."""
    if not re.search(r"[?？]|요\s*$|까\s*$", sentence):
        return None
    return next((question for question, words in _QUESTIONS if words.search(sentence)), None)
