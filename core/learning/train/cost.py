"""What the understanding costs to serve, measured in a process of its own: `python -m core.learning.train.cost`.

Standard input: a JSON object with `models` and `lexicon` (folders), `places` and `texts`; standard output: a Cost.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from core.nlu import Lexicon, Understanding
from core.nlu.classifier import WEIGHTS, IntentClassifier

_PASSES = 3
_KIBIBYTES_A_MEGABYTE = 1000 * 1000 / 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Sizes in megabytes (10⁶ bytes), loading in seconds of CPU, a message in microseconds of CPU, warm.

    `memory` is what the whole process came to hold at most, Python and numpy among it.
    """

    weights: float
    lexicon: float
    loading: float
    message: float
    memory: float


def measured(models: Path, lexicon: Path, places: Collection[str], texts: Sequence[str]) -> Cost:
    """The cost of reading `texts` with the shipped weights, in a fresh process that holds nothing else."""
    asked = {"models": str(models), "lexicon": str(lexicon), "places": sorted(places), "texts": list(texts)}
    told = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", __spec__.name], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return Cost(**json.loads(told.stdout))


def _cost(models: Path, lexicon: Path, places: Collection[str], texts: Sequence[str]) -> Cost:
    began = time.process_time()
    understanding = Understanding(IntentClassifier.load(models), Lexicon.load(lexicon), places)
    loading = time.process_time() - began
    gc.freeze()  # as the serving process does
    passes = []
    for _ in range(1 + _PASSES):  # the first only warms
        began = time.process_time()
        for text in texts:
            understanding.understand(text)
        passes.append((time.process_time() - began) / len(texts))
    return Cost(
        weights=(models / WEIGHTS).stat().st_size / 1e6,
        lexicon=sum(path.stat().st_size for path in lexicon.iterdir() if ".examples." not in path.name) / 1e6,
        loading=loading,
        message=min(passes[1:]) * 1e6,
        memory=_most_memory(),
    )


def _most_memory() -> float:
    """Linux's own mark of this process alone; what `getrusage` tells begins with the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kibibytes) / _KIBIBYTES_A_MEGABYTE


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    found = _cost(Path(asked["models"]), Path(asked["lexicon"]), asked["places"], asked["texts"])
    sys.stdout.write(json.dumps(asdict(found)))
