"""What the lobby screen's tests share."""

from collections.abc import Callable

import pytest
from made_up import made_up
from patience import wait_until

__all__ = ["made_up"]


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Waits until something is true (tests/helpers/patience.py)."""
    return wait_until
