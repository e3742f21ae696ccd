"""What a printer's paper and firmware can do, from its URL and python-escpos's profiles.

The only file, with encode.py, that knows python-escpos. It is imported at first use: that takes 0.4 s, reads a
table of printers and leaves a temporary folder behind, none of which belongs into an import of ours.
"""

import shutil
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kit.errors import SettingError
from printer.url import Cut, PrinterAddress

DOTS_PER_MM = 8  # 203 dpi, which nearly every receipt printer has
_DOTS: dict[int, int] = {80: 576, 58: 384}
_NARROWEST = 300  # fewer dots belong to customer displays and slip printers, which the profiles list too
_FAST_BAUD = 115_200
# Epson models whose command tables list GS ( H, "transmission of the process id"; elsewhere it may come out as text.
_TELL_FINISHED = ("TM-T20II", "TM-T20II-42col", "TM-T88V", "TM-P80", "TM-P80-42col")

Font = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper's width in dots, the profile that chooses code pages, and what the firmware does by itself.

    `columns` are characters a line in fonts a (12×24 dots) and b (9×17), None for a font it lacks. `feed` is
    in dots. `draws_number`: large letters as a raster, nicer than magnified ones, where the link is fast.
    """

    dots: int
    profile: str | None
    columns: tuple[tuple[Font, int | None], ...]
    cut: Cut
    feed: int
    has_qr: bool
    draws_number: bool
    tells_finished: bool


def paper_for(address: PrinterAddress) -> Paper:
    """Look up what the address's profile says. Raises SettingError when there is no such profile."""
    profile = _profile(address)
    dots = _dots(address, profile)
    cuts = bool(profile.supports("paperFullCut") or profile.supports("paperPartCut"))
    cut: Cut = address.cut or ("partial" if cuts else "none")
    # A cutter sits behind the head and the cut command feeds up to it; a tear bar needs us to do that. Most
    # 58 mm printers have a tear bar only, whatever they are told.
    feed_mm = (
        address.feed_mm if address.feed_mm is not None else (3 if cut != "none" and dots > _DOTS[58] else 12)
    )
    return Paper(
        dots=dots,
        profile=address.profile,
        columns=(("a", _columns(address, profile, "a", dots)), ("b", _columns(address, profile, "b", dots))),
        cut=cut,
        feed=feed_mm * DOTS_PER_MM,
        has_qr=bool(profile.supports("qrCode")),
        draws_number=address.kind != "serial" or address.baud >= _FAST_BAUD,
        tells_finished=address.profile in _TELL_FINISHED,
    )


@cache
def escpos() -> Any:
    """Import python-escpos, and tidy up the folder of its cache that no later process would find."""
    import escpos.capabilities
    import escpos.printer

    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in escpos.capabilities.environ:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    return escpos.printer


def _profile(address: PrinterAddress) -> Any:
    escpos()
    from escpos.capabilities import CAPABILITIES, get_profile

    if address.profile is not None and address.profile not in CAPABILITIES["profiles"]:
        known = ", ".join(sorted(CAPABILITIES["profiles"]))
        raise SettingError(f"printer '{address.url}': unknown profile '{address.profile}' (known: {known})")
    return get_profile(address.profile)


def _dots(address: PrinterAddress, profile: Any) -> int:
    told = profile.profile_data["media"]["width"].get("pixels")
    if not isinstance(told, int):
        return _DOTS[address.width_mm or 80]
    if told < _NARROWEST:
        raise SettingError(f"printer '{address.url}': profile '{address.profile}' is too narrow for tickets")
    return told if address.width_mm is None else min(told, _DOTS[address.width_mm])


_CELLS: dict[Font, int] = {"a": 12, "b": 9}


def _columns(address: PrinterAddress, profile: Any, font: Font, dots: int) -> int | None:
    if {"a": "0", "b": "1"}[font] not in profile.fonts:
        return None
    ours = dots // _CELLS[font]
    told = int(profile.get_columns(font)) if address.profile else ours
    # Some profiles list nonsense; a line of half the cells is not believed.
    return min(ours, told) if told > ours // 2 else ours
