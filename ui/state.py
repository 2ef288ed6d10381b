"""What a page shows, kept in the session and in the address.

Streamlit's own `bind="query-params"` drops a value it does not understand without a word, and knows
only the options that a slider happens to offer. So the binding is made here, once: `open_view`
reads the address into the session before any control is drawn and keeps a sentence about what it
could not read; `publish` writes the address after.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.parameters import Value
from ui.components import forget_refusal
from ui.sharing.link import decode, encode
from ui.view import Key, View, default, parameter, values, view_of

# Session entries of this module; the colon keeps them apart from every key of a control.
_LINK = "state:link"
_PAGE = "state:page"
_COMPLAINT = "state:complaint"
_ARRIVALS = "state:arrivals"


def open_view(page: str) -> View:
    """Bring the address and the session together, before a control is drawn.

    An address that this session has not written itself (a link was opened, the browser went back)
    decides. A visitor coming from another page, which leaves the address empty, keeps what was
    chosen before; going back to that empty address finds it again.
    """
    link = _address()
    arriving = st.session_state.get(_PAGE) != page
    arrivals = st.session_state.setdefault(_ARRIVALS, {})
    if not link and not arriving:
        link = arrivals.get(page, link)
    known = st.session_state.get(_LINK)
    if known is None or (link != known and not (arriving and not link)):
        view, complaint = decode(link)
        st.session_state[_COMPLAINT] = (encode(view), complaint)
        choose_view(view)
    elif arriving:
        # A control that another page has drawn before begins anew here, unless its value is set.
        choose_view(current())
        if not link:
            arrivals[page] = _entries(current())
    st.session_state[_PAGE] = page
    return current()


def current() -> View:
    """The view as the controls have it now; what a fragment reads when it runs again."""
    return view_of({key: st.session_state.get(key, default(key)) for key in Key})


def publish(view: View) -> None:
    """Write the view into the address, if it is not there already."""
    entries = _entries(view)
    if _address() != entries:
        st.query_params.from_dict(encode(view))
    if not entries:
        # From now on the empty address of this page is that of the defaults.
        st.session_state[_ARRIVALS].pop(st.session_state[_PAGE], None)
    st.session_state[_LINK] = entries


def complaint(view: View) -> str:
    """What was wrong with the link this view came from; '' once the visitor has moved on."""
    repaired, sentence = st.session_state.get(_COMPLAINT, ({}, ""))
    return sentence if sentence and encode(view) == repaired else ""


def choose(key: Key, value: Value) -> None:
    """Set a control from a callback.

    Raises:
        ParameterError: a value that the parameter does not allow.
    """
    _set(key, parameter(key).check(value))


def choose_view(view: View) -> None:
    """Set everything, before a control is drawn: a link, a preset, an uploaded setup."""
    for key, value in values(view).items():
        _set(key, value)


def _set(key: Key, value: Any) -> None:
    st.session_state[key] = value
    forget_refusal(key)


def _entries(view: View) -> dict[str, tuple[str, ...]]:
    return {n: (v,) if isinstance(v, str) else tuple(v) for n, v in encode(view).items()}


def _address() -> dict[str, tuple[str, ...]]:
    return {name: tuple(st.query_params.get_all(name)) for name in st.query_params}
