from collections.abc import Mapping
from dataclasses import fields
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings

from core.parameters import PARAMETERS, Setup
from tests.ui.hostile import hostile_links
from tests.ui.views import views
from ui.lab.choice import Lab
from ui.sharing.link import decode, encode
from ui.view import CONTROLLED, FIELDS, Key, View, parameter, values, view_of


def opened(link: Mapping[str, str | list[str]]) -> tuple[View, str]:
    """What a browser that opens the link gets to see."""
    return decode(parse_qs(urlencode(link, doseq=True), keep_blank_values=True))


@given(views())
@example(View(Setup(step_size=0.0137)))
@example(View(Setup(step_size=1e-8, horizon=1e9, decay=0.1 + 0.2)))
@example(View(controls=()))
@example(View(controls=CONTROLLED))
@example(View(lab=Lab(colours="", facets="")))
@settings(max_examples=500)
def test_link_gives_back_exactly_what_it_was_made_from(view: View) -> None:
    assert opened(encode(view)) == (view, "")


def test_defaults_are_left_out() -> None:
    assert encode(View()) == {}


def test_link_is_short_and_readable() -> None:
    view = View(Setup(decay=3.0, dimension=1_000_000, step_size=0.0137, steps=10**9), "linear")
    assert urlencode(encode(view)) == "a=3&eta=0.0137&d=1000000&steps=1000000000&time=linear"
    pins = (Setup(), Setup(decay=3.0, step_size=1e-8), Setup(method="flow"))
    view = View(pins=pins, controls=(Key.DECAY, Key.STEP_SIZE))
    assert (
        urlencode(encode(view), doseq=True)
        == "pin=default&pin=a_3~eta_1e-08&pin=method_flow&controls=a~eta"
    )


@pytest.mark.parametrize("pin", ["", "a", "a_", "a_99", "x_1", "a_1~a_2", "a_1~", "_", "time_log"])
def test_bad_pin_is_left_out_with_a_sentence(pin: str) -> None:
    view, sentence = opened({"pin": ["a_3", pin]})
    assert view == View(pins=(Setup(decay=3.0),))
    assert f"“pin={pin}”" in sentence


def test_too_many_pins_are_cut_with_a_sentence() -> None:
    view, sentence = opened({"pin": [f"seed_{seed}" for seed in range(1, 7)]})
    assert view.pins == tuple(Setup(seed=seed) for seed in range(1, 5))
    assert "“pin” is given 6 times, and 4 are shown" in sentence


def test_bad_controls_are_left_out_with_a_sentence() -> None:
    view, sentence = opened({"controls": "a~lecture~nonsense"})
    assert view == View(controls=(Key.DECAY,))
    assert "the others are left out" in sentence
    for nonsense in ("nonsense", "", "~", "show~controls"):
        view, sentence = opened({"controls": nonsense})
        assert view == View()
        assert "all are offered" in sentence


def test_no_control_at_all_can_be_offered() -> None:
    view, sentence = opened({"controls": "none"})
    assert not sentence
    assert not any(view.offers(key) for key in CONTROLLED)
    assert encode(view) == {"controls": "none"}
    assert all(View().offers(key) for key in CONTROLLED)


def test_every_field_of_a_setup_has_a_key() -> None:
    named = {parameter(key).name for key in FIELDS}
    assert named == {field.name for field in fields(Setup)} == set(PARAMETERS)


@given(views())
def test_values_and_back(view: View) -> None:
    assert view_of(values(view)) == view


@pytest.mark.parametrize(
    ("name", "given_text", "allowed"),
    [
        ("a", "nan", "a number from 0 to 6"),
        ("a", "99", "a number from 0 to 6"),
        ("a", "", "a number from 0 to 6"),
        ("d", "1e99", "a whole number from 2 to 1,000,000"),
        ("d", "2.5", "a whole number from 2 to 1,000,000"),
        ("d", "1", "a whole number from 2 to 1,000,000"),
        ("eta", "-1", "a number from 0.00000001 to 1,000,000"),
        ("eta", "inf", "a number from 0.00000001 to 1,000,000"),
        ("teacher", "<script>alert(1)</script>", "one of gaussian, flat"),
        ("time", "sideways", "one of log, linear"),
    ],
)
def test_bad_value_gives_default_and_a_sentence(name: str, given_text: str, allowed: str) -> None:
    view, sentence = opened({name: given_text, "seed": "7"})
    assert view == View(Setup(seed=7))
    assert sentence.count(".") == sentence.count(".", 0, -1) + 1
    assert f"“{name}={given_text[:24]}" in sentence
    assert f"is not {allowed}" in sentence


def test_repeated_key_gives_default_and_a_sentence() -> None:
    view, sentence = decode({"d": ["10", "20"], "a": ["3"]})
    assert view == View(Setup(decay=3.0))
    assert "“d” is given 2 times, so 1,000 is used" in sentence


def test_unknown_key_is_named_and_ignored() -> None:
    view, sentence = opened({"dimension": "10"})
    assert view == View()
    assert "unknown entry “dimension”" in sentence


def test_sentence_stays_short() -> None:
    _, sentence = opened({"x" * 100_000: "1", "a": "y" * 100_000, "d": "z", "b": "-", "eps": "+"})
    assert len(sentence) < 600
    assert sentence.endswith("and 2 more.")


@given(hostile_links(views()))
@settings(max_examples=1000)
def test_any_link_opens(link: dict[str, list[str]]) -> None:
    view, sentence = decode(link)
    assert sentence.isprintable()
    assert len(sentence) < 1000
    # What is shown is what a link without a fault says.
    assert opened(encode(view)) == (view, "")
    if not sentence:
        assert set(link) >= set(encode(view))
