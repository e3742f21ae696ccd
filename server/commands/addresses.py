"""Addresses and networks, as an option of the command line has them.

Here and not beside those who use them: a command such as the night's backup then does without all of Flask.
"""

from __future__ import annotations

import argparse
import ipaddress


def addresses(text: str) -> list[str]:
    """An argparse type: addresses or networks, with commas between, e.g. 127.0.0.1,10.0.0.0/24."""
    found = [each.strip() for each in text.split(",") if each.strip()]
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(f"'{each}' is no address and no network: {problem}") from problem
    return found
