"""Compiling the solver once per process, whoever asks first.

The kernels of `core` are compiled when the server starts and kept on disk from then on: about a
minute of one core after an update, one second otherwise. Until that is done a page has nothing to
compute with, so it says so and waits:

    from ui import warmup

    warmup.require_ready()

The import of `core` is part of the wait: a page that should show something at once calls
`require_ready` before anything that imports `core`.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

MESSAGE = "Preparing the solver (once after an update, a minute or so)"
FAILURE = (
    "The solver could not be prepared, so nothing can be computed. "
    "The server's log says why; restarting the server tries again."
)
POLL_SECONDS = 0.25

_logger = logging.getLogger(__name__)


class Status(StrEnum):
    """How far the warm-up is; the values are what the health route answers."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class State:
    """What is known about a warm-up at one moment."""

    status: Status
    error: BaseException | None = None

    @property
    def ready(self) -> bool:
        return self.status is Status.READY

    @property
    def finished(self) -> bool:
        return self.status is not Status.PREPARING


class WarmUp:
    """A job that is run at most once, in a thread of its own, however many ask for it."""

    def __init__(self, job: Callable[[], object]) -> None:
        self._job = job
        self._lock = threading.Lock()
        self._started = False
        self._finished = threading.Event()
        self._error: BaseException | None = None

    def start(self) -> None:
        """Start the job unless it was started before; returns at once."""
        with self._lock:
            if self._started:
                return
            self._started = True
        # A daemon: Ctrl-C during the compilation stops the server, not the visitor's patience.
        threading.Thread(target=self._run, name="warm-up", daemon=True).start()

    def state(self) -> State:
        """Return the state now; a warm-up that nobody has started counts as preparing."""
        if not self._finished.is_set():
            return State(Status.PREPARING)
        if self._error is not None:
            return State(Status.FAILED, self._error)
        return State(Status.READY)

    def wait(self, timeout: float | None = None) -> State:
        """Return the state when the job has finished, or after `timeout` seconds."""
        self._finished.wait(timeout)
        return self.state()

    def _run(self) -> None:
        begin = time.perf_counter()
        try:
            self._job()
        except BaseException as error:  # A thread has nobody to raise to: state() reports it.
            self._error = error
            _logger.exception("The solver could not be prepared")
        else:
            _logger.info("The solver is ready after %.1f s", time.perf_counter() - begin)
        finally:
            self._finished.set()


def prepare() -> None:
    """Compile the kernels, then take all that now lives for good out of the garbage collector."""
    import core

    core.warm_up()
    gc.collect()
    gc.freeze()


_process = WarmUp(prepare)

start = _process.start
state = _process.state
wait = _process.wait


def require_ready(warm_up: WarmUp = _process) -> None:
    """Return when the solver is ready; until then the page shows that it is being prepared.

    If the preparation failed, the page says so and its script stops here.
    """
    warm_up.start()
    outcome = warm_up.state()
    if not outcome.finished:
        outcome = _show_until_finished(warm_up)
    if not outcome.ready:
        st.error(FAILURE, icon=":material/error:")
        st.stop()


def _show_until_finished(warm_up: WarmUp) -> State:
    place = st.empty()
    begin = time.monotonic()
    with place.container():
        status = st.status(f"{MESSAGE} …")
    # Each update is also where Streamlit can end this script, should the visitor leave.
    while not (outcome := warm_up.wait(POLL_SECONDS)).finished:
        status.update(label=f"{MESSAGE}: {time.monotonic() - begin:.0f} s …")
    place.empty()
    return outcome
