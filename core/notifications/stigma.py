"""What would tell whoever looks at a child's screen that they live on a meal card (domain.md 8, "No stigma"). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml


def teller(path: Path) -> Callable[[str], bool]:
    """Reads the telling words of `data/lexicon/stigma.yaml`; the result says whether a text has one.

    Words under `unless` are cut out first ("카드 뉴스" is no meal card). Spaces do not hide a word.
    """
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    innocent = re.compile("|".join(map(re.escape, words["unless"])))
    telling = re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in words["tells"]))

    def tells(text: str) -> bool:
        return telling.search(innocent.sub("", text)) is not None

    return tells
