"""The touchscreen: choose a service, take a ticket."""
