"""A real server for a test: asgi.py in a process of its own, on a free port."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"^Phasescape is at (http://\S+)$", re.MULTILINE)


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def get(url: str, path: str = "/", timeout: float = 10) -> Answer:
    """GET a path of the server at `url`; unlike urllib, never by way of a proxy."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def wait_until_ready(url: str, timeout: float = 180) -> None:
    """Return when /health says that the solver is ready."""
    deadline = time.monotonic() + timeout
    while True:
        answer = get(url, "/health")
        if answer.json()["ready"]:
            return
        if answer.status != 200 or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not become ready: {answer}")
        time.sleep(0.1)


@contextmanager
def running_server(timeout: float = 60, **environment: str) -> Iterator[str]:
    """Run asgi.py with an empty home directory and yield its address once it listens."""
    with running_process(timeout, **environment) as (url, _):
        yield url


@contextmanager
def running_process(
    timeout: float = 60, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As `running_server`, with the process too."""
    with tempfile.TemporaryDirectory(prefix="phasescape-") as home:
        log = Path(home, "server.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, ROOT / "asgi.py"],
                # Not in the checkout: the server has to find its own files.
                cwd=home,
                env=os.environ | {"HOME": home, "HOST": "127.0.0.1", "PORT": "0"} | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _address(process, log, time.monotonic() + timeout), process
        finally:
            stop(process)


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time that a running process has taken (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(process: subprocess.Popen[bytes]) -> float:
    """The memory that a running process holds (Linux)."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def stop(process: subprocess.Popen[bytes], timeout: float = 15) -> None:
    """End a process the way a container engine does: ask, wait, and only then kill."""
    process.terminate()
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(process: subprocess.Popen[bytes], log: Path, deadline: float) -> str:
    while True:
        ended = process.poll() is not None
        printed = log.read_text(errors="replace")
        if found := ADDRESS.search(printed):
            return found[1]
        if ended or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not start. It said:\n{printed}")
        time.sleep(0.05)
