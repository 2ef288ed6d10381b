"""What is shown of each page where it is embedded, and where a teacher has chosen the controls."""

import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.driving import components, opened
from tests.serving import ROOT
from ui.sharing.link import encode
from ui.view import CONTROLLED, Key, View

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
# Small runs, and few of them.
LINK = {"d": "50", "steps": "2000", "pin": ["d_60~steps_1000"], "replicas": "2", "at": "3"}
# What each page's first chart is called.
FIRST = {
    "landscape": "plane",
    "noise": "noise",
    "step_size": "orbits",
    "trade_off": "trade_off",
}
# Not to be seen: it has the page look again for what is being solved.
TICKER = "ticker"


def seen(page: str, **link: str) -> AppTest:
    test = opened(LINK | link, f"pages/{page}.py")
    assert not test.exception
    assert not test.warning
    return test


def visible(test: AppTest) -> list[str]:
    return [key for key in components(test) if not key.startswith(TICKER)]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "lab"])
def test_the_chart_alone_is_the_first_chart_and_nothing_else(page: str) -> None:
    test = seen(page, show="chart")
    assert visible(test) == [FIRST.get(page, "run")]
    assert not test.button
    assert not test.title
    assert not test.markdown
    assert not test.get("button_group")


def test_the_lab_alone_says_why_it_has_no_chart_yet() -> None:
    assert visible(seen("lab", show="chart")) == ["lab_nothing"]


def test_the_lab_alone_has_its_chart_where_it_is_solved_at_once() -> None:
    link = {"vary": "epsilon", "points": "3", "seeds": "1", "colour": "none", "facet": "none"}
    test = seen("lab", show="chart", **link)
    deadline = time.monotonic() + 60
    while "lab_chart" not in visible(test) and time.monotonic() < deadline:
        time.sleep(0.05)
        test.run()
    assert visible(test) == ["lab_chart"]


def controls_on(test: AppTest) -> set[str]:
    """The keys of all controls that one can set something with."""
    live = {key.removeprefix("live:") for key in components(test) if key.startswith("live:")}
    widgets = [
        *test.get("button_group"), *test.selectbox, *test.number_input, *test.text_input,
    ]  # fmt: skip
    return live | {str(widget.key).removeprefix("lab_") for widget in widgets}


# What there is besides: the lecture, and what begins and ends long work.
HARMLESS = r"\w+_lecture|(noise|lab)_(stop|again|run)"


@pytest.mark.parametrize("page", PAGES)
def test_a_teacher_can_leave_no_control_at_all(page: str) -> None:
    test = seen(page, controls="none")
    assert not controls_on(test)
    assert [block.proto.popover.label for block in test.get("popover")] == ["Share"]
    others = [button.key for button in test.button if not re.fullmatch(HARMLESS, button.key or "")]
    assert not others
    assert test.query_params["controls"] == "none"


@pytest.mark.parametrize("page", PAGES)
def test_a_teacher_can_leave_some_and_those_alone(page: str) -> None:
    every = controls_on(seen(page))
    some = sorted(every & {"a", "sigma", "k", "budget", "figure", "orbit", "at", "points"})
    assert some
    assert every <= set(CONTROLLED)
    test = seen(page, controls="~".join(some))
    assert controls_on(test) == set(some)


@pytest.mark.parametrize("page", PAGES)
def test_the_sheet_offers_the_controls_that_there_are(page: str) -> None:
    test = seen(page)
    there = controls_on(test)
    test.session_state[f"{page}_share"] = True
    test.run()
    assert not test.exception
    pills = test.pills(key=f"{page}_share_link_controls")
    assert there <= set(pills.value)
    assert len(pills.options) == len(set(pills.options))
    pills.set_value([Key.DECAY])
    test.run()
    assert "controls=a" in test.tabs[0].code[0].value


def test_old_links_with_controls_open_as_before() -> None:
    test = opened({"controls": "a~eta~seed"})
    assert not test.warning
    assert controls_on(test) == {"a", "eta", "seed"}
    assert test.button(key="new_seed")
    assert opened(encode(View(controls=tuple(CONTROLLED)))).button(key="explore_pin")
