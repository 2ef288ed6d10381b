"""The examples, on whatever page they are opened."""

from urllib.parse import parse_qs

import pytest

from tests.pages.driving import chosen, components, moved, opened, said
from ui.presets import PRESETS
from ui.sharing.link import decode
from ui.view import Key

BORDER = next(preset for preset in PRESETS if preset.key == "border")


@pytest.mark.parametrize("page", ["explore", "convergence", "paper"])
def test_each_example_is_a_link_that_can_be_copied(page: str) -> None:
    test = opened(script=f"pages/{page}.py")
    test.session_state[f"{page}_examples"] = True
    test.run()
    assert not test.exception
    links = [caption.value.rpartition("](")[2].removesuffix(")") for caption in test.caption]
    found = [
        decode(parse_qs(link.removeprefix("?"), keep_blank_values=True))
        for link in links
        if link.startswith("?")
    ]
    assert found == [(preset.view, "") for preset in PRESETS]


@pytest.mark.parametrize("page", ["escape", "trade_off", "theory"])
def test_what_to_look_for_is_said_on_whatever_page(page: str) -> None:
    test = opened({"d": "100"}, f"pages/{page}.py")
    assert "look" not in components(test)
    test.session_state[f"{page}_examples"] = True
    test.run()
    test.button(key=f"{page}_example_{BORDER.key}").click().run()
    assert not test.exception
    assert chosen(test).setup == BORDER.setup
    assert said(test, "look").startswith(BORDER.name)
    # Any other run is no example.
    moved(test, Key.DECAY, 1.5)
    assert "look" not in components(test)
