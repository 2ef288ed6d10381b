"""The convergence page as Streamlit runs it, without a browser."""

from tests.pages.driving import components, opened

PAGE = "pages/convergence.py"


def test_lecture_and_embedding() -> None:
    for link in ({"lecture": "on"}, {"show": "main"}):
        assert {"run", "headline", "live:a"} <= set(components(opened(link, PAGE)))
    assert components(opened({"show": "chart"}, PAGE)) == ["run"]
