"""Every page at its extremes: it shows a picture, or says why there is none, and says it well."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.driving import components, opened
from tests.pages.shown import blemishes, charts, empty, texts

Link = dict[str, str | list[str]]


@dataclass(frozen=True)
class Page:
    """A page: what has to be there, what makes its runs cheap, and the extremes that it adds.

    Attributes:
        parts: keys of components.
        cheap: entries of the link that a case may override.
        own: further links.
        instead: smaller links for cases that would take this page long.
        waits: whether what is solved beside the page is waited for.
    """

    parts: frozenset[str]
    cheap: Link = field(default_factory=dict)
    own: tuple[Link, ...] = ()
    instead: dict[str, Link] = field(default_factory=dict)
    waits: bool = True


# The seed starts with u(0) = 3e-5, the smallest overlap among 20,000 at d = 2.
CASES: dict[str, Link] = {
    "default": {},
    "a = 0": {"a": "0"},
    "a = 0.5": {"a": "0.5"},
    "a = 1": {"a": "1"},
    "a = 1.2": {"a": "1.2"},
    "a = 6": {"a": "6"},
    "d = 2": {"d": "2"},
    "d = 5": {"d": "5"},
    "d = 1e6": {"d": "1000000", "steps": "1000"},
    "smallest step": {"eta": "1e-08"},
    "largest step": {"eta": "1000000", "steps": "1000"},
    "just past the limit": {"eta": "0.1513", "steps": "20000"},
    "periodic": {"eta": "0.16", "steps": "20000"},
    "irregular": {"eta": "0.2", "steps": "20000"},
    "one step": {"steps": "1"},
    "never escapes": {"steps": "20"},
    "never converges": {"steps": "100"},
    "flow": {"method": "flow"},
    "shortest flow": {"method": "flow", "horizon": "0.001"},
    "longest flow": {"method": "flow", "horizon": "1000000000"},
    "no overlap to speak of": {"d": "2", "seed": "17599"},
    "norm 1e-6": {"norm": "1e-06"},
    "norm 0.001": {"norm": "0.001"},
    "norm 10": {"norm": "10"},
    "norm 100": {"norm": "100"},
    "norm 1000": {"norm": "1000"},
    "norm 1000, flow": {"norm": "1000", "method": "flow"},
    "b = 1": {"b": "1"},
    "b = 4": {"b": "4", "teacher": "flat"},
    "p = 0.5": {"p": "0.5", "d": "100"},
    "p = 1": {"p": "1", "a": "3"},
    "fixed norm": {"student": "fixed norm"},
    "levels": {"delta": "0.9", "eps": "1e-06"},
    "pins": {"pin": ["a_0", "eta_0.2~steps_1000"]},
}

PAGES = {
    "explore": Page(frozenset({"headline", "run", "report"})),
    "escape": Page(
        frozenset({"headline", "report", "run", "secular", "seeds", "dimension", "decay"})
        | {"cut", "departures"},
        own=({"k": "12", "closure": "zero"},),
        waits=False,
    ),
    "convergence": Page(frozenset({"headline", "report", "run", "epsilon", "volterra"})),
    "tail": Page(
        frozenset({"headline", "run", "live:at", "front", "drop", "report"}),
        own=({"a": "1.05", "b": "2"}, {"at": "3"}, {"at": "1000000000000"}),
    ),
    "trade_off": Page(
        frozenset({"headline", "trade_off", "progress", "best", "report"}),
        cheap={"d": "50"},
        instead={"d = 1e6": {"d": "50000"}},
        own=(
            {"a": "6", "budget_steps": "1"},
            {"d": "100000", "budget": "1000000000"},
            {"method": "flow", "horizon": "0.001", "budget": "0.77"},
        ),
    ),
    "landscape": Page(
        frozenset({"headline", "plane", "spectrum", "run", "live:at", "reading", "report"}),
        own=(
            {"d": "3", "method": "flow", "horizon": "1000000000"},
            {"eta": "0.2", "steps": "1000000", "at": "100000"},
            {"at": "1000000000000"},
        ),
    ),
    "step_size": Page(
        frozenset({"headline", "orbits", "reading", "run", "report"}),
        own=({"eta": "0.16", "steps": "20000", "orbit": "s"},),
        waits=False,
    ),
    "noise": Page(
        frozenset({"noise", "share", "headline", "report", "work"}),
        cheap={"steps": "1000", "d": "50", "replicas": "4"},
        instead={"d = 1e6": {"d": "1000000", "steps": "10", "replicas": "1"}},
        own=(
            {"sigma": "0"},
            {"sigma": "10"},
            {"eta": "0.5"},
            {"time": "linear", "replicas": "1"},
        ),
        waits=False,
    ),
    "paper": Page(frozenset({"paper_headline", "findings", "paper_kernel"})),
    "theory": Page(frozenset({"headline", "run", "answers"})),
    "lab": Page(
        frozenset({"lab_chart", "lab_believed", "headline"}),
        cheap={"points": "3", "seeds": "2", "d": "50", "steps": "100000"},
        own=(
            {"colour": "none", "facet": "none", "model": "constant", "quantity": "s-end"},
            {"quantity": "mse-end", "method": "flow", "norm": "1000"},
            {"quantity": "u-end", "vary": "step_size", "from": "0.01", "to": "1"},
            {"quantity": "slope-u", "vary": "decay", "from": "0", "to": "6", "spacing": "linear"}
            | {"colour": "none", "points": "4"},
            {"vary": "epsilon", "facet": "method", "facets": "gd~flow", "steps": "1000"},
            {"vary": "teacher_decay", "from": "0", "to": "2", "spacing": "linear"},
            {"model": "floor", "quantity": "time-of-mse", "vary": "dimension", "from": "100"}
            | {"to": "1000"},
            {"model": "log", "quantity": "1-u-at", "level": "10"},
            {"quantity": "share-diverged", "vary": "step_size", "from": "1e-3", "to": "10"}
            | {"runs": "sgd", "sigma": "10", "steps": "1000"},
        ),
    ),
}
_REASON = re.compile(
    r"\b(?:no|not|none|nothing|never|too|without|diverges?|diverged|solved|done|when the hand)\b",
    re.IGNORECASE,
)


def links() -> list[object]:
    """Each page with each link, by name."""
    found = []
    for name, page in PAGES.items():
        cases = CASES | {str(link): link for link in page.own}
        cases |= page.instead
        found += [pytest.param(name, link, id=f"{name}-{case}") for case, link in cases.items()]
    return found


@pytest.mark.parametrize(("name", "link"), links())
def test_a_page_at_its_extremes(name: str, link: Link) -> None:
    page = PAGES[name]
    test = opened(page.cheap | link, f"pages/{name}.py")
    assert not test.exception
    if page.waits:
        wait(test, page.parts)
    parts = set(components(test))
    assert page.parts <= parts
    assert not test.warning
    read = texts(test)
    found = {place: wrong for place, text in read.items() if (wrong := blemishes(text))}
    assert not found
    for key, figure in charts(test).items():
        # Of a figure without a point the page says why: on it, beside it or above.
        beside = [text for place, text in read.items() if place.startswith((key, "head", "read"))]
        assert not empty(figure) or _REASON.search("\n".join(beside)), key


def wait(test: AppTest, parts: frozenset[str]) -> None:
    """Run a page again until what it has solved beside it is there, as its ticker does.

    The work may end while the page runs: then the next run shows it.
    """
    for _ in range(600):
        found = set(components(test))
        if parts <= found and not any(key.startswith("ticker:") for key in found):
            test.run()
            return
        time.sleep(0.05)
        test.run()
        assert not test.exception
    raise AssertionError(f"It is never done: there is {sorted(found)}.")
