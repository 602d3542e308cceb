"""Trains the shipped embedding: vocabulary, teacher, distilling, tuning, arrays, evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from core.learning.train.embedding.bags import Matrix, Vocabulary
from core.learning.train.embedding.distil import distilled
from core.learning.train.embedding.evaluation import evaluated, page
from core.learning.train.embedding.judging import Judge, neighbours
from core.learning.train.embedding.shipping import ship
from core.learning.train.embedding.sources import Sources, read_sources
from core.learning.train.embedding.teacher import teach
from core.learning.train.embedding.tuning import Lessons, Places, Recipe, tuned
from core.learning.train.folds import Tracker
from core.recommend.embed import Embedding

TOKENS = 30_000
DIMENSION = 256
_SEARCHED = 47_000  # texts among which neighbours are sought: the sentences, not the talk after them
NAME = f"naviyam-grams-{DIMENSION}"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the data stand, and where things go: `kept` holds the teacher's vectors between trainings."""

    data: Path
    wishes: Path
    kept: Path
    model: Path
    report: Path


def train_embedding(folders: Folders, recipe: Recipe, track: Tracker) -> dict[str, object]:
    """Write the arrays and the report page; returns the evaluation as a JSON object.

    Raises:
        FileNotFoundError: a file of the data is not there.
    """
    sources = read_sources(folders.data, folders.wishes)
    vocabulary = Vocabulary.of(sources.texts, TOKENS)
    teacher = teach(sources.texts, folders.kept, track)
    bags = vocabulary.bags(sources.texts)
    table = distilled(bags, vocabulary.idf, teacher, DIMENSION, track)
    ship(folders.model, NAME, table, vocabulary.grams)
    before = evaluated(Embedding.load(folders.model), sources.dev, sources.asked)
    table = tuned(table, _lessons(sources, bags, teacher, recipe), recipe, track)
    ship(folders.model, NAME, table, vocabulary.grams)
    after = evaluated(Embedding.load(folders.model), sources.dev, sources.asked)
    folders.report.write_text(page(len(sources.texts), before, after), encoding="utf-8")
    return {**after, "tokens": len(vocabulary.grams), "dimension": DIMENSION, "texts": len(sources.texts)}


def _lessons(sources: Sources, bags: csr_matrix, teacher: Matrix, recipe: Recipe) -> Lessons:
    """The sources as rows of bags; a triplet with a sentence of the dev set is left out."""
    places = {text: place for place, text in enumerate(sources.texts)}

    def rows(parts: Sequence[Sequence[str]]) -> Places:
        return np.array([[places[text] for text in part] for part in parts], dtype=np.int64)

    pairs = rows([(pair.one, pair.other) for pair in sources.pairs])
    scores = np.array([pair.score for pair in sources.pairs], dtype=np.float32)
    judged = np.concatenate(
        [
            neighbours(teacher, np.unique(pairs), _SEARCHED, np.random.default_rng(recipe.seed)),
            rows([pair for pair in sources.inferred if all(text in places for text in pair)]),
        ]
    )
    triplets = [(t.said, t.follows, t.contradicts) for t in sources.triplets]
    return Lessons(
        bags=bags,
        judged=judged,
        verdicts=Judge.taught(teacher, pairs, scores).scores(judged),
        pairs=pairs,
        scores=scores,
        triplets=rows([triplet for triplet in triplets if all(text in places for text in triplet)]),
        wishes=rows([(wish.said, wish.document) for wish in sources.wishes]),
        teacher=teacher,
    )
