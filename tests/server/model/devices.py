"""New screens and buttons: each shows a code, an admin types it, it gets its token once, and one day it is shut out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from nextplease_model.parts import COUNTERS, rfc3339
from nextplease_model.world import World
from patience import DEADLINE_S

from server.desk import Desk, setup

LASTS, KEPT = 10 * 60_000, 24 * 3_600_000
WRONG_MOST = 9  # after ten wrong codes an admin has to wait, which has tests of its own
# Each new device asks from an address of its own: how often one address may ask has tests of its own, too.
places = (f"10.{one}.{two}.{three}" for one, two, three in itertools.product(range(256), repeat=3))


@dataclass(eq=False)
class Newcomer:
    """A device that wants to come in; `name` once its code was typed, `token` once it has it."""

    role: str
    code: str
    secret: str
    until: int
    name: str | None = None
    counter: str | None = None
    token: str | None = None
    forgotten: bool = False


class Devices:
    """Rules for the machine."""

    world: World
    desk: Desk
    site: int
    everybody: dict[str, Any]
    act: Callable[[str, dict[str, str]], Any]
    post: Any
    newcomers: list[Newcomer]
    revoked: set[str]
    wrong_codes: int

    def newcomer(self, pick: int) -> Newcomer:
        """One of the newest."""
        return self.newcomers[-1 - pick % min(len(self.newcomers), 3)]

    def inside(self) -> list[Newcomer]:
        """Those that have their tokens."""
        return [each for each in self.newcomers if each.token is not None]

    @rule(role=st.sampled_from(["kiosk", "kiosk", "display", "counter", "counter", "metrics"]))
    def ask_in(self, role: str) -> None:
        """A device without a token asks for a code; what would tell of the branch is let in on the command line."""
        answer = self.everybody["phone"].post(
            "/pairings", {"role": role}, key=None, headers={"X-Forwarded-For": next(places)}
        )
        assert answer.status_code == (422 if role == "metrics" else 201), answer.text
        if role == "metrics":
            return
        for each in self.newcomers:
            each.forgotten = each.forgotten or each.until < self.world.now - KEPT
        asked = answer.json
        assert asked["expires_at"] == rfc3339(self.world.now + LASTS)
        self.newcomers.append(Newcomer(role, asked["code"], asked["secret"], self.world.now + LASTS))

    @precondition(lambda self: self.newcomers)
    @rule(
        pick=st.integers(0, 2),
        typed=st.sampled_from(["as shown", "as shown", "anyhow", "wrong"]),
        known=st.sampled_from([False, False, True]),
        where=st.sampled_from(["fits", "fits", "fits", "9", None]),
        who=st.sampled_from(["boss", "boss", "boss", "boss", "clerk", "phone"]),
    )
    def type_code(self, pick: int, typed: str, known: bool, where: str | None, who: str) -> None:
        """An admin types a code, right or wrong, too late, or a second time; nobody else may."""
        newcomer = self.newcomer(pick)
        fits = str(1 + pick % len(COUNTERS)) if newcomer.role == "counter" else None
        counter = fits if where == "fits" else where
        shows = newcomer.name is None and self.world.now < newcomer.until and not newcomer.forgotten
        status = 200
        if who != "boss":
            status = 403 if who == "clerk" else 401
        elif typed == "wrong" or not shows:
            if self.wrong_codes == WRONG_MOST:
                return
            self.wrong_codes += 1
            status = 404
        elif (newcomer.role == "counter") != (counter is not None) or counter == "9":
            status = 422
        elif known:
            status = 409
        name = "display" if known else f"new {self.newcomers.index(newcomer)}"
        code = {"wrong": "CCCC-CCCC", "anyhow": newcomer.code.lower().replace("-", " ")}.get(
            typed, newcomer.code
        )
        wanted: Any = {"name": name, "role": newcomer.role, "counter": counter}
        expected = (status, wanted if status == 200 else "name" if status == 409 else None)
        self.post(who, "/pairings/approve", {"code": code, "name": name, "counter": counter}, expected)
        if status == 200:
            newcomer.name, newcomer.counter = name, counter
            self.world.log.append(("device.added", None))

    @precondition(lambda self: self.newcomers)
    @rule(pick=st.integers(0, 2))
    def fetch_token(self, pick: int) -> None:
        """It waits, gets its token, once, or is told that it is over."""
        newcomer = self.newcomer(pick)
        answer = self.everybody["phone"].post("/pairings/claim", {"secret": newcomer.secret}, key=None)
        if newcomer.forgotten:
            expected = 404
        elif newcomer.token is not None or self.world.now >= newcomer.until:
            expected = 410
        else:
            expected = 202 if newcomer.name is None else 200
        assert answer.status_code == expected, answer.text
        if expected == 200 and newcomer.name is not None:
            newcomer.token = answer.json["token"]
            self.everybody[newcomer.name] = self.act("device", {"token": newcomer.token})

    @rule(role=st.sampled_from(["kiosk", "display", "counter"]))
    def let_in(self, role: str) -> None:
        """All of it at one go."""
        self.ask_in(role=role)
        self.type_code(pick=0, typed="as shown", known=False, where="fits", who="boss")
        self.fetch_token(pick=0)

    @precondition(lambda self: self.inside())
    @rule(pick=st.integers(0, 2), service=st.sampled_from("AB"))
    def work(self, pick: int, service: str) -> None:
        """It is what it said it is, and does what such a device does; once shut out, nothing."""
        device = self.inside()[-1 - pick % len(self.inside())]
        name = str(device.name)
        me = self.everybody[name].get("/me")
        if name in self.revoked:
            assert me.status_code == 401
            self.post(name, "/tickets", {"service": service}, (401, None))
            return
        assert (me.json["name"], me.json["role"], me.json["counter"]) == (name, device.role, device.counter)
        if device.role == "kiosk":
            expected = self.world.take(service, name, {})
            answer = self.post(name, "/tickets", {"service": service}, expected)
            if answer.status_code == 201:
                expected[1].id, expected[1].token = answer.json["id"], answer.json["token"]
        elif device.counter is not None:
            self.post(name, f"/counters/{device.counter}/next", None, self.world.next(device.counter))
        else:
            self.post(name, "/tickets", {"service": service}, (403, None))

    @precondition(lambda self: len(self.inside()) > len(self.revoked))
    @rule(pick=st.integers(0, 2), listens=st.booleans())
    def shut_out(self, pick: int, listens: bool) -> None:
        """Its token is refused from now on, and what it was listening to ends."""
        names = [str(each.name) for each in self.inside() if each.name not in self.revoked]
        name = names[-1 - pick % len(names)]
        stream = self.everybody[name].get("/events", buffered=False) if listens else None
        frames = iter(stream.response) if stream is not None else iter(())
        next(frames, None)
        setup.revoke_device(self.desk, self.site, name)
        self.revoked.add(name)
        self.world.log.append(("device.revoked", None))
        deadline = time.monotonic() + DEADLINE_S
        for _ in frames:
            assert time.monotonic() < deadline, f"{name} is shut out and goes on listening"
        if stream is not None:
            stream.close()
        assert self.everybody[name].get("/events").status_code == 401
