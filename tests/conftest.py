"""What every test may ask for: databases of both kinds, a clock that can be set, and real servers.

A PostgreSQL is started once for all tests, by an unprivileged user, in a folder of its own; a missing one is a failure.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import patience
import psycopg
import pytest
import serving
from hypothesis import Phase, settings
from patience import DEADLINE_S
from proofs import PROVE, pytest_collection_modifyitems, pytest_terminal_summary

ROOT = Path(__file__).parent.parent
KINDS = ("sqlite", "postgresql")
__all__ = [
    "pytest_collection_modifyitems",
    "pytest_terminal_summary",
]  # hooks, which pytest finds by their names

# The same examples in every run of `make test`, others in each `make prove`. No "explain" phase: it traces every line,
# which cost a failing test gigabytes and minutes. No deadline: a busy machine is no fault of ours.
PHASES = tuple(phase for phase in Phase if phase is not Phase.explain)
settings.register_profile("test", phases=PHASES, deadline=None, derandomize=True)
settings.register_profile("prove", phases=PHASES, deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("prove" if PROVE else "test")

# Files of tests are kept in memory where there is plenty: each change of each database is synced, which takes a disk
# longer than the test. `make prove` is about the disk, and keeps to it.
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 << 30
if not PROVE and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def rounds() -> Callable[[int], int]:
    """How many rounds of a long proof to run: all of them under NEXTPLEASE_PROVE=1, otherwise a tenth."""
    return lambda count: count if PROVE else max(1, count // 10)


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., None]:
    """Waits for a condition, and fails when it does not come true in time (tests/helpers/patience.py)."""
    return patience.wait_until


class Clock:
    """A clock that stands still until it is set; milliseconds since 1970, as the desk wants it."""

    def __init__(self, now: int = 1_795_518_000_000) -> None:  # 2026-11-24T11:00:00Z, a Tuesday
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, *, seconds: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move on; back with negative figures."""
        self.now += int(1000 * (seconds + 3600 * hours + 86400 * days))


@pytest.fixture
def clock() -> Clock:
    """A clock at 11:00 UTC on a Tuesday, 2026-11-24."""
    return Clock()


# ---------------------------------------------------------------- PostgreSQL


