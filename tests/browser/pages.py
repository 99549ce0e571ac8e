"""The pages that are looked at, written by the program itself and by mdBook; and their links."""

import concurrent.futures
import dataclasses
import html.parser
import pathlib
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = {
    "courses": "examples/courses/infrastructure/compose.yaml",
    "guestbook": "examples/guestbook/compose.yaml",
    "shop": "examples/shop/compose.yaml",
}
# What users may bring: nobody reaches it, names are long, a lane fails.
LONG = "rechtsschutzversicherungsgesellschaften-verwaltung"
OTHERS = {
    "nothing-public": 'services: {db: {image: "redis:7"}}\n',
    "eleven-long-names": "services:\n"
    + "".join(f'  {LONG}-{n}: {{image: "me/x:1", ports: ["80{n:02}:80"]}}\n' for n in range(1, 12)),
    "fails": 'services: {web: {image: "nginx:1.27", ports: ["80:80"], command: ["false"]}}\n',
    "refused": 'services: {web: {image: "nginx:1.27", ports: ["80:80"], privileged: true}}\n',
}
# In which a report opens, the largest too.
SECONDS = 1.0
# What may be attached to a pull request or sent by mail without a second thought.
BYTES = 1_000_000


@dataclasses.dataclass
class Page:
    """A page that is there."""

    name: str
    path: pathlib.Path
    mdbook: bool = False
    # In how many seconds it must open; 0 where that is not asked.
    seconds: float = 0
    # The language in which it is there too.
    other: str = ""


def written(program: pathlib.Path, mdbook: pathlib.Path | None, folder: pathlib.Path, only: str) -> list[Page]:
    """The pages whose name holds a word, written into a folder; those that mdBook built stay where they are, and may be left
    out."""
    if not program.is_file():
        missing(f"no {program}: cargo build -p paperboat makes it")
    pages = _book(program, folder / "book") + (_mdbook(mdbook) if mdbook else [])
    return [page for page in pages if only in page.name] + _reports(program, folder / "reports", only)


def missing(what: str):
    print(what, file=sys.stderr)
    sys.exit(2)


def _paperboat(program: pathlib.Path, *words: str, good=(0,), cwd=ROOT) -> None:
    run = subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if run.returncode not in good:
        raise RuntimeError(f"{' '.join(words)}: {run.returncode}\n{run.stderr}")


def _book(program, folder):
    _paperboat(program, "book", "--out", str(folder), "--lang", "en")
    files = sorted(folder.rglob("*.html"))
    other = {folder: "es", folder / "es": "en"}
    return [Page(f"book/{path.relative_to(folder).with_suffix('')}", path, other=other[path.parent]) for path in files]


def _mdbook(built):
    pages = []
    for language in ("en", "es"):
        files = sorted((built / language).glob("*.html"))
        if not files:
            missing(f"no {built / language}: book/build builds it")
        # Its own search page, print page and the page for what is not there are not chapters.
        files = [path for path in files if path.stem not in ("404", "print", "toc")]
        other = {"en": "es", "es": "en"}[language]
        pages += [Page(f"mdbook/{language}/{path.stem}", path, mdbook=True, other=other) for path in files]
    return pages


def _reports(program, folder, only):
    folder.mkdir()
    orders = {}
    for name, file in EXAMPLES.items():
        orders |= {
            f"{name}-compare": ("compare", file),
            f"{name}-check": ("check", file, "--all"),
            f"{name}-plan-ec2": ("plan", file, "-s", "ec2"),
            f"{name}-plan-fargate": ("plan", file, "-s", "fargate"),
            f"{name}-diagram": ("diagram", file, "--all"),
        }
    for name, text in OTHERS.items():
        file = folder / f"{name}.yaml"
        file.write_text(text)
        orders[f"{name}-compare"] = ("compare", str(file), "--seeds", "1")
        orders[f"{name}-check"] = ("check", str(file))
        orders[f"{name}-diagram"] = ("diagram", str(file), "--all")
    orders["one-lane-compare"] = ("compare", EXAMPLES["guestbook"], "--lanes", "fargate")
    # What a deployment left is asked where one is.
    _paperboat(program, "deploy", str(ROOT / EXAMPLES["guestbook"]), "-s", "fargate", cwd=folder)
    orders["leftovers"] = ("leftovers",)

    def title(name, language):
        return f"report/{name} {language}"

    # Both languages in turn: they are of one layout, and the catalogues are held equal elsewhere.
    named = [(name, ("en", "es")[n % 2], words) for n, (name, words) in enumerate(orders.items())]

    def report(order):
        name, language, words = order
        path = folder / f"{name}.html"
        words = [str(ROOT / word) if word in EXAMPLES.values() else word for word in words]
        # A lane that fails, or a file that is refused, is a report too.
        _paperboat(program, *words, "--out", str(path), "--lang", language, good=(0, 1, 4), cwd=folder)
        if path.stat().st_size >= BYTES:
            raise RuntimeError(f"{name}: {path.stat().st_size} bytes")
        return Page(title(name, language), path, seconds=SECONDS)

    with concurrent.futures.ThreadPoolExecutor() as pool:
        return list(pool.map(report, [order for order in named if only in title(*order[:2])]))


@dataclasses.dataclass
class DeadLink:
    """A link to what is not there."""

    page: str
    target: str

    def __str__(self):
        return f"a link to {self.target}, which is not there"


class Anchors(html.parser.HTMLParser):
    """The links of a page, and the places that can be linked to."""

    def __init__(self, text: str):
        super().__init__()
        self.links, self.places = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if "id" in of:
            self.places.add(of["id"])
        if tag in ("a", "link") and of.get("href"):
            self.links.append(of["href"])
        if tag == "img" and of.get("src"):
            self.links.append(of["src"])


def dead_links(pages: list[Page]) -> list[DeadLink]:
    """Links within pages and between them that lead nowhere; those to other places are not followed."""
    read = {}

    def anchors(path):
        if path not in read:
            read[path] = Anchors(path.read_text())
        return read[path]

    dead = []
    for page in pages:
        for link in anchors(page.path.resolve()).links:
            target = urllib.parse.urlsplit(link)
            if target.scheme or target.netloc:
                continue
            path = page.path.resolve()
            if target.path:
                path = (path.parent / urllib.parse.unquote(target.path)).resolve()
            place = urllib.parse.unquote(target.fragment)
            there = path.is_file() and (not place or path.suffix != ".html" or place in anchors(path).places)
            if not there:
                dead.append(DeadLink(page.name, link))
    return dead
