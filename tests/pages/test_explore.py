"""The page as Streamlit runs it, without a browser."""

from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from streamlit.testing.v1 import AppTest

from core.parameters import Setup
from tests.pages.driving import chosen, components, moved, opened
from tests.ui.setups import setups
from ui.sharing.link import encode
from ui.view import Key, View, values


def shows_a_run(test: AppTest) -> bool:
    assert not test.exception
    assert {"headline", "run", "report"} <= set(components(test))
    return True


def setup_of(test: AppTest) -> Setup:
    return chosen(test).setup


def test_default() -> None:
    test = opened()
    assert shows_a_run(test)
    assert setup_of(test) == Setup()
    assert test.query_params == {}
    assert not test.warning


def test_within_the_app() -> None:
    assert shows_a_run(opened(script="app.py"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Key.DECAY, 3.5),
        (Key.STEP_SIZE, 0.0025),
        (Key.DIMENSION, 50),
        (Key.STEPS, 10_000),
        (Key.EPSILON, 0.01),
        (Key.DELTA, 0.3),
        (Key.START_NORM, 10.0),
        (Key.TEACHER_DECAY, 1.0),
    ],
)
def test_slider_moves_run_and_link(key: Key, value: float) -> None:
    test = opened()
    moved(test, key, value)
    assert shows_a_run(test)
    assert values(View(setup_of(test)))[key] == value
    assert test.query_params == {str(key): f"{value:g}"}


def test_method_seed_teacher_and_axis() -> None:
    test = opened()
    test.segmented_control(key=Key.METHOD).set_value("flow").run()
    assert shows_a_run(test)
    assert "live:eta" not in components(test)
    moved(test, Key.HORIZON, 1000.0)
    test.segmented_control(key=Key.TEACHER).set_value("flat").run()
    test.segmented_control(key=Key.TIME_AXIS).set_value("linear").run()
    test.number_input(key=Key.SEED).set_value(12).run()
    assert shows_a_run(test)
    assert test.query_params == {
        "method": "flow", "horizon": "1000", "teacher": "flat", "time": "linear", "seed": "12",
    }  # fmt: skip
    test.segmented_control(key=Key.METHOD).set_value("gd").run()
    assert setup_of(test) == Setup(horizon=1000.0, teacher="flat", seed=12)


def test_new_seed() -> None:
    test = opened()
    test.button(key="new_seed").click().run()
    assert shows_a_run(test)
    assert test.query_params == {"seed": str(test.session_state[Key.SEED])}


def test_default_leaves_the_link_again() -> None:
    test = opened({"a": "3"})
    moved(test, Key.DECAY, 2.0)
    assert test.query_params == {}


def test_off_grid_value_is_solved_and_shown() -> None:
    test = opened({"eta": "0.0137"})
    assert setup_of(test).step_size == 0.0137
    moved(test, Key.DECAY, 2.5)
    assert setup_of(test).step_size == 0.0137
    assert test.query_params == {"a": "2.5", "eta": "0.0137"}


@pytest.mark.parametrize(
    "link",
    [
        {"a": "nan"},
        {"a": "99"},
        {"d": "1e99"},
        {"teacher": "<script>alert(1)</script>"},
        {"teacher": "![x](http://example.org/x.png)"},
        {"eta": "-1"},
        {"d": ["10", "20"]},
        {"b": "x" * 100_000},
        {"y" * 100_000: "1"},
        {"old": "1"},
        {"a": "", "eps": "", "d": ""},
        {"seed": "-1"},
    ],
    ids=lambda link: str(link)[:40],
)
def test_hostile_link_gives_one_sentence_and_the_rest_intact(link: dict[str, Any]) -> None:
    test = opened(link | {"norm": "2"})
    assert shows_a_run(test)
    assert setup_of(test) == Setup(start_norm=2.0)
    assert len(test.warning) == 1
    assert "could not follow its link" in test.warning[0].value
    assert "](" not in test.warning[0].value
    assert test.query_params == {"norm": "2"}
    # It stays while nothing is changed, and goes with the first change.
    assert len(test.run().warning) == 1
    moved(test, Key.DECAY, 3.0)
    assert not test.warning


def test_address_that_changes_under_the_session_decides() -> None:
    test = opened({"a": "3"})
    test.query_params = {"a": "4", "d": "100"}
    test.run()
    assert setup_of(test) == Setup(decay=4.0, dimension=100)


def test_choice_survives_another_page() -> None:
    test = opened({"a": "3"})
    test.session_state["state:page"] = "elsewhere"
    test.query_params = {}
    test.run()
    assert setup_of(test) == Setup(decay=3.0)
    assert test.query_params == {"a": "3"}


# Each example is a whole page; the exactness of links is tested over many more in test_state.
@settings(max_examples=12, phases=[Phase.explicit, Phase.generate])
@given(setups())
@example(Setup(step_size=0.0137, decay=1 / 3, epsilon=0.1 + 0.2))
def test_link_of_any_setup_opens_as_that_setup(setup: Setup) -> None:
    # A few thousand steps or a short flow: what is tested is the link.
    small = {"steps": min(setup.steps, 5000), "dimension": min(setup.dimension, 5000)}
    setup = Setup(**{name: getattr(setup, name) for name in setup.__dataclass_fields__} | small)
    test = opened(encode(View(setup)))
    assert shows_a_run(test)
    assert setup_of(test) == setup
    assert test.query_params == encode(View(setup))