@dataclass
class Postgres:
    """A PostgreSQL of our own: reached by a socket in its folder, never by TCP."""

    folder: Path
    process: subprocess.Popen[bytes]
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        """The database of this name, as SQLAlchemy is told it."""
        return f"postgresql+psycopg://nextplease@/{name}?host={self.folder / 'socket'}"

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """A connection to this database, each statement at once."""
        return psycopg.connect(
            f"host={self.folder / 'socket'} user=nextplease dbname={name}", autocommit=True
        )

    def fresh(self, template: str = "template1") -> str:
        """A new database, a copy of `template`; returns its name."""
        name = f"np{next(self._names)}"
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Away with it, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _postgres_tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    program = str(found[0]) if found else shutil.which(name)
    if program is None:
        pytest.fail(f"PostgreSQL's {name} is missing. On Debian: sudo apt install postgresql", pytrace=False)
    return program


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL with nothing in it."""
    with running_postgres(durable=PROVE) as running:
        yield running


@contextlib.contextmanager
def running_postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """Start a PostgreSQL with nothing in it; it is gone afterwards. For the benchmarks, too.

    One that is not durable never waits for the disk: no test ends it as a power cut would.
    """
    initdb, server = _postgres_tool("initdb"), _postgres_tool("postgres")
    folder = Path(tempfile.mkdtemp(prefix="nextplease-pg-", dir="/tmp"))
    who: dict[str, object] = {}
    (folder / "socket").mkdir()
    if os.geteuid() == 0:  # it refuses to run as root
        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        for each in (folder, folder / "socket"):
            os.chown(each, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    data, log = folder / "data", (folder / "log").open("wb")
    made = [initdb, "-D", str(data), "-U", "nextplease", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, cwd=folder, stdout=log, stderr=log, **who)  # type: ignore[call-overload]
    settings: tuple[str, ...] = (
        "listen_addresses=",
        f"unix_socket_directories={folder / 'socket'}",
        "max_connections=200",
    )
    if not durable:
        settings += ("fsync=off", "full_page_writes=off")
    command = [server, "-D", str(data), *itertools.chain.from_iterable(("-c", each) for each in settings)]
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **who)  # type: ignore[call-overload]
    running = Postgres(folder, process)
    try:
        _wait_for(running)
        yield running
    finally:
        process.send_signal(signal.SIGINT)  # fast: does not wait for connections
        process.wait(DEADLINE_S)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(running: Postgres) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while True:
        with contextlib.suppress(psycopg.OperationalError), running.connect():
            return
        told = (running.folder / "log").read_text(errors="replace")[-2000:]
        assert running.process.poll() is None, f"PostgreSQL did not start:\n{told}"
        assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{told}"
        time.sleep(0.05)


# ---------------------------------------------------------------- real servers


@dataclass
class Server:
    """nextplease-server as a process. `url` is where it answers; `output` what it printed after that."""

    data: Path
    options: Sequence[str]
    log: Path
    process: subprocess.Popen[str] | None = None
    url: str = ""
    furnish: Callable[[Server], None] | None = None

    def start(self, *more: str) -> None:
        """Start it, and wait until it says that it is ready. A new one gets a copy of the sample site's database."""
        furnish, self.furnish = self.furnish, None  # once: what is gone at a later start stays gone
        if furnish is not None:
            furnish(self)
        command = [sys.executable, "-m", "server", "run", "--data", str(self.data), *self.options, *more]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
            )
        stdout = self.process.stdout
        assert isinstance(stdout, io.TextIOBase)
        ready, _, _ = select.select([stdout], [], [], DEADLINE_S)
        line = stdout.readline().strip() if ready else ""
        assert line.startswith("ready http://"), f"the server said {line!r}:\n{self.told()}"
        self.url = line.removeprefix("ready ")

    def told(self) -> str:
        """Its log so far."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """SIGKILL for the server and its workers."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.ended()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> int:
        """Wait until it has ended; returns the exit code."""
        assert self.process is not None
        code = self.process.wait(DEADLINE_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return code

    def cli(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run another of the server's commands on the same database."""
        database = [each for each in self.options if each.startswith("--database")]
        return serving.command(*words, "--data", str(self.data), *database, text=text)

    def device(self, role: str, name: str, *more: str) -> str:
        """Add a device; returns its token."""
        done = self.cli("device", "add", role, name, *more)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class Furniture:
    """The sample site's databases, made once and copied: to make its tables anew takes each server half a second."""

    def __init__(self, folder: Path, postgres: Callable[[], Postgres]) -> None:
        self._folder, self._postgres = folder, postgres
        self._templates: dict[str, str] = {}  # by kind: a file, or a PostgreSQL's name

    def sqlite(self, server: Server) -> None:
        """For a server whose folder has no database yet."""
        if "sqlite" not in self._templates:
            self._init("sqlite")
            self._templates["sqlite"] = str(self._folder / "sqlite" / "nextplease.db")
        if not (server.data / "nextplease.db").exists():
            server.data.mkdir(parents=True, exist_ok=True)
            shutil.copy(self._templates["sqlite"], server.data / "nextplease.db")

    def postgresql(self, server: Server, name: str) -> None:
        """For a server whose PostgreSQL has no tables yet."""
        postgres = self._postgres()
        if "postgresql" not in self._templates:
            template = postgres.fresh()
            self._init("postgresql", "--database", postgres.url(template))
            self._templates["postgresql"] = template
        with postgres.connect(name) as connection:
            if connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone():
                return
        postgres.drop(name)
        with postgres.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._templates['postgresql']}")

    def _init(self, kind: str, *more: str) -> None:
        site = serving.sample_site(self._folder / "site.toml")
        done = serving.command("init", "--data", str(self._folder / kind), "--site", site, *more)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def furniture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Furniture:
    """What new servers are furnished with."""
    return Furniture(tmp_path_factory.mktemp("furniture"), lambda: request.getfixturevalue("postgres"))


def _servers(request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[..., Server]]:
    made: list[Server] = []
    databases: list[str] = []
    furniture: Furniture = request.getfixturevalue("furniture")

    def make(kind: str = "sqlite", *options: str) -> Server:
        furnish: Callable[[Server], None] | None = furniture.sqlite
        if any(each.startswith("--database") for each in options):
            furnish = None
        if kind == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            databases.append(postgres.fresh())
            options = (f"--database={postgres.url(databases[-1])}", *options)
            furnish = partial(furniture.postgresql, name=databases[-1])
        name = f"server{len(made)}"
        made.append(Server(folder / name, ("--port=0", *options), folder / f"{name}.log", furnish=furnish))
        return made[-1]

    yield make
    for each in made:
        if each.process is not None:
            each.kill()
    for name in databases:
        request.getfixturevalue("postgres").drop(name)


@pytest.fixture
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Makes servers on a database of the asked kind, not started yet; all are ended after the test."""
    yield from _servers(request, tmp_path)


@pytest.fixture(scope="module", params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running server for all tests of a file that can share it, on each kind of database."""
    for make in _servers(request, tmp_path_factory.mktemp("shared")):
        server = make(request.param)
        server.start()
        yield server


@pytest.fixture(params=KINDS)
def live(request: pytest.FixtureRequest, servers: Callable[..., Server]) -> Server:
    """A running server with the sample site, on each kind of database."""
    server = servers(request.param)
    server.start()
    return server
