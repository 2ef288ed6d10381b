"""The warm-up runs once, says how far it is, and a page waits for it in sight of the visitor."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ui.warmup import FAILURE, MESSAGE, Status, WarmUp

PATIENCE = 10  # seconds that a thread gets on a busy machine


def test_state_before_during_and_after() -> None:
    release = threading.Event()
    warm_up = WarmUp(lambda: release.wait(PATIENCE))
    assert warm_up.state().status is Status.PREPARING

    warm_up.start()
    waited = warm_up.wait(0.01)
    assert not waited.ready
    assert not waited.finished

    release.set()
    done = warm_up.wait(PATIENCE)
    assert done.status is Status.READY
    assert done.ready
    assert done.finished
    assert warm_up.state() == done


def test_job_runs_once_however_many_start_it() -> None:
    runs: list[str] = []
    at_once = threading.Barrier(8)
    warm_up = WarmUp(lambda: runs.append(threading.current_thread().name))

    def start(_: int) -> None:
        at_once.wait(PATIENCE)
        warm_up.start()

    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(start, range(8)))
    assert warm_up.wait(PATIENCE).ready
    warm_up.start()
    assert runs == ["warm-up"]


def test_failure_is_a_state_and_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("no compiler")

    warm_up = WarmUp(fail)
    warm_up.start()
    done = warm_up.wait(PATIENCE)
    assert done.status is Status.FAILED
    assert done.finished
    assert not done.ready
    assert isinstance(done.error, RuntimeError)
    assert "no compiler" in caplog.text


def page(warm_up: "WarmUp") -> None:
    """A page as a visitor gets it; run by AppTest from its source alone."""
    import streamlit as st

    from ui import warmup

    warmup.require_ready(warm_up)
    st.write("The result")


def open_page(warm_up: WarmUp) -> AppTest:
    return AppTest.from_function(page, kwargs={"warm_up": warm_up}, default_timeout=PATIENCE)


def test_page_of_a_ready_process_shows_the_result_alone() -> None:
    warm_up = WarmUp(lambda: None)
    warm_up.start()
    warm_up.wait(PATIENCE)
    app = open_page(warm_up).run()
    assert not app.exception
    assert [text.value for text in app.markdown] == ["The result"]
    assert not app.status


def test_page_starts_the_warm_up_and_waits_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    status = st.status

    def noted_status(label: str) -> object:
        shown.append(label)
        return status(label)

    monkeypatch.setattr(st, "status", noted_status)
    release = threading.Event()
    warm_up = WarmUp(lambda: release.wait(PATIENCE))
    threading.Timer(1.0, release.set).start()
    app = open_page(warm_up).run()
    assert warm_up.state().ready
    assert [label.startswith(MESSAGE) for label in shown] == [True]
    assert not app.status, "it is taken away once the solver is ready"
    assert [text.value for text in app.markdown] == ["The result"]


def test_page_stops_waiting_when_the_visitor_leaves() -> None:
    release = threading.Event()
    warm_up = WarmUp(lambda: release.wait(PATIENCE))
    try:
        with pytest.raises(RuntimeError, match="timed out"):
            open_page(warm_up).run(timeout=0.5)  # AppTest then ends the script as a closed tab does
        assert not warm_up.state().finished
    finally:
        release.set()


def test_page_of_a_failed_process_says_so_and_stops() -> None:
    def fail() -> None:
        raise RuntimeError("no compiler")

    app = open_page(WarmUp(fail)).run()
    assert [error.value for error in app.error] == [FAILURE]
    assert not app.markdown
    assert not app.exception
