"""What the tests of boards and words share."""

from made_up import made_up

__all__ = ["made_up"]
