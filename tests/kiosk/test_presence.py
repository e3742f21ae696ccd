"""A kiosk tells that it lives, and learns whose token it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk import presence as presence_module
from kiosk.presence import Presence
from kit.client import QueueClient
from kit.errors import SettingError

WHERE = "nextplease-kiosk: --token-file kiosk.token"
REVOKED = f"{WHERE}: this token is not known to the server, or was revoked"
Wait = Callable[..., Any]


@pytest.fixture
def presence(server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Presence]:
    """Of a kiosk whose printer is well; asks and tells often."""
    monkeypatch.setattr(presence_module, "AGAIN_S", 0.02)
    monkeypatch.setattr(presence_module, "HEARTBEAT_S", 0.02)
    client = QueueClient(server.url, "token", timeout=0.5)
    presence = Presence(client, WHERE, lambda: {"printer": "printed"})
    yield presence
    presence.close()


def test_it_tells_how_the_kiosk_is_again_and_again(presence: Presence, server: Any, wait_for: Wait) -> None:
    """The first goes out at the start, and a failure ends nothing."""
    presence.start()
    wait_for(lambda: len(server.beats) >= 2)
    server.stop()
    server.start()
    told = len(server.beats)
    wait_for(lambda: len(server.beats) > told)
    assert server.beats[0] == {"printer": "printed"}
    presence.check()


def test_another_devices_token_is_a_wrong_setting(presence: Presence, server: Any, wait_for: Wait) -> None:
    """A server that is away tells nothing; as soon as it is reached the role is named."""
    server.role = "counter"
    server.stop()
    presence.start()
    presence.check()
    server.start()
    wait_for(lambda: presence.wrong)
    with pytest.raises(SettingError, match="this token belongs to counter 'hall', not to a kiosk"):
        presence.check()
    assert server.beats == []


def test_an_unknown_token_is_a_wrong_setting(presence: Presence, server: Any, wait_for: Wait) -> None:
    """The file to blame is named."""
    server.unknown = True
    presence.start()
    wait_for(lambda: presence.wrong)
    assert str(presence.wrong) == REVOKED


def test_a_token_revoked_later_ends_nothing(presence: Presence, server: Any, wait_for: Wait) -> None:
    """Who we are was known once: a refused heartbeat is only tried again."""
    presence.start()
    wait_for(lambda: server.beats)
    server.unknown = True
    refused = server.refused
    wait_for(lambda: server.refused >= refused + 2)
    assert presence.wrong is None
