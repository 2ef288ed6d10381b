"""The page of online SGD as Streamlit runs it, without a browser."""

import time
from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

from tests.pages.driving import components, moved, opened
from ui.background import Job
from ui.view import Key

SCRIPT = "pages/noise.py"
JOBS = ("replicas", "divergence")


def seen(link: Mapping[str, str]) -> AppTest:
    test = opened(link, SCRIPT)
    assert not test.exception
    assert {"noise", "share", "headline", "report", "work"} <= set(components(test))
    return test


def job(test: AppTest, name: str) -> Job[object]:
    found: Job[object] = test.session_state[f"background:{name}"]
    return found


def finished(test: AppTest, name: str) -> Job[object]:
    end = time.monotonic() + 100
    while not job(test, name).finished:
        assert time.monotonic() < end
        time.sleep(0.05)
    return job(test, name)


def test_another_method_is_kept_for_other_pages() -> None:
    test = seen({"method": "flow", "steps": "1000"})
    assert test.query_params == {"method": "flow", "steps": "1000"}


def test_replicas_can_be_stopped_and_begun_anew() -> None:
    test = seen({"steps": "1000000000", "replicas": "256", "d": "2000"})
    first = job(test, "replicas")
    end = time.monotonic() + 60
    while not first.done and time.monotonic() < end:
        time.sleep(0.02)
    test.button(key="noise_stop").click().run()
    assert not test.exception
    assert first.finished
    work = first._work
    stopped = time.monotonic()
    while work.busy:
        time.sleep(0.005)
    # Its threads end within a piece of 20 ms; a busy machine gets a second.
    assert time.monotonic() - stopped < 1
    test.button(key="noise_again").click().run()
    again = job(test, "replicas")
    assert again is not first
    assert not again.finished
    again.cancel()


def test_a_stop_ends_all_work_of_the_page() -> None:
    test = seen({"steps": "1000000", "replicas": "256", "d": "2000"})
    test.button(key="noise_stop").click().run()
    assert not test.exception
    for name in JOBS:
        # Another visitor may still want the same.
        assert job(test, name).halted or job(test, name)._work.finished


def test_levels_of_phases_leave_the_replicas_and_fit_anew() -> None:
    test = seen({"steps": "2000", "d": "50", "replicas": "3"})
    replicas = finished(test, "replicas")
    test.run()
    fits = finished(test, "exponents")
    moved(test, Key.EPSILON, 0.1)
    assert job(test, "replicas") is replicas
    assert job(test, "exponents") is not fits


def test_other_samples_go_into_the_link() -> None:
    test = seen({"steps": "2000", "d": "50", "replicas": "3"})
    first = finished(test, "replicas")
    for name in ("exponents", "divergence"):
        test.run()
        finished(test, name)
    test.run()
    test.button(key="noise_others").click().run()
    assert test.query_params["samples"] == "1"
    assert job(test, "replicas").key != first.key
    finished(test, "replicas")


def test_another_page_takes_the_work_away() -> None:
    test = opened({"steps": "1000000", "replicas": "64", "d": "2000"}, script="app.py")
    test.switch_page(SCRIPT).run()
    left = [job(test, name) for name in JOBS]
    test.switch_page("pages/theory.py").run()
    assert not test.exception
    for name, each in zip(JOBS, left, strict=True):
        assert f"background:{name}" not in test.session_state
        assert each.given_up or each.finished
