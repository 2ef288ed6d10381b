"""Everything that touches Streamlit or Plotly, between the pages and the science in `core`."""
