from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page that was read in Swedish leaves its language behind for the next test."""
    with override("en"):
        yield
