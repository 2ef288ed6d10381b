from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import Setup
from core.run import solve
from tests.ui.cases import CASES
from tests.ui.setups import setups
from ui.comparing import pins
from ui.view import MOST_PINS

NOW = Setup()


@pytest.mark.parametrize(
    ("pin", "name"),
    [
        (Setup(decay=3.0), "a = 3"),
        (Setup(step_size=0.02, dimension=100), "d = 100, η = 0.02"),
        (Setup(method="flow"), "flow"),
        (Setup(dimension=1_000_000), "d = 10⁶"),
        (Setup(steps=20_000), "20,000 steps"),
        (Setup(steps=1), "1 step"),
        (Setup(teacher="flat", seed=7), "seed 7, flat teacher"),
        (Setup(start_norm=0.1, epsilon=0.01), "‖w(0)‖ = 0.1, ε = 0.01"),
        (Setup(horizon=10.0), "as now"),
    ],
)
def test_name_says_what_differs(pin: Setup, name: str) -> None:
    parts = {*pins.names([pin], NOW)[0].split(", ")}
    assert parts == {*name.split(", ")}


def test_pins_of_the_other_method_are_told_apart() -> None:
    flows = [Setup(method="flow"), Setup(method="flow", horizon=100.0)]
    assert pins.names(flows, NOW) == ["flow, to t = 10⁵", "flow, to t = 100"]
    steps = [Setup(), Setup(step_size=0.02)]
    assert pins.names(steps, flows[0]) == [
        "gradient descent, η = 0.01",
        "gradient descent, η = 0.02",
    ]


@given(st.lists(setups(), max_size=6), setups())
def test_pins_have_names_of_their_own(wanted: list[Setup], present: Setup) -> None:
    chosen: tuple[Setup, ...] = ()
    for setup in wanted:
        chosen = pins.add(chosen, setup)
    found = pins.names(chosen, present)
    assert len(chosen) <= MOST_PINS
    assert len(set(found)) == len(found) == len(chosen)
    assert all(found)


@given(st.lists(setups(), max_size=3), setups())
def test_add_and_remove(given_pins: list[Setup], setup: Setup) -> None:
    before = tuple(given_pins)
    with_it = pins.add(before, setup)
    assert pins.add(with_it, setup) == with_it
    assert with_it[: len(before)] == before
    # What the method does not use makes no other run.
    other = replace(setup, horizon=1.0) if setup.method == "gd" else replace(setup, steps=1)
    assert pins.add(with_it, other) == with_it
    assert not any(
        pins.canonical(pin) == pins.canonical(setup) for pin in pins.remove(with_it, other)
    )


def test_add_keeps_at_most_four() -> None:
    full = tuple(Setup(seed=seed) for seed in range(MOST_PINS))
    assert pins.add(full, Setup(seed=99)) == full


def test_differences() -> None:
    present = solve(Setup(dimension=200, steps=100_000))
    slower = solve(Setup(dimension=200, steps=100_000, decay=3.0))
    table = pins.differences(present, [slower, present])
    assert list(table.columns) == ["Quantity", "This run", "a = 3", "as now"]
    assert table["Quantity"].is_unique
    assert len(table) == 3 + 6 + 1
    assert present.phases.t1 is not None
    assert slower.phases.t1 is not None
    ratio = slower.phases.t1 / present.phases.t1
    assert table["a = 3"].iloc[0].endswith(f"({ratio:.2f} ×)")
    # Beside itself a run is one time as late and differs by nothing.
    for cell in table["as now"]:
        assert cell == "–" or cell.endswith(("(1.0 ×)", "(±0.00)"))


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_differences_are_readable_for_every_run(setup: Setup) -> None:
    small = replace(setup, steps=min(setup.steps, 10_000), dimension=min(setup.dimension, 2000))
    run, default = solve(small), solve(Setup(dimension=100, steps=5000))
    for table in (pins.differences(default, [run]), pins.differences(run, [default, run])):
        for cell in table.to_numpy().ravel():
            assert cell
            for bad in ("nan", "None", "inf", "not a number", "∞", "e-", "e+"):
                assert bad not in cell


def test_what_is_not_there_is_a_dash() -> None:
    table = pins.differences(solve(CASES["never escapes"]), [solve(Setup(steps=5000))])
    assert list(table["This run"][:9]) == ["–"] * 9
    assert "×" not in table.iloc[0, 2]
