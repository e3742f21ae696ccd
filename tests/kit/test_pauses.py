"""What a program has loaded is not gone through again and again."""

from __future__ import annotations

import gc
import weakref

from kit.pauses import set_aside_what_stays


class Link:
    """Can point at itself, so only the collector frees it."""

    me: Link | None = None


def test_what_stays_is_set_aside_and_what_comes_later_still_goes() -> None:
    """Everything loaded is left out of later collections; a ring of garbage made afterwards is still found."""
    try:
        set_aside_what_stays()
        assert gc.get_freeze_count() > 10_000
        ring = Link()
        ring.me = ring
        seen = weakref.ref(ring)
        del ring
        gc.collect()
        assert seen() is None
    finally:
        gc.unfreeze()
