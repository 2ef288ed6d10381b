"""The sheet behind the button "Share": what a visitor can take away from a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from core.parameters import ParameterError
from ui import state
from ui.compute import Solution
from ui.sharing import embed
from ui.sharing.code import as_code
from ui.sharing.export import curves_csv, exponents_csv, file_stem, setup_from_json, setup_json
from ui.text.words import plain
from ui.view import CONTROLLED, Key, View, parameter

_TABS = ("Link", "Embed", "Picture", "Data", "Code")
_LEVELS = {"chart": "Chart", "main": "Chart and sliders", "all": "Whole page"}
# Pixels. The width is the same for all tabs, so that nothing moves between them.
_WIDTH = 560
_CODE_HEIGHT = 360
# The smallest bound that Streamlit knows; what is read of a file is bounded again.
_UPLOAD_MEGABYTES = 1
_REFUSAL = "share:refusal"


def share_sheet(view: View, solution: Solution, *, page: str, picture: Callable[[], None]) -> None:
    """A button that opens the link, the embedding, pictures, data and code of what a page shows.

    Nothing of it is made while it is closed, and no file before it is asked for.

    Args:
        view: what the page shows.
        solution: the solved run of `view.setup`.
        page: the page's name, to tell the sheets of different pages apart.
        picture: draws the buttons that save the page's chart as a picture.
    """
    sheet = st.popover("Share", icon=":material/ios_share:", key=f"{page}_share", on_change="rerun")
    if not sheet.open:
        st.session_state.pop(_REFUSAL, None)
        return
    address = st.context.url or ""
    stem = file_stem(view.setup)
    link, embedding, pictures, data, code = sheet.container(width=_WIDTH).tabs(_TABS)
    with link:
        _link(view, address, page)
    with embedding:
        _embedding(view, address, page)
    with pictures:
        picture()
    with data:
        _data(solution, stem, page)
    with code:
        _code(view, stem, page)


def _link(view: View, address: str, page: str) -> None:
    offering = _offering(view, f"{page}_share_link_controls")
    st.code(embed.page_link(address, offering), language=None, wrap_lines=True)
    st.caption("Opens this page exactly as it is now, with the controls chosen above, or all.")


def _offering(view: View, key: str) -> View:
    """The view as others get it: with those controls that are chosen for them."""
    unused = Key.HORIZON if view.setup.method == "gd" else Key.STEP_SIZE
    options = [option for option in CONTROLLED if option is not unused]
    chosen = st.pills(
        "Controls that others get",
        options,
        selection_mode="multi",
        default=[option for option in options if view.offers(option)],
        format_func=lambda option: parameter(option).label,
        key=key,
    )
    return replace(view, controls=() if len(chosen) in (0, len(options)) else tuple(chosen))


def _embedding(view: View, address: str, page: str) -> None:
    show = st.segmented_control(
        "How much of the page",
        list(embed.HEIGHTS),
        format_func=_LEVELS.__getitem__,
        required=True,
        default="chart",
        key=f"{page}_share_embed",
    )
    offering = view if show == "chart" else _offering(view, f"{page}_share_embed_controls")
    st.code(embed.embed_code(address, offering, show), language="html", wrap_lines=True)
    st.caption("HTML for a page of your own: a course, a blog, slides.")


def _data(solution: Solution, stem: str, page: str) -> None:
    run, laws = solution.run, solution.laws
    files = {
        "Curves (CSV)": (f"{stem}-curves.csv", "text/csv", partial(curves_csv, run, laws)),
        "Exponents (CSV)": (f"{stem}-exponents.csv", "text/csv", partial(exponents_csv, run)),
        "Setup (JSON)": (f"{stem}.json", "application/json", partial(setup_json, run.setup)),
    }
    with st.container(horizontal=True):
        for label, (name, kind, content) in files.items():
            _download(label, content, name, kind, page)
    st.file_uploader(
        "Open a setup that was saved here",
        type="json",
        max_upload_size=_UPLOAD_MEGABYTES,
        key=f"{page}_share_open",
        on_change=_open_setup,
        args=(f"{page}_share_open",),
    )
    if refusal := st.session_state.get(_REFUSAL):
        st.error(plain(refusal), icon=":material/error:")


def _code(view: View, stem: str, page: str) -> None:
    script = as_code(view.setup)
    # Scrolled by its container: a code block by itself cannot be with the keyboard.
    with st.container(height=_CODE_HEIGHT, border=False):
        st.code(script, language="python", wrap_lines=True)
    _download("Script (Python)", lambda: script, f"{stem}.py", "text/x-python", page)


def _download(label: str, content: Callable[[], str], name: str, kind: str, page: str) -> None:
    """A button for a file that is made when it is asked for, without a run of the page."""
    st.download_button(
        label,
        content,
        name,
        kind,
        key=f"{page}_share_{label.split()[0].lower()}",
        on_click="ignore",
        icon=":material/download:",
    )


def _open_setup(key: str) -> None:
    """Show the setup of an uploaded file; of one that has none, say why."""
    st.session_state.pop(_REFUSAL, None)
    file = st.session_state[key]
    if file is None:
        return
    try:
        setup = setup_from_json(file.getvalue())
    except ParameterError as error:
        st.session_state[_REFUSAL] = str(error)
    else:
        state.choose_view(replace(state.current(), setup=setup))
