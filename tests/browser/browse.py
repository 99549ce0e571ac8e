#!/usr/bin/env python3
"""Renders every page of the book and reports of the examples in headless Chromium, and holds them against what a reader needs.

    python3 tests/browser/browse.py [--program PATH] [--mdbook FOLDER] [--only WORD] [--shots FOLDER]

Each page is laid out 1280, 768 and 390 pixels wide, in the light and in the dark (`layout.js` has the rules), and an
accessibility checker (axe-core) reads it in both. Ends with 1 where anything is found, and with 2 where a part is missing:
Chromium (`bash .ci/install` gets it), the program, or what mdBook built.
"""

import argparse
import base64
import json
import pathlib
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

WIDTHS = (1280, 768, 390)
# As high as a screen of each width usually is: only what is below the fold depends on it.
HEIGHTS = {1280: 800, 768: 1024, 390: 844}
SCHEMES = ("light", "dark")
# What the checker has no page for: landmarks are asked of whole pages by layout.js itself.
AXE = {"resultTypes": ["violations"]}
AXE_COLOURS = AXE | {"runOnly": ["color-contrast"]}
# A page of mdBook's stands in mdBook's own frame, which is not ours to mend: only its text is read.
MDBOOK_TEXT = "main"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/paperboat")
    options.add_argument("--mdbook", type=pathlib.Path, default=ROOT / "target/book")
    options.add_argument("--without-mdbook", action="store_true", help="leave out what mdBook builds")
    options.add_argument("--only", default="", help="pages whose name holds this word")
    options.add_argument("--shots", type=pathlib.Path, help="write a picture of each page into this folder")
    chosen = options.parse_args()

    import tools

    tools.in_venv(ROOT / "target/browser")
    import pages
    from chromium import Chromium

    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="paperboat-browser-") as folder:
        mdbook = None if chosen.without_mdbook else chosen.mdbook
        if mdbook is None:
            print("NOT LOOKED AT: the pages that mdBook builds")
        all_pages = pages.written(chosen.program, mdbook, pathlib.Path(folder), chosen.only)
        found = [f"{link.page}: {link}" for link in pages.dead_links(all_pages)]
        with Chromium(tools.chromium()) as browser:
            looked = Looked(browser, tools.axe(), (HERE / "layout.js").read_text(), chosen.shots)
            for page in all_pages:
                found += [f"{page.name}: {what}" for what in looked.at(page)]
    for line in found:
        print(line)
    took = time.monotonic() - began
    print(f"{len(all_pages)} pages, {len(WIDTHS)} widths, {len(SCHEMES)} schemes: {len(found)} findings, {took:.0f} s")
    return 1 if found or not all_pages else 0


class Looked:
    """Pages in a browser, with what is found on them."""

    def __init__(self, browser, axe, layout, shots):
        self.browser, self.shots = browser, shots
        browser.before_each_page(axe + "\n" + layout)

    def at(self, page):
        """What is wrong with a page, each thing once with where it was seen."""
        found = {}

        def say(whats, where):
            for what in whats:
                found.setdefault(what, []).append(where)

        # mdBook hides its list of chapters where a page opens narrow, and chooses its colours then.
        narrow_first = sorted(WIDTHS) if page.mdbook else WIDTHS
        within = MDBOOK_TEXT if page.mdbook else ""
        for scheme in SCHEMES:
            self.browser.lights(scheme)
            if scheme == SCHEMES[0] or page.mdbook:
                self.sized(narrow_first[0])
                say(self.opened(page), scheme)
            # Colours alone differ in the dark.
            options = AXE if scheme == SCHEMES[0] else AXE_COLOURS
            widths = narrow_first if scheme == SCHEMES[0] else narrow_first[:1]
            say(self.browser.told(f"paperboatAxe(...{json.dumps([options, within])})"), scheme)
            for width in widths:
                self.sized(width)
                say(self.browser.told(f"paperboatLayout({json.dumps(page.mdbook)})"), f"{width} {scheme}")
            if self.shots:
                self.pictures(page, scheme)
        return [f"{what} ({', '.join(where)})" for what, where in found.items()]

    def opened(self, page):
        """Opens a page; what is wrong with how long that takes, and with where its links lead."""
        found = []
        # Another program may be in the way once, and is not twice.
        took = min(self.browser.opened(page.path) for _ in range(2)) if page.seconds else self.browser.opened(page.path)
        if page.seconds and took > page.seconds:
            found.append(f"opens in {took:.2f} s, not in {page.seconds} s")
        links = self.browser.told("paperboatLinks()")
        for link in links["files"]:
            path = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlsplit(link).path))
            if not path.exists():
                found.append(f"a link to {path}, which is not there")
        if page.other and page.other not in links["languages"]:
            found.append(f"no link to the page in {page.other}")
        return found

    def sized(self, width):
        self.browser.sized(width, HEIGHTS[width])

    def pictures(self, page, scheme):
        self.shots.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            self.sized(width)
            name = page.name.replace("/", "_").replace(" ", "_")
            (self.shots / f"{name}-{width}-{scheme}.png").write_bytes(base64.b64decode(self.browser.picture()))


if __name__ == "__main__":
    sys.exit(main())
