"""Renders the chosen icons of the Lucide set into kit/drawing/icons: one alpha mask each, 144 pixels square.

    python docs/screens/make_icons.py lucide.zip

`lucide.zip` holds the set's SVG files (any release of it; the PyPI package `lucide` brings one). Needs the playwright
browser that the tests use. Run it when a name is added to kit/icon_names.py, and look at what comes out.
"""

from __future__ import annotations

import base64
import io
import sys
import zipfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it also runs from a checkout

from kit.icon_names import CONTROLS, SERVICES

FOLDER = Path(__file__).resolve().parents[2] / "kit" / "drawing" / "icons"
STYLE = "margin:0;background:#000"
SIDE = 144
LEVELS = 32  # greys of an edge; more cannot be seen, and cost room
# What the screens use themselves, and what services may choose.


def main(archive: str) -> None:
    """Render them all."""
    with zipfile.ZipFile(archive) as held:
        inside = {Path(each).stem: each for each in held.namelist() if each.endswith(".svg")}
        drawings = {name: held.read(inside[name]).decode() for name in CONTROLS | SERVICES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
        for name, drawing in drawings.items():
            data = base64.b64encode(drawing.replace("currentColor", "#fff").encode()).decode()
            page.set_content(
                f'<body style="{STYLE}"><img src="data:image/svg+xml;base64,{data}" width={SIDE}>'
            )
            page.wait_for_function("document.images[0].complete")
            _save(page.screenshot(), FOLDER / f"{name}.png")
        browser.close()


def _save(shot: bytes, file: Path) -> None:
    picture = Image.open(io.BytesIO(shot)).convert("L")
    step = 255 / (LEVELS - 1)
    picture.point([round(round(grey / step) * step) for grey in range(256)]).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
