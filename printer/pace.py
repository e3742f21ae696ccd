"""Pure: how quickly a printer answers, and so how long its silence is no more than slowness.

Measured as TCP measures its peers (RFC 6298): a mean, a mean deviation, and patience for the mean and four deviations.
A real printer answers a status question within some ten milliseconds, at 9600 baud too (four bytes); one behind a slow
wireless box may need ten times as long, and is given that.
"""

from dataclasses import dataclass

from printer.timing import Timing

AWAY_AFTER = 2  # silences one after another: one may be a head that is busy
_MEAN_SHARE, _DEVIATION_SHARE, _DEVIATIONS = 1 / 8, 1 / 4, 4  # alpha, beta and K of RFC 6298


@dataclass(slots=True)
class Pace:
    """What is known of one printer's answers. `owed`: questions that it may still answer, late."""

    known: bool = False
    """Whether it has ever told all of its status: then silence says something."""
    owed: int = 0
    _mean: float | None = None
    _deviation: float = 0.0
    _silences: int = 0

    @property
    def away(self) -> bool:
        """Whether it has been silent so often that it counts as away."""
        return self.known and self._silences >= AWAY_AFTER

    def told(self) -> None:
        """It answered all that it was asked."""
        self.known, self._silences = True, 0

    def silent(self) -> None:
        """It did not answer in time, while nothing was printed."""
        self._silences += 1

    def took(self, after_s: float) -> None:
        """It answered a question, or took a connection, after so many seconds."""
        if self._mean is None:
            self._mean, self._deviation = after_s, after_s / 2
            return
        self._deviation += _DEVIATION_SHARE * (abs(self._mean - after_s) - self._deviation)
        self._mean += _MEAN_SHARE * (after_s - self._mean)

    def quick(self, timing: Timing) -> float:
        """Seconds after which silence is more than slowness; all of `reply` for one that never told its status."""
        if self._mean is None or not self.known:
            return timing.reply
        return min(timing.reply, max(timing.quick, self._mean + _DEVIATIONS * self._deviation))

    def look(self, timing: Timing) -> float:
        """Seconds to wait for an answer while nothing is printed; one that is away is heard however slow it is."""
        return timing.reply if self.away else self.quick(timing)

    def job(self, timing: Timing) -> tuple[float, ...]:
        """Seconds to wait for each of the answers asked for before a ticket is sent; a customer stands there."""
        if self.away:
            return (self.quick(timing),) * 2
        return (timing.reply / 2,) * 2 if self.known else (timing.reply,)
