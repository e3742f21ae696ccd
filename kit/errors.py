"""Everything that can go wrong, as one tree.

NextPleaseError
├── SettingError        a setting, argument or file is wrong; programs end with 2 and this one line
├── Unreachable         the server did not answer in time, or not at all
├── Refused             the server answered, and said no (RFC 9457 problem details)
└── PrinterError        the printer could not be reached, or did not take the job

A customer, a clerk and a log each need their own words: none of these texts is meant for a customer.
"""

from __future__ import annotations

from datetime import datetime


class NextPleaseError(Exception):
    """The root: catch it only where a program ends."""


class SettingError(NextPleaseError):
    """A setting, argument or file is wrong. Its text is one line that names the thing."""


class Unreachable(NextPleaseError):
    """The server did not answer in time, or not at all: whether it acted is unknown."""


class PrinterError(NextPleaseError):
    """The printer could not be reached, or stopped taking data."""


class Refused(NextPleaseError):
    """The server answered with a problem.

    `status` is the HTTP status, `title` a fixed phrase, `detail` a sentence about this case, `field` the name of
    the field at fault (422) and `retry_after` seconds to wait (429, 503), each None where the answer had none.
    `opens_at` is from when on it will be possible, if that is known; of a check-in `at` is when the appointment is,
    `number` the ticket that it has got already, and `language` the one that it was booked in.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        field: str | None = None,
        retry_after: float | None = None,
        reason: str | None = None,
        opens_at: datetime | None = None,
        at: datetime | None = None,
        number: str | None = None,
        language: str | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.field = field
        self.retry_after = retry_after
        self.reason = reason
        self.opens_at = opens_at
        self.at = at
        self.number = number
        self.language = language
