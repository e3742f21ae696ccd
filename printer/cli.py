"""`nextplease-printer`: which printers are there, does this one print, what will the paper look like."""

import argparse
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from kit import settings
from kit.errors import PrinterError, SettingError
from kit.wire import Ticket, Wait
from printer import url
from printer.device import Printer
from printer.encode import encode
from printer.layout import lay_out
from printer.outcome import Outcome
from printer.paper import paper_for
from printer.plugged import plugged_in
from printer.render import render
from printer.status import Status
from printer.ticket import PaperTicket
from printer.url import PrinterAddress

_SAYS = {
    Status.OK: "ready",
    Status.NEAR_END: "ready; the paper is nearly at its end",
    Status.PAPER_OUT: "out of paper",
    Status.COVER_OPEN: "its cover is open",
    Status.ERROR: "it reports a fault: look at the cutter and for jammed paper, then switch it off and on",
    Status.OFFLINE: "it is offline",
    Status.UNKNOWN: "it does not tell its status; if it never does, add status=no to its URL",
}
_WHY = {
    "paper_out": "it is out of paper",
    "cover_open": "its cover is open",
    "error": "it reports a fault",
    "offline": "it is offline",
    "unreachable": "it cannot be reached",
    "stalled": "it stopped taking data",
    "closed": "it hung up",
    "no_answer": "it never answered; if it never does, add status=no to its URL",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    args = settings.parse(_parser(), argv)
    run: Callable[[argparse.Namespace], int] = args.run
    return run(args)


def _parser() -> argparse.ArgumentParser:
    parser = settings.Parser(prog="nextplease-printer", description="Try a ticket printer without the rest.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="which printers are plugged in, as ready URLs")
    listing.set_defaults(run=_list)
    for name, run, words in (
        ("test", _test, "print a test ticket"),
        ("status", _status, "how the printer is"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--printer", metavar="URL", type=url.parse, required=True, help=url.__doc__)
        command.set_defaults(run=run)
    drawing = commands.add_parser("render", help="draw a ticket as it will look on paper")
    drawing.add_argument("ticket", metavar="TICKET.json", type=Path)
    drawing.add_argument("picture", metavar="OUT.png", type=Path)
    drawing.add_argument(
        "--width", type=int, choices=(80, 58), default=80, help="of the paper, in millimetres"
    )
    drawing.set_defaults(run=_render)
    return parser


def _list(_args: argparse.Namespace) -> int:
    found = plugged_in()
    for printer in found:
        print(f"{printer.url}\t{printer.name}")
    if not found:
        print("No printer is plugged in by USB or serial line. Network printers: tcp://ADDRESS:9100")
    return 0


def _status(args: argparse.Namespace) -> int:
    address: PrinterAddress = args.printer
    status = Printer.open(address, gives_back=True).status()
    if status.blocks or (status is Status.UNKNOWN and address.answers):
        raise PrinterError(f"{address.url}: {_SAYS[status]}")
    print(
        f"{status.value}: {_SAYS[status] if status is not Status.UNKNOWN else 'this printer is never asked'}"
    )
    return 0


def _test(args: argparse.Namespace) -> int:
    address: PrinterAddress = args.printer
    ticket = PaperTicket(
        site="Next Please",
        service="Printer test",
        number="A042",
        ahead=4,
        wait=Wait(low_s=600, high_s=900),
        issued_at=datetime.now(UTC),
        url="https://example.org/t/printer-test",
    )
    outcome = Printer.open(address, gives_back=True).print(ticket, "test")
    if outcome.result in ("failed", "uncertain"):
        raise PrinterError(f"{address.url}: {_sentence(outcome)}")
    print("printed" if outcome.result == "printed" else "sent; this printer never says whether it printed")
    return 0


def _sentence(outcome: Outcome) -> str:
    begin = "nothing was printed" if outcome.result == "failed" else "it may or may not have been printed"
    return f"{begin}: {_WHY.get(outcome.reason or '', outcome.reason)}"


def _render(args: argparse.Namespace) -> int:
    ticket = _read_ticket(args.ticket)
    paper = paper_for(PrinterAddress("render", "virtual", width_mm=args.width))
    picture = render(encode(lay_out(ticket), paper), paper)
    try:
        picture.save(args.picture, format="PNG")
    except OSError as problem:
        raise SettingError(f"{args.picture}: cannot be written: {problem.strerror}") from problem
    return 0


def _read_ticket(file: Path) -> PaperTicket:
    """A paper's ticket, or one as the server's API tells it: that knows neither its site's nor its service's name."""
    try:
        told = file.read_bytes()
        with suppress(ValidationError):
            ticket = Ticket.model_validate_json(told)
            return PaperTicket(
                site="Next Please",
                service=ticket.service,
                number=ticket.number,
                ahead=ticket.ahead,
                wait=ticket.wait,
                language=ticket.language,
                due_at=ticket.due_at,
                issued_at=ticket.created_at,
                url=ticket.url,
            )
        return PaperTicket.model_validate_json(told)
    except OSError as problem:
        raise SettingError(f"{file}: cannot be read: {problem.strerror}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingError(f"{file}: {f'{where}: ' if where else ''}{first['msg']}") from problem
