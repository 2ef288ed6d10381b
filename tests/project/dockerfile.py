"""Reading a Dockerfile and a .dockerignore, as far as this project uses them.

Whatever else an author may write there is an error here, so that it is never silently passed over.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

KEYWORDS = {
    "ARG",
    "CMD",
    "COPY",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "RUN",
    "USER",
    "WORKDIR",
}


@dataclass(frozen=True)
class Instruction:
    """One instruction: `KEYWORD --flag=value text`."""

    keyword: str
    flags: dict[str, str]
    text: str

    @property
    def words(self) -> list[str]:
        """The words of a JSON list (the exec form), or of a line split as a shell would."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)

    @property
    def assignments(self) -> dict[str, str]:
        """The variables that an ENV or ARG sets."""
        pairs = (word.partition("=") for word in self.words)
        return {name: value for name, _, value in pairs}


def parse(text: str) -> list[Instruction]:
    """Return the instructions of a Dockerfile in their order."""
    return [_instruction(line) for line in _logical_lines(text)]


def _logical_lines(text: str) -> Iterator[str]:
    """Join lines that end in a backslash; comments vanish, even between joined lines."""
    joined = ""
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.endswith("\\"):
            joined += stripped[:-1].rstrip() + " "
        else:
            yield joined + stripped
            joined = ""
    if joined:
        raise ValueError(f"The file ends inside an instruction: {joined!r}")


def _instruction(line: str) -> Instruction:
    keyword, _, rest = line.partition(" ")
    if keyword not in KEYWORDS:
        raise ValueError(f"{keyword} is not an instruction that this reader knows: {line!r}")
    flags = {}
    rest = rest.strip()
    while match := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
        flags[match[1]] = match[2]
        rest = rest[match.end() :]
    return Instruction(keyword, flags, rest)


class IgnoreRules:
    """The patterns of a .dockerignore; the last one that matches decides, `!` takes back in."""

    def __init__(self, text: str) -> None:
        lines = (line.strip() for line in text.splitlines())
        self._rules = [
            (not line.startswith("!"), _pattern(line.removeprefix("!").strip("/")))
            for line in lines
            if line and not line.startswith("#")
        ]

    def ignore(self, path: PurePosixPath) -> bool:
        """Tell whether a path relative to the context, or a folder it is in, is left out."""
        ignored = False
        for exclude, pattern in self._rules:
            if any(pattern.fullmatch(str(part)) for part in (path, *path.parents)):
                ignored = exclude
        return ignored


def _pattern(glob: str) -> re.Pattern[str]:
    """Translate a pattern: `**/` any folders or none, `*` and `?` within a name, `[…]` a set."""
    translated = ""
    for token in re.findall(r"\*\*/|\*\*|\*|\?|\[[^]]*\]|.", glob):
        match token:
            case "**/":
                translated += "(?:.*/)?"
            case "**":
                translated += ".*"
            case "*":
                translated += "[^/]*"
            case "?":
                translated += "[^/]"
            case _ if token.startswith("["):
                translated += token
            case _:
                translated += re.escape(token)
    return re.compile(translated)


def context_files(root: Path, rules: IgnoreRules) -> list[PurePosixPath]:
    """Return the files under `root` that a build would see, relative to it."""
    found: list[PurePosixPath] = []
    # A folder that is left out is not entered: a virtual environment has ten thousands of files.
    folders = [root]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            path = PurePosixPath(entry.relative_to(root).as_posix())
            if rules.ignore(path):
                continue
            if entry.is_dir():
                folders.append(entry)
            else:
                found.append(path)
    return sorted(found)
