"""A page with nothing but the sheet."""

import streamlit as st

from ui import compute, state
from ui.sharing.sheet import share_sheet

view = state.open_view("test")
share_sheet(
    view,
    compute.solution(view.setup),
    page="test",
    picture=lambda: st.text("buttons for pictures"),
)
state.publish(view)
