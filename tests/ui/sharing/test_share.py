"""The sheet as Streamlit runs it, without a browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from core.parameters import Setup
from tests.serving import ROOT
from ui import compute
from ui.sharing import files
from ui.sharing import sheet as share
from ui.sharing.code import as_code
from ui.sharing.embed import HEIGHTS, embed_code
from ui.sharing.export import curves_csv, exponents_csv, setup_json
from ui.sharing.link import encode
from ui.view import CONTROLLED, Key, View

SETUP = Setup(decay=3.0, dimension=200, steps=5000)


def opened(setup: Setup = SETUP) -> AppTest:
    """The page with its sheet open."""
    test = closed(setup)
    test.session_state["test_share"] = True
    return without_faults(test.run())


def closed(setup: Setup = SETUP) -> AppTest:
    test = AppTest.from_file(ROOT / "tests" / "ui" / "apps" / "share.py", default_timeout=60)
    test.query_params = encode(View(setup))
    return without_faults(test.run())


def without_faults(test: AppTest) -> AppTest:
    assert not test.exception
    return test


def refuse(*_: Any) -> str:
    raise AssertionError("This was to be made later, or not at all.")


def test_closed_sheet_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("setup_json", "file_stem"):
        monkeypatch.setattr(share, name, refuse)
    for name in ("as_code", "curves_csv", "exponents_csv"):
        monkeypatch.setattr(files, name, refuse)
    test = closed()
    assert [block.proto.popover.label for block in test.get("popover")] == ["Share"]
    assert not test.code
    assert not test.tabs
    assert not test.text


def test_files_are_made_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "setup_json", refuse)
    for name in ("curves_csv", "exponents_csv"):
        monkeypatch.setattr(files, name, refuse)
    test = opened()
    assert [button.label for button in test.download_button] == [
        "Curves (CSV)", "Exponents (CSV)", "Setup (JSON)", "Script (Python)",
    ]  # fmt: skip
    for button in test.download_button:
        assert button.proto.deferred_file_id
        assert button.proto.ignore_rerun


def test_files_hold_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, tuple[str, str]] = {}

    def record(_: str, content: Callable[[], str], name: str, kind: str, **__: Any) -> None:
        offered[name] = (kind, content())

    monkeypatch.setattr(share.st, "download_button", record)
    opened()
    solved = compute.solution(SETUP)
    stem = "phasescape-gd-a3-d200-eta0.01-k5000"
    assert offered == {
        f"{stem}-curves.csv": ("text/csv", curves_csv(solved.run, solved.laws)),
        f"{stem}-exponents.csv": ("text/csv", exponents_csv(solved.run)),
        f"{stem}.json": ("application/json", setup_json(SETUP)),
        f"{stem}.py": ("text/x-python", as_code(SETUP)),
    }


def test_tabs() -> None:
    test = opened()
    assert [tab.label for tab in test.tabs] == ["Link", "Embed", "Picture", "Data", "Code"]
    link, embedding, pictures, data, code = test.tabs
    assert link.code[0].value == "?a=3&d=200&steps=5000"
    assert embedding.code[0].value == embed_code("", View(SETUP), "chart")
    assert pictures.text[0].value == "buttons for pictures"
    assert len(data.file_uploader) == 1
    assert code.code[0].value == as_code(SETUP).strip()


@pytest.mark.parametrize("show", HEIGHTS)
def test_embedding_at_every_level(show: str) -> None:
    test = opened()
    test.segmented_control(key="test_share_embed").set_value(show)
    without_faults(test.run())
    assert test.tabs[1].code[0].value == embed_code("", View(SETUP), show)


def uploaded(content: bytes) -> AppTest:
    test = opened()
    test.file_uploader[0].set_value(("setup.json", content, "application/json"))
    return without_faults(test.run())


def test_uploaded_setup_is_shown() -> None:
    other = Setup(method="flow", decay=1.5, dimension=300, horizon=50.0, epsilon=0.02)
    test = uploaded(setup_json(other).encode())
    assert test.query_params == encode(View(other))
    assert test.tabs[4].code[0].value == as_code(other).strip()
    assert not test.error


def test_uploaded_setup_leaves_the_rest_of_the_page() -> None:
    test = opened()
    test.query_params = encode(View(SETUP, time_axis="linear"))
    test.run()
    test.file_uploader[0].set_value(("setup.json", b'{"decay": 4}', "application/json"))
    without_faults(test.run())
    assert test.query_params == {"a": "4", "time": "linear"}


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "cannot be read as JSON"),
        (b"\x89PNG\r\n\x1a\n\x00", "cannot be read as JSON"),
        (b'{"decay": 99}', "allowed is a number from 0 to 6"),
        (b'{"![x](http://example.org/x.png)": 1}', "A setup has no"),
        (b" " * 1_000_000, "too long for a setup"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_wrong_file_is_answered_by_a_sentence(content: bytes, part: str) -> None:
    test = uploaded(content)
    (error,) = test.error
    assert part in error.value.replace("\\", "")
    # Nothing in a file becomes Markdown.
    assert "](" not in error.value
    assert test.query_params == encode(View(SETUP))
    assert test.tabs[4].code[0].value == as_code(SETUP).strip()


def test_refusal_goes_with_the_next_file_or_the_sheet() -> None:
    test = uploaded(b"no")
    test.file_uploader[0].set_value(("setup.json", b'{"decay": 4}', "application/json"))
    assert not without_faults(test.run()).error
    test = uploaded(b"no")
    test.session_state["test_share"] = False
    test.run()
    test.session_state["test_share"] = True
    assert not without_faults(test.run()).error


def test_link_is_what_the_address_says() -> None:
    link = opened().tabs[0].code[0].value
    assert parse_qs(link.removeprefix("?")) == {
        name: [value] for name, value in encode(View(SETUP)).items()
    }


def test_a_teacher_chooses_the_controls_that_others_get() -> None:
    test = opened()
    test.pills(key="test_share_link_controls").set_value([Key.DECAY, Key.STEP_SIZE])
    link = without_faults(test.run()).tabs[0].code[0].value
    assert parse_qs(link.removeprefix("?"))["controls"] == ["a~eta"]
    test.pills(key="test_share_link_controls").set_value([])
    assert "controls=none" in without_faults(test.run()).tabs[0].code[0].value
    test.pills(key="test_share_link_controls").set_value(list(CONTROLLED))
    assert "controls" not in without_faults(test.run()).tabs[0].code[0].value


@pytest.mark.parametrize("controls", [(), (Key.DECAY,)])
def test_who_was_given_few_controls_can_give_no_more_of_them(controls: tuple[Key, ...]) -> None:
    view = View(SETUP, controls=controls)
    test = AppTest.from_file(ROOT / "tests" / "ui" / "apps" / "share.py", default_timeout=60)
    test.query_params = encode(view)
    test.session_state["test_share"] = True
    without_faults(test.run())
    assert not test.pills
    assert not test.file_uploader
    assert parse_qs(test.tabs[0].code[0].value.removeprefix("?"))["controls"] == [
        "~".join(controls) or "none"
    ]
