"""A pygame window with rotation, a theme, and text and shapes for it; used by kiosk and display."""

import os

# pygame greets on stdout as it is imported, where a program's own first line is read by others.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
