"""A section on the page: its text, its numbers in the present run, the code and the tests."""

from __future__ import annotations

import streamlit as st

from ui.components import live_text
from ui.text.typeset import to_html
from ui.theory_text.present import Present
from ui.theory_text.section import Section
from ui.theory_text.sources import is_test, source_of


def show_section(section: Section, now: Present) -> None:
    """Draw a section."""
    st.subheader(section.title, anchor=section.key)
    if section.steps:
        st.markdown(section.text)
    if section.has_numbers:
        said = "<br>".join(map(to_html, section.numbers(now)))
        live_text(f'<p class="now">{said}</p>' if said else "", key=section.key)
    if section.names:
        _code(section)


def _code(section: Section) -> None:
    """What computes and what checks the section; as long as it is closed, one line."""
    tests = sum(map(is_test, section.names))
    functions = len(section.names) - tests
    counted = f"{functions} functions, {tests} tests" if functions else f"{tests} tests"
    panel = st.expander(
        f"The code: {counted}", key=f"code_{section.key}", icon=":material/code:", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        chosen = st.selectbox(
            "Computed and checked by", section.names, format_func=_called, key=f"of_{section.key}"
        )
        source = source_of(chosen)
        if not source.text:
            st.caption(f"`{source.path}` is not part of this installation.")
            return
        st.caption(f"`{source.path}`, line {source.line}")
        st.code(source.text, language="python")


def _called(name: str) -> str:
    return f"checks: {name.partition('::')[2]}" if is_test(name) else f"computes: {name}"
