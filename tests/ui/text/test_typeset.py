"""Sentences as HTML: every sentence that a page can say, and nothing that is not meant."""

import html.parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.run import solve
from tests.ui.setups import setups
from ui import cursor
from ui.laws import laws_of
from ui.presets import PRESETS
from ui.text import report, tables, words
from ui.text.typeset import to_html, to_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("**I, escape.** yes", "<b>I, escape.</b> yes"),
        ("$t^{-0.5}$", '<span class="math"><i>t</i><sup>−0.5</sup></span>'),
        ("$8\\lambda_d$", '<span class="math">8<i>λ</i><sub><i>d</i></sub></span>'),
        ("$\\lambda_{\\max}$", '<span class="math"><i>λ</i><sub>max</sub></span>'),
        ("$\\Theta(t)$", '<span class="math">Θ(<i>t</i>)</span>'),
        ("$1-u$", '<span class="math">1\xa0−\xa0<i>u</i></span>'),
        ("$u = -1$", '<span class="math"><i>u</i>\xa0=\xa0−1</span>'),
        ("$1 + u$", '<span class="math">1\xa0+\xa0<i>u</i></span>'),
        ("$10{,}000$", '<span class="math">10,000</span>'),
        ("$\\text{not a number}$", '<span class="math">not a number</span>'),
        ("\\*not bold\\* \\$1", "*not bold* $1"),
    ],
)
def test_pieces(text: str, found: str) -> None:
    assert to_html(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Seeds.** Half have $T_1$ by $0.233$.", "Seeds. Half have T1 by 0.233."),
        ("$t = 3 \\times 10^{-4}$ & a < b", "t = 3 × 10⁻⁴ & a < b"),
        ("$t^{-0.5}$, $i^{-a}$, $w^\\star$", "t^(−0.5), i^(−a), w⋆"),
        ("T1 of 5 seeds, 10% of them", "T1 of 5 seeds, 10% of them"),
    ],
)
def test_read_aloud(text: str, found: str) -> None:
    assert to_text(text) == found


def test_an_unknown_command_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"\\zeta has no symbol"):
        to_html("$\\zeta$")


class Tags(html.parser.HTMLParser):
    """Collects the text; tags have to be closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> str:
    parser = Tags()
    parser.feed(markup)
    parser.close()
    assert not parser.open
    return parser.text


@given(st.text())
def test_any_plain_text_comes_through_unchanged(text: str) -> None:
    # What HTML itself makes of line ends and of NUL is not the text's.
    text = text.replace("\r", "").replace("\0", "")
    assert read(to_html(words.plain(text))) == text


@settings(max_examples=60)
@given(setups())
def test_whatever_a_page_says_of_a_run_can_be_shown(setup) -> None:  # type: ignore[no-untyped-def]
    small = {"steps": min(setup.steps, 5_000), "dimension": min(setup.dimension, 2_000)}
    run = solve(type(setup)(**(vars(setup) | small)))
    laws = laws_of(run)
    said = [
        report.headline(run),
        report.story(run, laws),
        report.phase_times(run),
        report.exponents(run),
        to_html(cursor.sentence(cursor.read_at(run, laws, run.setup.end_time / 3))),
    ]
    for markup in said:
        text = read(markup)
        assert not set("$\\{}") & set(text)


def test_so_can_the_rest() -> None:
    for text in (tables.SPREAD_LEGEND, *(preset.look_for for preset in PRESETS)):
        assert not set("$\\{}") & set(read(to_html(text)))
