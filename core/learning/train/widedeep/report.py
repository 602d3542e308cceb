"""The page docs/evaluation/ranking.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HEAD = """# Ranking, evaluated on simulated people

Written by `./naviyam train recommender`. **Every choice here is simulated**: the shops are the sample's, the people and
what they choose are made up by the rule in `core/learning/train/widedeep/simulation.py`, which the network is not told.
That shows that training, position correction and export work and that a deep part can find what the wide part leaves
out; it says nothing about real children. So the deep part ships in shadow: it is logged and shown to nobody until lists
that real people saw pass the gate (`./naviyam recommender-eval --logged`).
"""


def page(found: Mapping[str, Any]) -> str:
    """The page of what training found."""
    looked = found["examination"]
    lines = [
        _HEAD,
        f"Weights `{found['id']}`; {found['lists']} lists, the last {found['held_out']} of them held out; one in ten",
        f"was drawn at random by the exploration budget; {found['seconds']:.0f} s in all.",
        "",
        "| ranking | choices a list | minus the wide part, 95 % |",
        "|---|---|---|",
    ]
    for name, told in found["values"].items():
        gap = "" if name == "wide" else f"{told['mean']:+.4f} ({told['low']:+.4f} to {told['high']:+.4f})"
        lines.append(f"| {name} | {told['choices_a_list']:.4f} | {gap} |")
    lines += [
        "",
        "Choices a list are those of the simulation's own rule, over the same held-out lists, in the order that is",
        "shown (unknowns last, kinds varied). How often each rank is looked at, true and as the position tower learnt",
        "it:",
        "",
        "| rank | " + " | ".join(str(rank + 1) for rank in range(len(looked["true"]))) + " |",
        "|---" * (len(looked["true"]) + 1) + "|",
        "| true | " + " | ".join(f"{one:.3f}" for one in looked["true"]) + " |",
        "| learnt | " + " | ".join(f"{one:.3f}" for one in looked["learnt"]) + " |",
        "",
    ]
    return "\n".join(lines)
