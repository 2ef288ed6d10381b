import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import PARAMETERS, ParameterError, Scale, Setup
from tests.ui.setups import values
from ui.lab import choice
from ui.lab.choice import Lab
from ui.lab.claims import CLAIMS
from ui.lab.hypotheses import READY
from ui.lab.quantities import QUANTITIES
from ui.lab.variables import RANGES, axis_title, html_value, symbol, usual_values
from ui.lab.verdicts import MODEL_NAMES
from ui.lab.words import statement
from ui.sharing.link import decode, encode
from ui.text.typeset import to_html
from ui.view import Key, View, parameter


def labs() -> st.SearchStrategy[Lab]:
    """Every choice, the lists of values apart."""
    keys = [key for key in Key if key in _LAB_KEYS]
    return st.builds(
        Lab,
        **{parameter(key).name: values(parameter(key)) for key in keys},
        colours=st.sampled_from(["", "1.5~2", "flat", "fixed norm", "1e-05~3"]),
        facets=st.sampled_from(["", "gd~flow", "0.1"]),
    )


_LAB_KEYS = (
    *(Key.HYPOTHESIS, Key.QUANTITY, Key.LEVEL, Key.VARY, Key.FROM, Key.TO, Key.POINTS),
    *(Key.SPACING, Key.COLOUR, Key.FACET, Key.SEEDS, Key.MODEL, Key.CLAIM, Key.EXPONENT),
    *(Key.WITHIN, Key.RUNS),
)


@given(labs())
def test_the_link_has_every_choice(lab: Lab) -> None:
    view = View(lab=lab)
    link = {name: [text] for name, text in encode(view).items() if isinstance(text, str)}
    assert decode(link) == (view, "")


@pytest.mark.parametrize("text", ["1~2~3~4~5", "<b>", "1~", "~", "x" * 21, "1,2", "é"])
def test_what_cannot_be_values_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="up to 4 values"):
        choice.COLOURS.parse(text)
    assert "such as 1.5~2~3" in decode({"colours": [text]})[1]


def test_a_link_from_before_there_was_a_choice_of_runs_is_of_the_method() -> None:
    view, said = decode({"quantity": ["t2"], "vary": ["epsilon"]})
    assert (view.lab.runs, said) == (choice.AS_CHOSEN, "")
    assert decode({"runs": ["sgd"], "sigma": ["0.3"]})[0] == View(noise=0.3, lab=Lab(runs="sgd"))


def test_values_are_text() -> None:
    with pytest.raises(ParameterError):
        choice.FACETS.check(3)


def test_every_choice_has_its_words() -> None:
    assert tuple(QUANTITIES) == choice.QUANTITIES
    assert tuple(MODEL_NAMES) == choice.MODELS
    assert tuple(READY) == choice.HYPOTHESES
    assert (choice.NONE, "number", *CLAIMS) == choice.CLAIMS
    for name in choice.ACROSS:
        usual = RANGES[name]
        declared = PARAMETERS[name]
        assert declared.low <= usual.low < usual.high <= declared.high
        assert axis_title(name)
        to_html(symbol(name))
    for name in choice.GROUPING[1:]:
        found = [PARAMETERS[name].check(value) for value in usual_values(name)]
        assert 2 <= len(found) <= choice.MOST_COLOURS
        assert len({html_value(name, value) for value in found}) == len(found)


def test_formulas_can_be_typeset() -> None:
    for quantity in QUANTITIES.values():
        to_html(f"${quantity.formula(1e-3)}$")
    for claim in CLAIMS.values():
        for preconditioned in (False, True):
            to_html(f"${claim.formula(preconditioned=preconditioned)}$")
    for ready in READY.values():
        to_html(ready.says)
        to_html(ready.refuted_by)


@pytest.mark.parametrize("name", CLAIMS)
def test_there_is_no_claim_where_theory_has_none(name: str) -> None:
    claim = CLAIMS[name]
    setup = Setup(method="flow", decay=3.0)
    assert math.isfinite(claim.value(setup, "epsilon"))
    assert math.isnan(claim.value(replace(setup, student="fixed norm"), "epsilon"))
    for vary in ("decay", "teacher_decay", "preconditioner"):
        assert math.isnan(claim.value(setup, vary))


def test_the_claim_in_words_has_what_a_preconditioner_changes() -> None:
    lab = Lab(colour="preconditioner", colours="0~0.3")
    assert "$-a(1-p)/(a+b-1)$" in statement(View(lab=lab))
    assert "$-a(1-p)/(a+b-1)$" in statement(View(Setup(preconditioner=0.3), lab=Lab()))
    assert "$-a/(a+b-1)$" in statement(View(lab=Lab()))
    # The formula is the number.
    setup = Setup(decay=3.0, teacher_decay=0.5, preconditioner=0.3)
    assert CLAIMS["sharp"].value(setup, "epsilon") == pytest.approx(-3 * 0.7 / 2.5)
    assert CLAIMS["loss"].value(setup, "horizon") == pytest.approx(-2.5 / (3 * 0.7))
    assert CLAIMS["tail"].value(setup, "dimension") == pytest.approx(3 * 0.7)


def test_the_question_says_who_takes_the_runs() -> None:
    assert "SGD" not in statement(View(noise=0.2))
    for quantity in ("t2", "share-diverged"):
        said = statement(View(noise=0.2, lab=Lab(quantity=quantity, runs="sgd")))
        assert said.endswith(r", in online SGD with $\sigma = 0.2$")
        to_html(said)


def test_a_choice_has_no_ends() -> None:
    assert all(PARAMETERS[name].scale is not Scale.CHOICE for name in choice.ACROSS)


@pytest.mark.parametrize("text", ["1e+5", "1.0", "1.0~2.0", "flat"])
def test_a_link_has_values_as_they_were_typed(text: str) -> None:
    assert choice.COLOURS.parse(choice.COLOURS.brief(text)) == text
