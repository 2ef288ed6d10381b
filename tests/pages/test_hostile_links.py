"""Whatever a link says, the page shows a run; `tests/ui/sharing` reads a thousand such links."""

from hypothesis import Phase, given, settings

from tests.pages.driving import components, opened
from tests.ui.hostile import hostile_links

# Small runs, and no work in the background: what is tested is the link.
CHEAP = {"d": ["50"], "steps": ["5000"], "eta": ["0.01"], "spread": ["0"]}


# As many as take ten seconds.
@settings(max_examples=100, phases=[Phase.explicit, Phase.generate])
@given(hostile_links())
def test_no_link_shows_an_exception(link: dict[str, list[str]]) -> None:
    test = opened(link | CHEAP)
    assert not test.exception
    assert "run" in components(test)
    assert all("could not follow its link" in warning.value for warning in test.warning)
