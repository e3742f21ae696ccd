"""Serves the application: gunicorn with gevent workers, on a socket that was bound before.

`nextplease-server run` prepares the database and the socket, then becomes this module (python -m server.serve): what
preparing has loaded does not stay in memory for years.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import gevent
import sdnotify
from flask import Flask
from gunicorn.app.base import BaseApplication

from kit.pauses import set_aside_what_stays
from server.handover import Handover

log = logging.getLogger("server")
GRACE_S = 2  # idle connections are waited for, too; far within the 5 s that SIGTERM may take
POLL_S = 1.0
DAY_CHECK_S = 5.0
CARE_S = 0.5
LOOK_S = 0.1


class Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn, told what to do by us and not by files or command lines."""

    def __init__(self, options: Handover) -> None:
        self._options = options
        self._worker: Any = None
        self._share: Any = None
        super().__init__()

    def load_config(self) -> None:
        """Our settings."""
        settings = {
            "bind": [f"fd://{self._options.fd}"],
            "workers": self._options.workers,
            "worker_class": "gevent",
            "worker_connections": 4000,  # the default of 1,000 is one screen too few for 1,000 streams
            "graceful_timeout": GRACE_S,
            "timeout": 60,
            "keepalive": 75,
            "loglevel": "warning",
            "proc_name": "nextplease-server",
            # Which proxy to believe says `server.access.proxies`; gunicorn would believe any on this machine.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "control_socket_disable": True,  # two servers of one user would fight for it
            "when_ready": _treat_interrupt_as_termination,
            "post_fork": self._is_worker,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; called in the worker, after gevent has made the standard library cooperative."""
        from server.app import create_app
        from server.store.claims import FileShare, PostgresShare
        from server.store.database import connect
        from server.store.files import sqlite_file

        file = sqlite_file(self._options.database)
        if file is not None:
            self._share = FileShare(file, self._options.claim)
            self._wait_for_share()
        database = connect(self._options.database)
        if file is None:
            self._share = PostgresShare(database)
            self._wait_for_share()
        return create_app(database, trusted_proxies=self._options.trusted_proxies)

    def _is_worker(self, _server: Any, worker: Any) -> None:
        self._worker = worker

    def _wait_for_share(self) -> None:
        """Return once the database is ours to use: nobody replaces it, and nobody is about to."""
        notifier = sdnotify.SystemdNotifier()
        while not self._share.take() or self._share.wanted():
            self._share.give_back()
            if not self._worker.alive:
                sys.exit(0)
            self._worker.notify()
            notifier.notify("WATCHDOG=1")
            time.sleep(LOOK_S)

    def _begin(self, worker: Any) -> None:
        app: Flask = worker.wsgi
        logging.getLogger("gunicorn.error").addFilter(_in_one_line)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the first process too, which tells us
        if self._options.trust_clock:
            from server.desk.moments import always

            app.extensions["desk"].moments.synchronised = always
        _keep_sounds(app, self._options)
        app.extensions["keeper"] = _keeper(worker, app, self._options, self._share)
        gevent.spawn(_follow, worker, app)
        _meet_others(worker, app)
        set_aside_what_stays()
        notifier = sdnotify.SystemdNotifier()
        if worker.age == 1:
            host = self._options.host
            address = f"http://{f'[{host}]' if ':' in host else host}:{self._options.port}"
            print(f"ready {address}", flush=True)  # noqa: T201 - the contract's line
            notifier.notify(f"READY=1\nMAINPID={os.getppid()}\nSTATUS=serving {address}")
        gevent.spawn(_watchdog, notifier)  # each worker: the first may be the one that was replaced

    def _end(self, _server: Any, worker: Any) -> None:
        app = getattr(worker, "wsgi", None)
        if app is not None:
            if "keeper" in app.extensions:
                app.extensions["keeper"].close()
            app.extensions["desk"].database.close()
        if self._share is not None:
            self._share.give_back()


def _in_one_line(record: logging.LogRecord) -> bool:
    """A listener that took nothing for half a minute is let go: that is worth a line, and no traceback.

    That a connection on which nobody asks anything ends with its worker is not worth one.
    """
    problem = record.exc_info[1] if record.exc_info else None
    if isinstance(problem, gevent.GreenletExit):
        return False
    if isinstance(problem, OSError) and problem.errno in {errno.ETIMEDOUT, errno.EHOSTUNREACH}:
        record.msg, record.args, record.exc_info = "a listener was let go: %s", (problem.strerror,), None
    return True


def _treat_interrupt_as_termination(_arbiter: Any) -> None:
    """Ctrl-C ends it as gently as SIGTERM: what was acknowledged is finished, streams are closed."""
    signal.signal(signal.SIGINT, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def _follow(worker: Any, app: Flask) -> None:
    """What a worker does besides answering: other processes' events, the business day, and the end."""
    hub, desk = app.extensions["hub"], app.extensions["desk"]
    recovery, keeper = app.extensions["recovery"], app.extensions["keeper"]
    waits = app.extensions["waits"]
    waits.eager = False  # the loop below reads, so that no customer waits for it
    ticks = 0
    while worker.alive:
        gevent.sleep(0.1)
        ticks += 1
        try:
            if ticks % int(POLL_S * 10) == 0:
                hub.poll()
                waits.tick()
            if ticks % int(CARE_S * 10) == 0:
                recovery.look()
                keeper.tick(time.monotonic())
            if ticks % int(POLL_S * 10) == 5 and keeper.is_to_let_go():
                log.warning("a backup is to be restored: the server lets go of the database, and begins anew")
                worker.alive = False  # its place is taken by one that waits until the database is ours again
            if ticks % int(DAY_CHECK_S * 10) == 1 and not recovery.waits:
                desk.keep_day()
        except Exception:
            log.exception("looking after the queue failed; tried again")
    hub.close()


def _keep_sounds(app: Flask, options: Handover) -> None:
    """What lobby pages say, beside the database."""
    from server.pages.lobby import keep_sounds

    keep_sounds(app, Path(options.data))


def _keeper(worker: Any, app: Flask, options: Handover, share: Any) -> Any:
    """Looks after the data: backups, free space."""
    from server.care.keeping import Care, Keeper

    desk = app.extensions["desk"]
    care = Care(
        Path(options.data), options.database, options.free_space, options.backups, options.backup_delay
    )
    keeper = Keeper(desk, care, share, place=(worker.age - 1) % max(1, options.workers))
    desk.room = keeper.refuse_tickets
    return keeper


def _meet_others(worker: Any, app: Flask) -> None:
    """Tell other workers and servers on this database of events, and hear of theirs, where the database can."""
    from server.store.notify import Ear, Teller, speaks

    hub, desk = app.extensions["hub"], app.extensions["desk"]
    if not speaks(desk.database):
        return
    hub.hears = True
    teller = Teller(desk.database)
    desk.listen(lambda site_id, logged: teller.tell(site_id, logged[-1].id))
    for each in (teller, Ear(desk.database, hub.catch_up, hub.poll)):
        gevent.spawn(each.run, lambda: worker.alive)


def _watchdog(notifier: sdnotify.SystemdNotifier) -> None:
    """Pings systemd from the event loop: a loop that hangs is restarted."""
    interval = int(os.environ.get("WATCHDOG_USEC", "0")) / 1e6 / 2
    while interval:
        notifier.notify("WATCHDOG=1")
        gevent.sleep(interval)


def main() -> None:
    """Serve as the environment says."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    Application(Handover.take()).run()


if __name__ == "__main__":
    main()
