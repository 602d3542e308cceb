"""Plays every story of `stories/` at each of its doors; `--fast` at the first of them."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Theatre
from tests.journeys.story import Story, play, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAYED = [
    pytest.param(story, platform, id=f"{name}-{story.story}-{platform}", marks=[pytest.mark.slow] * (door > 0))
    for name, story in told()
    for door, platform in enumerate(story.doors)
]


@pytest.mark.parametrize(("story", "platform"), PLAYED)
async def test_story(theatre: Theatre, story: Story, platform: str) -> None:
    await play(story, await theatre.at(story.at), platform)
