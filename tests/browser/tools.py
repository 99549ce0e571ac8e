"""What the checks need besides Python: Chromium, and two packages in a virtual environment of their own."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

# websocket-client (Apache-2.0) carries the DevTools protocol. axe-playwright-python (MIT) is there for the axe-core that it
# carries (MPL-2.0), which is used as it is; its own dependency, a browser, is not.
PACKAGES = ("websocket-client==1.9.2", "axe-playwright-python==0.1.8")
AXE = "axe_playwright_python/axe.min.js"


def in_venv(home: pathlib.Path) -> None:
    """Makes the packages importable; installs them where they are missing."""
    stamp = home / "installed"
    wanted = " ".join(PACKAGES)
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        pip = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, *PACKAGES], check=True)
        stamp.write_text(wanted)
    # Both packages are Python alone, so that the interpreter at hand can use them.
    sys.path.insert(0, str(_packages(home)))


def _packages(home: pathlib.Path) -> pathlib.Path:
    return next(home.glob("lib/python*/site-packages"))


def axe() -> str:
    """The source of axe-core."""
    found = (pathlib.Path(folder) / AXE for folder in sys.path)
    return next(path for path in found if path.is_file()).read_text()


def chromium() -> str:
    """The browser's program."""
    names = (os.environ.get("PAPERBOAT_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        found = name and shutil.which(name)
        if found:
            return found
    print("no Chromium: bash .ci/install gets it on Debian, or name one in PAPERBOAT_CHROMIUM", file=sys.stderr)
    sys.exit(2)
