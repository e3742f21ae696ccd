"""What a lobby page announces, and the sounds for it: the fragments that the lobby's program says, as files."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from kit import wire
from kit.lobby.announcing import LATE_S, Announcement, announced, heard_until, loudness
from kit.lobby.board import Lobby, Turn
from kit.lobby.fragments import Fragments
from kit.lobby.phrases import Fragment, vocabulary
from kit.lobby.sounds import fragment_wav, known_fragment, phrases
from server.desk.branch import Branch
from server.offload import offloaded

PAUSE_S = 0.05  # between two words: whoever calls meanwhile is not to wait for them
_CACHE, _RECORDINGS = "voice", "recordings"  # folders beside the database


def to_be_heard(lobby: Lobby, call: wire.Call, now: float) -> dict[str, Any] | None:
    """How a call is announced: in full, and briefly for a page that has others to announce; None in quiet hours."""
    turn = Turn(call, now)
    full = announced(replace(lobby, unsaid=(turn,)), now, busy=False)[1]
    brief = announced(replace(lobby, unsaid=(turn, turn)), now, busy=False)[1]
    if full is None or brief is None:
        return None
    first = lobby.site.languages[0]
    return {
        "event": call.event_id,
        "number": call.number,
        "full": _said(full, first),
        "brief": _said(brief, first),
        "volume": loudness(lobby, now),
        "late": LATE_S,
        "until": round(heard_until(lobby, now), 1),
    }


def _said(announcement: Announcement, first: str) -> list[dict[str, Any]]:
    """Language by language, in groups of fragments as `language/id`; a short pause stands between two groups."""
    return [
        {"groups": [[f"{each.language}/{each.id}" for each in group] for group in phrase]}
        for _language, phrase in phrases(announcement, first)
    ]


def keep_sounds(app: Flask, folder: Path | None) -> None:
    """Give the app its fragments; kept in this folder, where recordings that replace them may stand as well."""
    cache, recordings = (folder / _CACHE, folder / _RECORDINGS) if folder is not None else (None, None)
    app.extensions["fragments"] = Fragments(cache, recordings, apart=offloaded)
    app.extensions["fragments_kept"] = folder is not None


def prepare(branch: Branch) -> None:
    """Begin to make every fragment that this site's calls can need: a screen is about to announce them.

    Only where they are kept: otherwise it would be done again after each start.
    """
    if not current_app.extensions["fragments_kept"]:
        return
    fragments: Fragments = current_app.extensions["fragments"]
    site = branch.site
    codes = [each.code for each in site.services]
    wanted = [
        each
        for each in vocabulary(site.languages, codes, branch.counter_names, site.languages[0])
        if not fragments.has(each)
    ]
    if wanted:
        threading.Thread(target=_make, args=(fragments, wanted), name="words", daemon=True).start()


def _make(fragments: Fragments, wanted: Iterable[Fragment]) -> None:
    for each in wanted:
        fragments.sound(each)
        if fragments.trouble:
            return
        time.sleep(PAUSE_S)


def sound(branch: Branch, language: str, word: str) -> bytes | None:
    """A fragment of a site's calls as a WAV file; None where there is none, or nobody can say it."""
    site = branch.site
    own = vocabulary(site.languages, (), branch.counter_names, site.languages[0])
    wanted = known_fragment(language, word, own)
    fragments: Fragments = current_app.extensions["fragments"]
    return None if wanted is None else fragment_wav(fragments, wanted)
