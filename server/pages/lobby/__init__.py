"""The lobby's board in any browser: `/lobby`. The page is thin: what it shows and says comes from `director.py`."""

from server.pages.lobby.directors import register
from server.pages.lobby.routes import blueprint
from server.pages.lobby.speech import keep_sounds

__all__ = ["blueprint", "keep_sounds", "register"]
