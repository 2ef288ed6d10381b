"""One slider, and a browser's report as the component's callback gets to see it."""

import streamlit as st

from core.parameters import PARAMETERS
from ui.components import drag, live_slider, put_away
from ui.components.slider import refusal, take

st.session_state.setdefault("a", 2.0)
if st.session_state.get("away"):
    put_away("a")
take(PARAMETERS["decay"], "a", st.session_state["report"])
live_slider(PARAMETERS["decay"], key="a", stops=[0.0, 1.0, 2.0, 3.0])
st.session_state["seq"], st.session_state["final"] = drag().seq, drag().final
st.session_state["refused"] = refusal("a")
