"""Runs two builds of the program on the same files and tells where what they say differs by a byte.

    python3 benches/same.py OLD NEW FOLDER [FILE...]

OLD and NEW are binaries; what each says goes to FOLDER/old and FOLDER/new, one file for each command. FILEs are Compose
files beside the examples; ways that refuse a file are compared as well, with the exit code.
"""

import filecmp
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = [
    "examples/guestbook/compose.yaml",
    "examples/shop/compose.yaml",
    "examples/courses/infrastructure/compose.yaml",
]
LANES = ["ec2-naive", "ec2-careful", "ec2-asg", "fargate", "fargate-many"]


def commands(file):
    """What is asked about one Compose file, each with a name for its output."""
    yield "compare", ["compare", file]
    yield "compare-es", ["compare", file, "--lang", "es"]
    yield "compare-json", ["compare", file, "--format", "json"]
    yield "compare-html", ["compare", file, "--format", "html"]
    yield "compare-md", ["compare", file, "--format", "md", "--scenario", "calm", "--seeds", "2"]
    yield "compare-replicas", ["compare", file, "--json", "--replicas", "30", "--seeds", "1"]
    for lane in LANES:
        yield f"events-{lane}", ["compare", file, "--events", lane, "--json"]
    for strategy in ["ec2", "fargate"]:
        yield f"plan-{strategy}", ["plan", file, "-s", strategy]
        yield f"plan-{strategy}-json", ["plan", file, "-s", strategy, "--json"]
        yield f"diagram-{strategy}", ["diagram", file, "-s", strategy]
        yield f"policy-{strategy}", ["policy", file, "-s", strategy]
    yield "check", ["check", file]
    yield "check-json", ["check", file, "--json", "--lang", "es"]


def session(strategy):
    """A deployment over several commands, kept in the folder in which they run."""
    file = ROOT / EXAMPLES[0]
    yield ["deploy", str(file), "-s", strategy]
    yield ["status"]
    yield ["advance", "1h"]
    yield ["events", "--json"]
    yield ["scale", "web=2"]
    yield ["events"]
    yield ["destroy"]
    yield ["events", "--json"]


def say(program, words, into, where):
    """Runs a command and keeps what it says and how it ends."""
    env = {"PATH": os.environ["PATH"], "NO_COLOR": "1", "HOME": str(where)}
    done = subprocess.run([program, *words], cwd=where, env=env, capture_output=True, check=False)
    into.write_bytes(b"%d\n" % done.returncode + done.stdout + b"\n--- stderr\n" + done.stderr)


def run(program, into, files):
    into.mkdir(parents=True)
    where = into.parent / "here"
    for file in files:
        name = str(file).strip("/").replace("/", "_")
        for what, words in commands(str(file)):
            where.mkdir()
            say(program, words, into / f"{name}-{what}", where)
            shutil.rmtree(where)
    where.mkdir()
    say(program, ["test", str(ROOT / "examples/guestbook/storm.yaml")], into / "test", where)
    shutil.rmtree(where)
    for strategy in ["ec2", "fargate"]:
        where.mkdir()
        for number, words in enumerate(session(strategy)):
            say(program, words, into / f"session-{strategy}-{number}-{words[0]}", where)
        shutil.rmtree(where)


def main():
    old, new, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    files = [ROOT / example for example in EXAMPLES]
    files += [pathlib.Path(word).resolve() for word in sys.argv[4:]]
    for program, name in [(old, "old"), (new, "new")]:
        # What an old build says does not change: it is asked once.
        if name == "new" or not (folder / name).exists():
            shutil.rmtree(folder / name, ignore_errors=True)
            run(program, folder / name, files)
    names = sorted(path.name for path in (folder / "old").iterdir())
    differ = [n for n in names if not filecmp.cmp(folder / "old" / n, folder / "new" / n, shallow=False)]
    for name in differ:
        print(f"differs: {folder / 'old' / name} {folder / 'new' / name}")
    print(f"{len(names) - len(differ)} of {len(names)} outputs are the same bytes")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
