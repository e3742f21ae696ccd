"""What the kiosk can be showing, what can happen to it, and what it may ask for: values only.

`from kiosk import state as s` gives every one of them one short name. Times are seconds of a monotonic clock.
"""

from kiosk.state.cards import *  # noqa: F403 - all of them, on purpose
from kiosk.state.inputs import *  # noqa: F403 - all of them, on purpose
from kiosk.state.news import *  # noqa: F403 - all of them, on purpose
from kiosk.state.requests import *  # noqa: F403 - all of them, on purpose
from kiosk.state.screens import *  # noqa: F403 - all of them, on purpose
from kiosk.state.whole import *  # noqa: F403 - all of them, on purpose
