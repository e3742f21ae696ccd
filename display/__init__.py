"""The lobby screen: the number being called, large; the last calls, who waits, and the time."""

import os

# pygame greets on stdout as it is imported, and a log needs no greeting; before any module here imports it.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
