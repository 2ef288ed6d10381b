"""The lab as Streamlit runs it, without a browser: its hypotheses, its bounds."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.hypothesis import Answer
from tests.pages.driving import chosen, components, dragged, let_go, opened, said
from ui.lab.choice import HYPOTHESES
from ui.lab.hypotheses import READY
from ui.lab.results import Found
from ui.lab.verdicts import overall
from ui.sharing.link import encode
from ui.view import Key, View

SCRIPT = "pages/lab.py"


def seen(link: dict[str, str] | None = None) -> AppTest:
    test = opened(link, SCRIPT)
    assert not test.exception, test.exception
    return test


def finished(test: AppTest) -> AppTest:
    """Run the page again until its runs are solved, as its ticker does."""
    for _ in range(600):
        if "ticker:lab" not in components(test):
            return test
        time.sleep(0.1)
        test.run()
        assert not test.exception, test.exception
    raise AssertionError("The runs are never solved.")


def found(test: AppTest) -> Found:
    result: Found = test.session_state["background:lab"].value
    return result


@pytest.mark.parametrize("name", HYPOTHESES)
def test_a_ready_hypothesis_has_its_verdict(name: str) -> None:
    test = seen()
    test.selectbox(key=Key.HYPOTHESIS).set_value(name).run()
    finished(test)
    ready = READY[name]
    assert chosen(test).lab == ready.lab
    assert chosen(test).setup == ready.setup
    assert overall(found(test).groups) is ready.answer
    assert set(components(test)) >= {"lab_chart", "headline", "lab_believed", "lab_work", "report"}
    assert len(test.dataframe) == 1


def test_some_hypotheses_are_refuted() -> None:
    answers = [ready.answer for ready in READY.values()]
    assert answers.count(Answer.NOT_CONSISTENT) >= 1
    assert READY["bound"].answer is Answer.NOT_CONSISTENT
    assert READY["sharp"].answer is Answer.CONSISTENT


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"vary": "decay"}, "chosen twice"),
        ({"vary": "horizon", "from": "10", "to": "100"}, "Gradient descent has no horizon"),
        ({"from": "0.5", "to": "0.1"}, "second number"),
        ({"colours": "3~99"}, "decay"),
        ({"colours": "3~3"}, "twice"),
        ({"vary": "dimension", "from": "2", "to": "4"}, "whole numbers"),
        ({"seeds": "64", "points": "60"}, "7,680 runs are more than the 5,000"),
        ({"d": "1000000", "seeds": "64", "points": "20"}, "of one core, more than the 60 s"),
    ],
    ids=str,
)
def test_what_does_not_run_says_why(link: dict[str, str], why: str) -> None:
    test = seen(link)
    assert test.session_state["background:lab"] is None
    assert not [button for button in test.button if button.key.startswith("lab_run")]
    assert "lab_refusal" in components(test)
    assert why in test.session_state["lab:plan"].refusal


def test_a_long_sweep_waits_for_its_button_and_can_be_stopped() -> None:
    test = seen({"d": "200000", "seeds": "64", "points": "40", "colour": "none"})
    assert test.session_state["background:lab"] is None
    test.button(key="lab_run").click().run()
    job = test.session_state["background:lab"]
    end = time.monotonic() + 60
    while not job.done and time.monotonic() < end:
        time.sleep(0.02)
    test.run()
    test.button(key="lab_stop").click().run()
    assert not test.exception
    assert job.finished
    assert 0 < job.done < job.total
    assert "lab_again" in [button.key for button in test.button]


def test_while_the_hand_moves_the_last_picture_stays() -> None:
    test = finished(seen())
    dragged(test, Key.SEEDS, 4)
    assert not test.exception
    assert "lab_chart" in components(test)
    assert test.session_state["background:lab"] is None
    let_go(test)
    assert test.session_state["background:lab"].total == 80


def test_another_axis_gets_its_usual_range() -> None:
    test = finished(seen({"colour": "none"}))
    test.selectbox(key=Key.VARY).set_value("decay").run()
    lab = chosen(test).lab
    assert (lab.vary, lab.low, lab.high, lab.spacing) == ("decay", 1.2, 4.0, "linear")
    test.selectbox(key=Key.COLOUR).set_value("dimension").run()
    assert chosen(test).lab.colours == ""
    assert test.session_state["background:lab"].key[1].colours == (100, 1000, 10000)


def test_typed_values_are_taken_or_refused() -> None:
    test = finished(seen())
    test.text_input(key="lab_colours").set_value("2.5, 5").run()
    assert chosen(test).lab.colours == "2.5~5"
    test.text_input(key="lab_colours").set_value("<b>").run()
    assert not test.exception
    assert chosen(test).lab.colours == "2.5~5"
    assert any("allowed is" in caption.value for caption in test.caption)


def test_everything_is_in_the_link() -> None:
    view = View(READY["tail"].setup, lab=READY["tail"].lab)
    link = {key: str(value) for key, value in encode(view).items()}
    test = seen(link)
    assert chosen(test) == view
    assert test.query_params == link


def test_what_varies_already_is_of_no_account_in_the_sidebar() -> None:
    test = finished(seen())
    job = test.session_state["background:lab"]
    dragged(test, Key.DECAY, 5.0)
    assert test.session_state["background:lab"] is job
    assert test.query_params == {}


def test_another_claim_is_judged_without_solving_anything_again() -> None:
    test = finished(seen())
    before = found(test)
    test.selectbox(key=Key.CLAIM).set_value("bound").run()
    after = found(finished(test))
    assert after.seconds is before.seconds
    assert overall(before.groups) is Answer.CONSISTENT
    assert overall(after.groups) is Answer.NOT_CONSISTENT


SHARE = {
    "quantity": "share-diverged", "vary": "step_size", "from": "0.001", "to": "10", "points": "5",
    "colour": "none", "facet": "none", "d": "20", "steps": "1000",
}  # fmt: skip


@pytest.mark.parametrize("runs", ["method", "sgd"])
def test_a_share_of_runs_that_diverge_is_shown_and_not_judged(runs: str) -> None:
    test = finished(seen(SHARE | {"runs": runs, "sigma": "0.2"}))
    assert {"lab_chart", "headline", "lab_believed", "report"} <= set(components(test))
    assert "Shown, not judged" in said(test, "headline")
    # What a law needs is not asked for; what online SGD needs is.
    assert not [box for box in test.selectbox if box.key in (Key.MODEL, Key.CLAIM)]
    assert (f"live:{Key.NOISE}" in components(test)) == (runs == "sgd")
    statuses = test.dataframe[0].value["Status"]
    assert 0 < (statuses == "diverged").sum() == found(test).values.sum() < len(statuses)


def test_the_usual_steps_of_a_share_are_past_the_limit() -> None:
    test = seen({"quantity": "share-diverged", "colour": "none", "facet": "none"})
    assert "step size" in test.session_state["lab:plan"].refusal
    test.selectbox(key=Key.VARY).set_value("step_size").run()
    finished(test)
    assert found(test).values.any()
