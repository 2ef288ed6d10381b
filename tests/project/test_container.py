"""The Dockerfile, read and followed: no container engine is needed to know that it works.

The container is played by an empty folder and a fresh virtual environment. Whatever only an image
has (a user database, a root file system) is skipped by name and with its reason; a step that is
neither followed nor skipped on purpose fails the test.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from tests.project.dockerfile import IgnoreRules, Instruction, context_files, parse
from tests.serving import ROOT, get, stop

SKIPPED = {
    "useradd": "adds a user to the image; here the tests' own user plays it",
    "chown": "gives files to that user; here they are the tests' own already",
}
READY_WITHIN = 120  # seconds


@pytest.fixture(scope="module")
def dockerfile() -> list[Instruction]:
    return parse((ROOT / "Dockerfile").read_text())


@pytest.fixture(scope="module")
def rules() -> IgnoreRules:
    return IgnoreRules((ROOT / ".dockerignore").read_text())


def only(dockerfile: list[Instruction], keyword: str) -> Instruction:
    (instruction,) = (step for step in dockerfile if step.keyword == keyword)
    return instruction


def position(dockerfile: list[Instruction], keyword: str, text: str) -> int:
    (found,) = (
        index
        for index, step in enumerate(dockerfile)
        if step.keyword == keyword and text in step.text
    )
    return found


def environment(dockerfile: list[Instruction]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for step in dockerfile:
        if step.keyword in ("ARG", "ENV"):
            merged |= step.assignments
    return merged


# The readers


def test_parser_joins_lines_and_separates_flags() -> None:
    steps = parse(
        "# A comment\n"
        "FROM python:3.11-slim\n"
        "ENV A=1 \\\n"
        "    # another\n"
        '    B="two words"\n'
        "RUN --mount=type=cache,target=/cache pip install x && echo --flag=no\n"
        'CMD ["python", "a b.py"]\n'
    )
    assert [step.keyword for step in steps] == ["FROM", "ENV", "RUN", "CMD"]
    assert steps[1].assignments == {"A": "1", "B": "two words"}
    assert steps[2].flags == {"mount": "type=cache,target=/cache"}
    assert steps[2].text == "pip install x && echo --flag=no"
    assert steps[3].words == ["python", "a b.py"]


@pytest.mark.parametrize("text", ["ONBUILD RUN x\n", "run x\n", "RUN x \\\n"])
def test_parser_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ValueError, match="instruction"):
        parse(text)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("docs/a/b.md", True),
        ("docs2/a.md", False),
        ("core/docs/a.md", False),
        ("a.pyc", True),
        ("core/x/a.pyc", True),
        ("core/a.py", False),
        ("core/keep.pyc", False),
    ],
)
def test_ignore_rules(path: str, ignored: bool) -> None:
    rules = IgnoreRules("# what\n\ndocs\n**/*.py[co]\n!core/keep.pyc\n")
    assert rules.ignore(PurePosixPath(path)) is ignored


# The Dockerfile, read


def test_python_is_the_one_tested(dockerfile: list[Instruction]) -> None:
    assert only(dockerfile, "FROM").text.startswith("python:3.11-")
    assert sys.version_info[:2] == (3, 11)


def test_dependencies_come_before_the_source(dockerfile: list[Instruction]) -> None:
    requirements = position(dockerfile, "COPY", "requirements.txt")
    install = position(dockerfile, "RUN", "pip install")
    source = position(dockerfile, "COPY", ". .")
    compilation = position(dockerfile, "RUN", "core.warm_up()")
    assert requirements < install < source < compilation


def test_kernels_are_compiled_and_the_server_runs_as_an_ordinary_user(
    dockerfile: list[Instruction],
) -> None:
    user = only(dockerfile, "USER")
    assert user.text.partition(":")[0] not in ("root", "0")
    assert dockerfile.index(user) < position(dockerfile, "RUN", "core.warm_up()")
    assert dockerfile.index(user) < dockerfile.index(only(dockerfile, "CMD"))


def test_address_is_reachable_from_outside_the_container(dockerfile: list[Instruction]) -> None:
    variables = environment(dockerfile)
    assert variables["HOST"] == "0.0.0.0"  # noqa: S104
    assert only(dockerfile, "EXPOSE").text == variables["PORT"]


def test_no_secret_is_baked_in(dockerfile: list[Instruction]) -> None:
    suspicious = ("KEY", "PASSWORD", "SECRET", "TOKEN")
    assert not [name for name in environment(dockerfile) if any(s in name for s in suspicious)]


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".streamlit/secrets.toml",
        ".venv/bin/python",
        "core/__pycache__/problem.cpython-311.pyc",
        "core/dynamics/__pycache__/descent.step-1.py311.nbi",
        "tests/conftest.py",
        "ui/.env",
    ],
)
def test_left_out_of_the_image(rules: IgnoreRules, path: str) -> None:
    assert rules.ignore(PurePosixPath(path))


@pytest.mark.parametrize(
    "path", ["app.py", "asgi.py", "core/problem.py", "requirements.txt", ".streamlit/config.toml"]
)
def test_in_the_image(rules: IgnoreRules, path: str) -> None:
    assert not rules.ignore(PurePosixPath(path))


# The Dockerfile, followed


@dataclass
class Container:
    """A folder that plays the root of an image, and the state that instructions change."""

    root: Path
    rules: IgnoreRules
    variables: dict[str, str] = field(default_factory=dict)
    directory: PurePosixPath = field(default=PurePosixPath("/"))
    user: str = "root"
    skipped: dict[str, str] = field(default_factory=dict)

    def place(self, path: str | PurePosixPath) -> Path:
        """Return where a path of the image lies on this machine."""
        return self.root / (self.directory / path).relative_to("/")

    @property
    def environment(self) -> dict[str, str]:
        """What a process in the container sees, and none of what the tests' own Python does."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "NUMBA", "STREAMLIT", "VIRTUAL_ENV"))
        }
        if self.user != "root":
            inherited["HOME"] = str(self.root / "home" / self.user)
        path = os.pathsep.join([str(self.root / "venv/bin"), os.environ.get("PATH", "")])
        return inherited | self.variables | {"PATH": path}

    def follow(self, step: Instruction) -> None:
        match step.keyword:
            case "FROM":
                subprocess.run([sys.executable, "-m", "venv", self.root / "venv"], check=True)
            case "ARG" | "ENV":
                self.variables |= step.assignments
            case "WORKDIR":
                self.directory = self.directory / step.text
                self.place(".").mkdir(parents=True, exist_ok=True)
            case "USER":
                self.user = step.text
                (self.root / "home" / self.user).mkdir(parents=True, exist_ok=True)
            case "COPY":
                self.copy(step)
            case "RUN":
                self.run(step)
            case "CMD" | "EXPOSE" | "HEALTHCHECK":
                pass  # What they say is used once the container runs.
            case _:
                pytest.fail(f"No way to follow {step.keyword}")

    def copy(self, step: Instruction) -> None:
        """Copy files of the context as COPY does: a folder's content, a file into a folder."""
        *sources, target = step.words
        for source in map(PurePosixPath, sources):
            files = context_files(ROOT, self.rules)
            chosen = [path for path in files if path.is_relative_to(source)]
            assert chosen, f"COPY finds no {source}"
            for path in chosen:
                relative = path.relative_to(source) if path != source else PurePosixPath(path.name)
                destination = self.place(PurePosixPath(target) / relative)
                destination.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, destination)

    def run(self, step: Instruction) -> None:
        """Run a step, or note why not; a cache mount is pip's own cache here."""
        assert step.flags.keys() <= {"mount"}
        program = step.words[0]
        if program in SKIPPED:
            self.skipped[step.text] = SKIPPED[program]
            return
        assert program in ("pip", "python"), f"Neither followed nor skipped: RUN {step.text}"
        done = subprocess.run(
            ["sh", "-c", step.text],
            cwd=self.place("."),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"RUN {step.text}\n{done.stdout}\n{done.stderr}"

    def start(self, step: Instruction, port: int, log: Path) -> subprocess.Popen[bytes]:
        """Start CMD, published on one port of this machine alone."""
        with log.open("wb") as output:
            return subprocess.Popen(
                step.words,
                cwd=self.place("."),
                env=self.environment | {"HOST": "127.0.0.1", "PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def healthy(self, step: Instruction, port: int) -> bool:
        """Ask as the engine would ask, inside the container."""
        (command,) = parse(step.text)  # HEALTHCHECK --interval=… CMD […]
        asked = subprocess.run(
            command.words,
            cwd=self.place("."),
            env=self.environment | {"PORT": str(port)},
            capture_output=True,
            timeout=30,
        )
        return asked.returncode == 0

    def kernels(self) -> dict[str, int]:
        """The compiled kernels beside the source, with the time each was written."""
        return {str(path): path.stat().st_mtime_ns for path in self.place("core").rglob("*.nbc")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.container
def test_container_builds_starts_gets_ready_and_stops(
    dockerfile: list[Instruction], rules: IgnoreRules, tmp_path: Path
) -> None:
    container = Container(tmp_path / "image", rules)
    for step in dockerfile:
        container.follow(step)

    assert set(container.skipped.values()) == set(SKIPPED.values())
    top = {path.name for path in container.place(".").iterdir()}
    assert {"app.py", "asgi.py", "core", "pages", "ui"} <= top
    assert not {".git", ".venv", "requirements-dev.txt", "tests"} & top
    compiled = container.kernels()
    assert compiled, "the image holds compiled kernels"

    port = free_port()
    health = only(dockerfile, "HEALTHCHECK")
    log = tmp_path / "log"
    process = container.start(only(dockerfile, "CMD"), port, log)
    try:
        begin = time.monotonic()
        while not container.healthy(health, port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < begin + READY_WITHIN, log.read_text()
            time.sleep(0.5)
        url = f"http://127.0.0.1:{port}"
        assert get(url, "/health").json() == {"status": "ready", "ready": True}
        assert get(url, "/").status == 200
        assert container.kernels() == compiled, "the server uses them and compiles no other"
    finally:
        stop(process)
    assert process.returncode in (0, -signal.SIGTERM), log.read_text()
    assert not container.healthy(health, port)
    assert "Traceback" not in log.read_text()
