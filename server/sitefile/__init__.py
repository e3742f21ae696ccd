"""The site file: everything a branch needs, in one TOML file, out and in.

`values`, `lobby` and `model` say what it may hold, `lines` and `reading` turn text into a Site or one clear line,
`writing` and `changes` turn a Site into text again and tell two apart, `notes` says what may not be meant so.
"""

from server.sitefile.changes import changes, not_yet
from server.sitefile.lobby import Lobby, Notice
from server.sitefile.model import Answer, Closure, Counter, Question, Service, Site, Theme
from server.sitefile.notes import notes
from server.sitefile.reading import load, parse, sample
from server.sitefile.values import format_duration, parse_duration
from server.sitefile.writing import dump

__all__ = [
    "Answer",
    "Closure",
    "Counter",
    "Lobby",
    "Notice",
    "Question",
    "Service",
    "Site",
    "Theme",
    "changes",
    "dump",
    "format_duration",
    "load",
    "not_yet",
    "notes",
    "parse",
    "parse_duration",
    "sample",
]
