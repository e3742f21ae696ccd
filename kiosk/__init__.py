"""The touchscreen: choose a service, take a ticket."""

import kit.drawing  # noqa: F401 - first of all: it keeps pygame from greeting on stdout as it is imported
