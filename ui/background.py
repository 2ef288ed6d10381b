"""Long work beside the page: results as they come, progress, and an end when nobody wants it.

A page asks for a piece of work by a key and gets a job, of which it reads what is there:

    job = background("spread", key, total, steps)      # the visitor's one job of that name
    if job and not job.finished:
        look_again(0.25, key="spread")

`steps(stop)` is a generator function in small steps; each yields how much is done and the result so
far. It does its work in the step, with no threads of its own: so all works of all visitors share
two threads, step by step in turn. Equal ones are done once. A visitor's new wish gives the old one
up, and so does another page: `stop` is set then, no further step is begun, and the generator is
closed. A closed tab says nothing, but looks no more: what nobody has looked at for some seconds
waits where it is, and goes on if somebody does, until the session is forgotten.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

import streamlit as st

from ui.workers import Job, Steps, Workers

__all__ = ["Job", "background", "begin_anew", "leave_others", "open_page", "workers"]

T = TypeVar("T")

_SESSION = "background:"
# The session's entry of the names that the present run of the page has asked for.
_ASKED = "background asked"


@st.cache_resource(show_spinner=False)
def workers() -> Workers:
    """The server's two threads."""
    return Workers()


def background(name: str, key: Hashable, total: int, steps: Steps[T]) -> Job[T] | None:
    """This visitor's one job of a name; a new wish gives the old one up.

    Args:
        name: what it is for; a visitor has one job for each.
        key: what it depends on.
        total: how much there is to do, in the unit of `steps`; 0 wants nothing.
        steps: does it.
    """
    entry = _SESSION + name
    st.session_state.setdefault(_ASKED, set()).add(name)
    job: Job[T] | None = st.session_state.get(entry)
    if job is not None and total and job.key == (name, key) and not job.given_up:
        return job
    if job is not None:
        job.cancel()
    st.session_state[entry] = workers().start((name, key), total, steps) if total else None
    found: Job[T] | None = st.session_state[entry]
    return found


def begin_anew(name: str) -> None:
    """Forget the visitor's job of a name, so that the next wish begins one, halted or not."""
    job: Job[Any] | None = st.session_state.pop(_SESSION + name, None)
    if job is not None:
        job.cancel()


def open_page() -> None:
    """A run of the whole page begins: nothing has been asked for."""
    st.session_state[_ASKED] = set()


def leave_others() -> None:
    """It is over: what it has not asked for is of a page that the visitor has left."""
    asked = {_SESSION + name for name in st.session_state.get(_ASKED, ())}
    for entry in [str(entry) for entry in st.session_state]:
        if entry.startswith(_SESSION) and entry not in asked:
            begin_anew(entry.removeprefix(_SESSION))
