"""What a figure of the paper is here: its setup, what it shows, its picture, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.parameters import Setup
from ui.charts.ghosts import Ghost
from ui.comparing import pins
from ui.page import Scene
from ui.presets import PRESETS, Preset
from ui.text.numbers import number
from ui.view import View

Json = dict[str, Any]


class Verdict(StrEnum):
    """Whether what the paper says is what was found."""

    AGREES = "agrees"
    PARTLY = "not quite"
    UNKNOWN = "not to be seen here"


@dataclass(frozen=True)
class Finding:
    """One statement, held against the solved runs: the verdict, and Markdown with the numbers."""

    verdict: Verdict
    text: str


@dataclass(frozen=True, eq=False)
class Reading:
    """A figure at the present settings.

    Attributes:
        picture: a plain Plotly figure.
        alt: what it shows, for a reader who does not see it.
        headline: the figure in one sentence, Markdown.
        findings: as many at every setting, so that nothing moves under a drag.
    """

    picture: Json
    alt: str
    headline: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of the paper.

    Attributes:
        number: as the paper has it.
        title: its subject in a few words.
        key: the key of its chart.
        shows: what the paper's figure shows and how ours is read, Markdown.
        preset: the example with its parameters.
        read: makes the picture and the findings from what the page shows.
        sampled: whether its runs are those of online SGD.
    """

    number: str
    title: str
    key: str
    shows: str
    preset: Preset
    read: Callable[[Scene, Sequence[Ghost]], Reading]
    sampled: bool = False

    def view(self, seed: int) -> View:
        """The paper's parameters, for any draw of the teacher and the start."""
        return replace(self.preset.view, setup=replace(self.preset.setup, seed=seed))


def preset(key: str) -> Preset:
    """The example of that key."""
    return next(preset for preset in PRESETS if preset.key == key)


def off(ratio: float) -> str:
    """'2.3% above', '0.1% below'."""
    return f"{number(100 * abs(ratio - 1), 2)}% {'above' if ratio >= 1 else 'below'}"


def departures(figure: Figure, setup: Setup) -> str:
    """How a setup differs from the paper's, in plain text; '' where only the seed does."""
    paper = figure.view(setup.seed).setup
    if figure.sampled:
        # The medians are drawn whole, whatever the levels of the phases.
        setup = replace(setup, delta=paper.delta, epsilon=paper.epsilon)
    if pins.canonical(paper) == pins.canonical(setup):
        return ""
    (name,) = pins.names([setup], paper)
    return name
