"""The door that the tests of this folder knock at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.kakao.door import Door, running_door


@pytest.fixture
async def kakao() -> AsyncIterator[Door]:
    async with running_door() as made:
        yield made
