"""The lecture view: a question to predict, the step that answers it, and the way out."""

from __future__ import annotations

import streamlit as st

from ui import reveal, state
from ui.components import live_text
from ui.compute import Solution
from ui.text.typeset import to_html
from ui.view import Key, View


def enter() -> None:
    """From a callback: the lecture begins with nothing revealed."""
    state.choose(Key.LECTURE, "on")
    state.choose(Key.REVEAL, 0)


def leave() -> None:
    """From a callback: the page as it was, all of it."""
    state.choose(Key.LECTURE, "off")
    state.choose(Key.REVEAL, reveal.LAST)


def bar(view: View, solution: Solution) -> None:
    """What has been revealed, what to predict next, and the buttons; a presenter's keys work too.

    The text keeps its height, so that the picture stays where it is.
    """
    step = view.reveal
    text, buttons = st.columns([3, 2], vertical_alignment="top")
    with text:
        told = reveal.told_at(step, solution.run, solution.laws)
        asked = reveal.question_at(step, solution.run)
        live_text(
            (f"<p>{to_html(told)}</p>" if told else "")
            + (f'<p class="ask">{to_html(asked)}</p>' if asked else ""),
            key="lecture",
        )
    with buttons, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.button(
            "Back", key="lecture_back", shortcut="pageup", icon=":material/chevron_left:",
            disabled=step == 0, on_click=state.choose, args=(Key.REVEAL, max(step - 1, 0)),
        )  # fmt: skip
        st.button(
            "Reveal", key="lecture_reveal", shortcut="pagedown", type="primary",
            icon=":material/chevron_right:", icon_position="right",
            disabled=step == reveal.LAST,
            on_click=state.choose, args=(Key.REVEAL, min(step + 1, reveal.LAST)),
        )  # fmt: skip
        leave_button()


def leave_button() -> None:
    """The way out of the lecture."""
    st.button(
        "Leave",
        key="lecture_leave",
        shortcut="escape",
        icon=":material/close:",
        on_click=leave,
    )
