"""Writes what bash shows for a script that is about the shell alone: `python3 tests/agree/record.py bash`.

The bash of this computer is asked, in an empty folder and the locale C.UTF-8; Amazon Linux 2023 and Debian 12 have 5.2.15.
"""

import pathlib
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).parent
name = sys.argv[1]
lines = (folder / "scripts" / f"{name}.txt").read_text().splitlines()
out = ""
with tempfile.TemporaryDirectory() as home:
    environment = {"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    for line in (line.rstrip() for line in lines):
        if not line or line.startswith("#"):
            continue
        done = subprocess.run(
            ["bash", "-c", line], cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        out += f"$ {line}\n"
        out += "".join(f"{shown.rstrip()}\n".replace("\t", " ") for shown in done.stdout.splitlines())
        errors = [error for error in done.stderr.splitlines() if error.strip()]
        if errors:
            out += f"! {errors[0].rstrip()}\n"
        if done.returncode:
            out += f"? {done.returncode}\n"
(folder / "real" / f"{name}.txt").write_text(out)
