"""What an encoder said of texts is kept for those that are asked of."""

from __future__ import annotations

import numpy as np

from core.recommend.prepared import KEPT, Prepared


def test_a_text_that_is_asked_of_again_and_again_is_kept() -> None:
    kept = Prepared("theirs", 1)
    vector = np.ones(1, dtype=np.float32)
    kept.keep("떡볶이", vector)
    kept.keep("국밥", vector)
    for number in range(KEPT - 1):
        assert kept.knows("떡볶이")
        kept.keep(f"{number}번째 말", vector)
    assert kept.knows("떡볶이")
    assert not kept.knows("국밥")
    assert kept.encode(["떡볶이", "국밥"]).tolist() == [[1.0], [0.0]]
