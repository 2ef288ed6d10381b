"""The convergence page as Streamlit runs it, without a browser."""

import pytest

from tests.pages.driving import components, opened

PAGE = "pages/convergence.py"
CHARTS = {"run", "epsilon", "volterra"}


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"a": "0"},
        {"a": "1"},
        {"a": "6"},
        {"d": "2"},
        {"d": "1000000", "steps": "1000"},
        {"eta": "1e-08"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.2", "steps": "20000"},
        {"steps": "1"},
        {"steps": "20"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"norm": "1000", "method": "flow"},
        {"method": "flow", "horizon": "0.001"},
        {"method": "flow", "horizon": "1000000000"},
        {"b": "4", "teacher": "flat"},
        {"delta": "0.9", "eps": "1e-06"},
        {"pin": ["a_0", "a_3"]},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, PAGE)
    assert not test.exception
    assert {"headline", "report", *CHARTS} <= set(components(test))
    assert not test.warning


def test_lecture_and_embedding() -> None:
    for link in ({"lecture": "on"}, {"show": "main"}):
        assert {"run", "headline", "live:a"} <= set(components(opened(link, PAGE)))
    assert components(opened({"show": "chart"}, PAGE)) == ["run"]
