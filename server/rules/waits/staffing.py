"""How many counters are open, and how many usually are at each time of the day (pure)."""

from __future__ import annotations

from server.rules.waits.recent import Average

SLOT_S = 300.0
DAY_S = 86_400.0
SLOTS = int(DAY_S / SLOT_S)
_DAYS = 12  # how many past days weigh in what is usual
_SEEN_S = 30.0  # a slot seen for less than this on a day says nothing
_GAP_S = 6 * 3600.0  # nothing heard for this long: the site was closed, or the machine off
_LEAST = 0.6  # of the counters open now, the share that is taken to stay whatever is usual
_JUDGED = 400  # so many waits, about, decide whether the usual course is worth following


class Trust:
    """How far to follow the day's usual course: 0, half or all the way, whichever was least wrong of late.

    Where breaks are taken when it suits, what was usual on a dozen days says nothing of today.
    """

    def __init__(self) -> None:
        self.share = 0.5
        self._errors = {share: Average(_JUDGED) for share in (0.5, 1.0, 0.0)}

    def learn(self, plain_s: float, usual_s: float, actual_s: float) -> None:
        """Take in how long it was in the end."""
        for share, error in self._errors.items():
            error.add(abs(plain_s + share * (usual_s - plain_s) - actual_s))
        self.share = min(self._errors, key=lambda share: self._errors[share].mean)


class Staffing:
    """Follows the counters, and learns the day's usual course.

    Only time in which somebody waits counts: after hours a counter closes because nobody is there any more, and that
    says nothing about how long those who are there will wait.
    """

    def __init__(self) -> None:
        self.open = 0
        self._last_open = 1
        self._at: float | None = None
        self._today: dict[int, tuple[float, float]] = {}  # slot -> counter seconds, seconds
        self._usual: dict[int, Average] = {}

    @property
    def typical(self) -> int:
        """The counters open now, or while none is, those that were open last; 1 before any was."""
        return self.open or self._last_open

    def pass_to(self, now_s: float, *, somebody_waits: bool) -> None:
        """Let time pass with the counters as they are."""
        since, self._at = self._at, now_s
        if since is None or not somebody_waits or not since < now_s < since + _GAP_S:
            return
        slot = int(since // SLOT_S)
        while since < now_s:
            until = min(now_s, (slot + 1) * SLOT_S)
            busy, seen = self._today.get(slot % SLOTS, (0.0, 0.0))
            self._today[slot % SLOTS] = (busy + (until - since) * self.open, seen + until - since)
            since, slot = until, slot + 1

    def set_open(self, counters: int) -> None:
        """From now on so many counters are open."""
        self.open = counters
        if counters:
            self._last_open = counters

    def end_day(self) -> None:
        """Learn from the day that ends; all counters are closed."""
        for slot, (busy, seen) in self._today.items():
            if seen > _SEEN_S:
                self._usual.setdefault(slot, Average(_DAYS)).add(busy / seen)
        self._today.clear()
        self._at = None
        self.open = 0

    def durations(self, work_s: float, counters: int, now_s: float) -> tuple[float, float]:
        """How long `counters`, open now for somebody, will take for work of so many counter seconds.

        If they stay as many, and if they become more or fewer as the site's counters usually do at this time.
        """
        plain_s = work_s / (counters or self._last_open)
        return plain_s, self._usual_course(work_s, counters, now_s) if self._usual else plain_s

    def _usual_course(self, work_s: float, counters: int, now_s: float) -> float:
        share = counters / self.open if self.open else 1.0
        usual_now = self._usual.get(self._slot(now_s))
        level = usual_now.mean if usual_now else float(self.open)
        passed, change = 0.0, 0.0
        for _ in range(SLOTS):
            usual = self._usual.get(self._slot(now_s + passed))
            if usual is not None:
                change = (usual.mean - level) * share
            speed = max(counters + change, _LEAST * counters, 0.3)
            left_s = SLOT_S - (now_s + passed) % SLOT_S
            if work_s <= left_s * speed:
                return passed + work_s / speed
            work_s -= left_s * speed
            passed += left_s
        return passed + work_s / speed

    @staticmethod
    def _slot(at_s: float) -> int:
        return int(at_s % DAY_S // SLOT_S)
