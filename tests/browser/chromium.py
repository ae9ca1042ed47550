"""A real browser for tests: Chromium without a window, told what to do over a pipe. Standard library alone.

Source: Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/; with
`--remote-debugging-pipe`, messages are JSON that ends with NUL, on file descriptors 3 (in) and 4 (out).
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# Names under which it is installed: Debian, Fedora, Google, Ubuntu's snap.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Sandboxing needs rights that containers lack; the pages are ours.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--hide-scrollbars", "--disable-background-networking", "--disable-component-update",
    "--disable-extensions", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip

# Seconds to wait for an answer. Source: a guess, far above what a busy machine takes.
PATIENCE = 60


def installed() -> str:
    """Return the path of Chromium; empty if it is not installed."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


class Tab:
    """A page in the browser, and all that it said and asked for."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.bringToFront")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **parameters)

    def open(self, page: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.browser.said.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(one["method"] == "Page.loadEventFired" for one in self.browser.said):
            self.browser.read()

    def run(self, expression: str) -> Any:
        """Return what an expression comes to, as JSON holds it; of a promise, what it keeps."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key: a letter, or a name as in `KeyboardEvent.key`."""
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def asked(self) -> list[str]:
        """Return the addresses of all requests since the page was opened, `data:` apart."""
        sent = [one for one in self.browser.said if one["method"] == "Network.requestWillBeSent"]
        addresses = [one["params"]["request"]["url"] for one in sent]
        return [address for address in addresses if not address.startswith("data:")]

    def complaints(self) -> list[str]:
        """Return what was written to the console, thrown, or blocked since the page was opened."""
        methods = (
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        )
        return [json.dumps(one["params"])[:400] for one in self.browser.said if one["method"] in methods]


class Browser:
    """A running Chromium.

    Attributes:
        said: What it told us without being asked, since it was last cleared.
    """

    def __init__(self, program: str, profile: Path) -> None:
        ours, its = _pipe(), _pipe()
        null = os.open(os.devnull, os.O_RDWR)
        moves = [
            (os.POSIX_SPAWN_DUP2, old, new) for old, new in ((null, 1), (null, 2), (ours[0], 3), (its[1], 4))
        ]
        command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self.process = os.posix_spawn(program, command, os.environ, file_actions=moves, setpgroup=0)
        for end in (ours[0], its[1], null):
            os.close(end)
        self.to, self.back = ours[1], its[0]
        os.set_blocking(self.back, False)
        self.numbers = itertools.count(1)
        self.buffer = b""
        self.said: list[dict[str, Any]] = []

    def tab(self) -> Tab:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        return Tab(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Return the answer to one message."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        os.write(self.to, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer)
                return dict(answer["result"])

    def read(self) -> dict[str, Any]:
        """Return the next message; keep it, if it is no answer."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            assert time.monotonic() < end, "the browser does not answer"
            with suppress(BlockingIOError):
                got = os.read(self.back, 1 << 20)
                assert got, "the browser has ended"
                self.buffer += got
                continue
            time.sleep(0.005)
        line, _, self.buffer = self.buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.said.append(message)
        return message

    def close(self) -> None:
        for end in (self.to, self.back):
            os.close(end)
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start Chromium with a profile folder of its own, and end it afterwards."""
    running = Browser(installed(), profile)
    try:
        yield running
    finally:
        running.close()


def _pipe() -> tuple[int, int]:
    """Return a pipe's two ends, away from the numbers that the browser wants."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]
