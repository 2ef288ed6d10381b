"""Charts: a result in, a plain Plotly figure (data and layout) out; no Streamlit inside."""
