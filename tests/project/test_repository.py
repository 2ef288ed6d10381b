"""What the repository promises about itself: its requirements, its files, its server."""

import ast
import asyncio
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from starlette.requests import Request

import asgi
from tests.serving import ROOT, get, running_server, wait_until_ready
from ui.warmup import Status, WarmUp

PULLED_IN = "# Pulled in by these."
NOT_OURS = re.compile(r"\.git|\.venv|\.hypothesis|__pycache__|\..*_cache")


# Requirements


def pins(text: str) -> dict[str, str]:
    """Read `name==version` lines; anything else in the file is an error."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("-r requirements")]
    found = {}
    for line in lines:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)", line)
        assert match, f"{line!r} is not an exact version"
        name = canonicalize_name(match[1])
        assert name not in found, f"{name} is named twice"
        found[name] = match[2]
    return found


def requirements(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the direct pins of a file and those they pull in."""
    direct, _, pulled_in = (ROOT / name).read_text().partition(PULLED_IN)
    return pins(direct), pins(pulled_in)


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"]
)
def test_requirements_are_exact_and_are_what_these_tests_ran_with(name: str) -> None:
    direct, pulled_in = requirements(name)
    pinned = direct | pulled_in
    assert len(pinned) == len(direct) + len(pulled_in)
    assert pinned == {name: version(name) for name in pinned}


def test_requirements_are_complete() -> None:
    run = requirements("requirements.txt")
    cluster = requirements("requirements-cluster.txt")
    develop = requirements("requirements-dev.txt")
    pinned: dict[str, str] = {}
    for direct, pulled_in in (run, cluster, develop):
        pinned |= direct | pulled_in
        assert missing_from(pinned) == set()


def missing_from(pinned: dict[str, str]) -> set[str]:
    """Return what the pinned distributions need on this platform and the pins do not name."""
    needed = (Requirement(need) for name in pinned for need in requires(name) or ())
    return {
        canonicalize_name(need.name)
        for need in needed
        if need.marker is None or need.marker.evaluate({"extra": ""})
    } - pinned.keys()


def application_files() -> list[Path]:
    packages = [path for name in ("core", "ui", "pages") for path in (ROOT / name).rglob("*.py")]
    return [*packages, *ROOT.glob("*.py")]


def imported_by(path: Path) -> Iterator[str]:
    """Yield the top-level names that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_import_of_the_application_is_a_direct_requirement() -> None:
    own = {"core", "ui", "pages", "app", "asgi"}
    imported = {name for path in application_files() for name in imported_by(path)}
    distributions = packages_distributions()
    needed = {
        canonicalize_name(distributions.get(name, [name])[0])
        for name in imported - own - sys.stdlib_module_names
    }
    direct, _ = requirements("requirements.txt")
    optional, _ = requirements("requirements-cluster.txt")
    assert "streamlit" in needed
    assert needed <= direct.keys() | optional.keys()


# Files


def own_files() -> list[Path]:
    """Return what git has or would add; without git, all but environments and caches."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
        names = set(listed.stdout.split("\0")) - {""}
    except (OSError, subprocess.CalledProcessError):
        names = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*")}
    ours = (name for name in sorted(names) if not any(map(NOT_OURS.fullmatch, Path(name).parts)))
    return [ROOT / name for name in ours if (ROOT / name).is_file()]


# Written so that this file does not contain what it looks for.
UNWANTED = {
    "unpickling": r"pickle\.load|allow_pickle\s*=\s*[T]rue|read_[p]ickle",
    "evaluating text as code": r"(?<![\w.])(?:ev[a]l|ex[e]c)\(",
    "a package registry": r"py[p]i\.org|pythonh[o]sted\.org|registry\.n[p]mjs|index[-]url",
    "somebody's home directory": r"/h[o]me/\w|/U[s]ers/\w",
    "a secret": r"BEGIN [A-Z ]*PRIVATE [K]EY|\bAK[I]A[0-9A-Z]{16}|\bgh[p]_\w{20}|\bxo[x]b-",
    "a conflict left over": r"(?m)^(?:<{7}|>{7}) ",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_contains(what: str) -> None:
    unwanted = re.compile(UNWANTED[what])
    found = []
    for path in own_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in unwanted.finditer(text)]
    assert not found


def test_a_section_of_a_docstring_has_one_entry_a_line() -> None:
    """Its heading stands alone on its line: where a paragraph is filled anew, entries run on."""
    heading = re.compile(r"(?m)^ +(?:Args|Attributes|Raises|Returns): \S.*$")
    found = []
    for path in application_files():
        text = path.read_text(encoding="utf-8")
        found += [
            f"{path.relative_to(ROOT)}: {match[0].strip()}" for match in heading.finditer(text)
        ]
    assert not found


def test_make_alone_lists_the_targets() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    targets = re.findall(r"^make (\S+) +\S", listed.stdout, re.MULTILINE)
    assert {"help", "run", "test", "format"} <= set(targets)
    assert not listed.stderr


def luminance(color: str) -> float:
    """Return the relative luminance of #rrggbb, as WCAG 2 defines it."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_themes_are_readable_on_a_projector(name: str) -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"][name]
    for part in (theme, theme["sidebar"]):
        for background in (part["backgroundColor"], part["secondaryBackgroundColor"]):
            assert contrast(theme["textColor"], background) >= 7
            assert contrast(theme["linkColor"], background) >= 4.5
            assert contrast(theme["primaryColor"], background) >= 3
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5  # the label of a primary button


# Server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.mark.xdist_group("server")
def test_server_answers_before_the_solver_is_ready_and_tells_when_it_is(server: str) -> None:
    answer = get(server, "/health")
    assert answer.status == 200
    assert answer.json()["status"] in ("preparing", "ready")
    wait_until_ready(server)
    assert get(server, "/health").json() == {"status": "ready", "ready": True}


@pytest.mark.xdist_group("server")
@pytest.mark.parametrize("path", ["/", "/health", "/_stcore/health"])
def test_server_sends_security_headers_and_can_be_embedded(server: str, path: str) -> None:
    answer = get(server, path)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert answer.status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "x-frame-options" not in headers
    assert "frame-ancestors" not in headers.get("content-security-policy", "")


def test_health_of_a_failed_warm_up_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no compiler")

    warm_up = WarmUp(fail)
    warm_up.start()
    assert warm_up.wait(10).status is Status.FAILED
    monkeypatch.setattr(asgi.warmup, "state", warm_up.state)
    answer = asyncio.run(asgi.health(Request({"type": "http"})))
    assert answer.status_code == 503
    assert answer.body == b'{"status":"failed","ready":false}'


@pytest.mark.parametrize("port", ["http", "-1", "65536", "8501 "])
def test_wrong_port_is_said_in_one_sentence(port: str) -> None:
    with pytest.raises(RuntimeError, match=r"It said:\nPORT has to be a number .*\n\Z"):  # noqa: SIM117
        with running_server(PORT=port):
            pass
