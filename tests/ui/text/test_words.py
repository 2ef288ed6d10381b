import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import Setup
from core.run import Run, solve
from core.trajectory import Status
from tests.ui.cases import CASES
from ui.laws import Laws, laws_of
from ui.text import tables, words
from ui.text.words import Tone

EVERY_CASE = pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())


def read(setup: Setup) -> tuple[Run, Laws]:
    run = solve(setup)
    return run, laws_of(run)


def everything(run: Run, laws: Laws) -> list[str]:
    return [
        words.headline(run).text,
        *words.story(run, laws),
        words.solver_time(run),
        *(cell for row in tables.phase_times(run) for cell in row),
        *(cell for row in tables.exponent_rows(run) for cell in row),
    ]


@EVERY_CASE
def test_sentences_are_readable(setup: Setup) -> None:
    for text in everything(*read(setup)):
        assert text
        assert "nan" not in re.sub(r"[a-z]*nan[a-z]+|[a-z]+nan", "", text)
        assert "None" not in text
        assert "inf" not in text.replace(r"\infty", "")
        # Nine digits belong to nobody's number but a count of steps, which has commas.
        assert not re.search(r"\d{7}", text)
        assert text.count("$") % 2 == 0


@EVERY_CASE
def test_tables_always_have_the_same_rows(setup: Setup) -> None:
    run, _ = read(setup)
    rows = [dict(zip(tables.COLUMNS, row, strict=True)) for row in tables.exponent_rows(run)]
    assert [row["Quantity"] for row in rows] == list(tables.SYMBOLS.values())
    assert len(tables.phase_times(run)) == 3


def test_headline_of_a_run_that_converges() -> None:
    run, _ = read(Setup())
    text = words.headline(run).text
    assert words.headline(run).tone is Tone.PLAIN
    assert run.phases.t1 is not None
    assert text.startswith("With $a = 2$ and $d = 1{,}000$ the run **escapes** at ")
    assert words.moment(run, run.phases.t1) in text
    assert text.endswith("of the starting MSE is left.")


@pytest.mark.parametrize(
    ("case", "tone"),
    [
        ("irregular", Tone.NOTE),
        ("periodic", Tone.NOTE),
        ("diverges", Tone.WARNING),
        ("never escapes", Tone.PLAIN),
    ],
)
def test_tone_of_the_headline(case: str, tone: Tone) -> None:
    assert words.headline(read(CASES[case])[0]).tone is tone


def test_run_that_never_escapes_says_what_would_do() -> None:
    run, laws = read(CASES["never escapes"])
    assert laws.escape_time is not None
    (sentence,) = words.story(run, laws)
    found = re.search(r"about (\d+) steps of this size would do", sentence)
    assert found
    enough = solve(replace(CASES["never escapes"], steps=int(2 * int(found[1]))))
    # The linear theory is a few percent early at most: twice its time is certainly enough.
    assert enough.phases.t1 is not None


def test_run_that_does_not_converge_says_what_would_do() -> None:
    run, laws = read(CASES["never converges"])
    assert "The law expects it at" in words.story(run, laws)[-1]


def test_more_than_is_offered_is_called_so() -> None:
    run, laws = read(Setup(decay=0.0, step_size=1e-8, steps=1000))
    assert "more than is offered here" in words.story(run, laws)[0]


def test_no_overlap_asks_for_another_seed() -> None:
    run, laws = read(CASES["never escapes"])
    lost = replace(run, trajectory=replace(run.trajectory, status=Status.NO_OVERLAP))
    assert words.headline(lost).tone is Tone.WARNING
    assert "another seed would" in words.story(lost, laws)[0]


def test_past_the_limit_names_the_limit() -> None:
    run, laws = read(CASES["irregular"])
    assert "past the stability limit" in words.story(run, laws)[-1]
    assert f"{laws.stability_limit:.3f}" in words.story(run, laws)[-1]


def test_solver_time() -> None:
    run = replace(solve(Setup()), seconds=0.0021)
    assert words.solver_time(run) == "10,000,000 steps in 1,000 dimensions, solved in 2 ms."


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_leaves_no_markdown(text: str) -> None:
    escaped = words.plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
    # Nothing that Markdown could act on is left without its backslash.
    assert not re.search(r"[^\w\s]", re.sub(r"\\.", "", escaped))


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_a_fixed_norm_has_not_converged_and_no_law(method: str) -> None:
    run, laws = read(Setup(method=method, student="fixed norm"))
    assert "has **not converged** by its end" in words.headline(run).text
    assert "the loss is still $0.7" in words.headline(run).text
    story = words.story(run, laws)
    assert len(story) == 2
    assert "comes to rest at $u = 0.72" in story[1]
    # Theory and run agree in all the digits shown.
    assert story[1].count("$u = 0.723$") == 2
    assert laws.early.size == laws.late.size == 0
    assert laws.convergence_time is laws.escape_time is None
    small, laws = read(Setup(method=method, student="fixed norm", start_norm=0.01))
    assert "nor can it on this sphere" in words.story(small, laws)[0]


def test_where_no_law_is_drawn_the_story_says_why() -> None:
    run, laws = read(Setup(start_norm=30.0))
    assert "No law is drawn: the start is not small" in words.story(run, laws)[1]
    run, laws = read(Setup())
    assert "No law is drawn" not in " ".join(words.story(run, laws))


def test_a_dimension_is_told_as_a_count() -> None:
    assert "$d = 1{,}234$" in words.headline(read(Setup(dimension=1234))[0]).text
    assert "$d = 2$" in words.headline(read(Setup(dimension=2))[0]).text
