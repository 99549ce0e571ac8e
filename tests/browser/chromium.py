"""A headless Chromium over the DevTools protocol."""

import json
import pathlib
import subprocess
import tempfile
import time

import websocket

# A browser that has not begun after so long never will.
LONGEST_START = 30
LONGEST_ANSWER = 60


class Chromium:
    """One browser with one page."""

    def __init__(self, program: str):
        self._home = tempfile.TemporaryDirectory(prefix="paperboat-chromium-", ignore_cleanup_errors=True)
        home = self._home.name
        # Without a sandbox, which wants powers that a container lacks: only files of this repository are opened.
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
        options += ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions"]
        options += ["--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb"]
        options += ["--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={home}", "about:blank"]
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port, _ = self._begun(pathlib.Path(home) / "DevToolsActivePort")
        self._next = 0
        self._socket = websocket.create_connection(self._page_at(port), timeout=LONGEST_ANSWER)
        for domain in ("Page", "Runtime"):
            self.asks(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._home.cleanup()

    def _begun(self, file: pathlib.Path):
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until and self._process.poll() is None:
            if file.is_file() and len(lines := file.read_text().split()) == 2:
                return lines
            time.sleep(0.05)
        raise RuntimeError(f"Chromium does not begin (it ended with {self._process.poll()})")

    @staticmethod
    def _page_at(port: str) -> str:
        import urllib.request

        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            targets = json.load(answer)
        return next(t["webSocketDebuggerUrl"] for t in targets if t["type"] == "page")

    def asks(self, method: str, until: str = "", **parameters):
        """Calls a method; waits for its answer, and for an event where one is named."""
        self._next += 1
        number, answer, seen = self._next, None, not until
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while answer is None or not seen:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                answer = message["result"]
            elif message.get("method") == until:
                seen = True
        return answer

    def before_each_page(self, script: str) -> None:
        """Runs a script in each page before its own."""
        self.asks("Page.addScriptToEvaluateOnNewDocument", source=script)

    def sized(self, width: int, height: int) -> None:
        self.asks("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        # A picture may have another source at another width, which is chosen with the next frame and read after it.
        self.told("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
        self.read_pictures()

    def lights(self, scheme: str) -> None:
        """Says whether the reader prefers light or dark."""
        self.asks("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def opened(self, path: pathlib.Path) -> float:
        """Opens a page; the seconds until it is laid out and loaded."""
        self.asks("Page.navigate", until="Page.loadEventFired", url=path.resolve().as_uri())
        timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
        took = 0.0
        while took == 0.0:
            took = self.told(timing)
        # A busy machine lays a page out before its pictures are read; one that cannot be read is the page's fault.
        self.read_pictures()
        return took / 1000

    def read_pictures(self) -> None:
        """Waits until all pictures of the page are read, or cannot be."""
        self.told("Promise.all([...document.images].map((image) => image.decode().catch(() => {}))).then(() => 0)")

    def told(self, expression: str):
        """What an expression is in the page."""
        answer = self.asks("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def picture(self) -> str:
        """A picture of the whole page."""
        return self.asks("Page.captureScreenshot", captureBeyondViewport=True)["data"]
