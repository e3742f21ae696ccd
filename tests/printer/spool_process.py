"""A program to be killed: puts its tickets into a spool and writes down each outcome.

Arguments: FOLDER URL COUNT OUT.
"""

import os
import sys
import time
from datetime import UTC, datetime

from printer.device import Printer
from printer.spool import Spool
from printer.ticket import PaperTicket
from printer.timing import Timing

folder, url, count, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
told: set[str] = set()
log = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def tell(outcome):
    """One write a line: killed between two, never within one."""
    os.write(log, f"{outcome.job_id} {outcome.result} {outcome.reason}\n".encode())
    told.add(outcome.job_id)


spool = Spool(folder, Printer.open(url, Timing(proof=2.0)), tell)
spool.start()
for n in range(count):
    ticket = PaperTicket(
        site="City Hall",
        service="Passports",
        number=f"A{n:03d}",
        ahead=n,
        issued_at=datetime.now(UTC),
        url=f"http://h/t/{n}",
    )
    spool.put(f"job-{n}", ticket)
    time.sleep(0.01)
sys.stdin.read()
spool.close()
