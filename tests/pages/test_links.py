"""Links to every page: those that a page has made, and those that none has.

`tests/ui/sharing` reads many more of them, without the pages.
"""

from collections.abc import Mapping

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.pages.driving import chosen, components, opened
from tests.serving import ROOT
from tests.ui.cheap import cheap_link, cheap_view
from tests.ui.hostile import hostile_links
from tests.ui.views import views
from ui.sharing.link import encode
from ui.view import View

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
pages = st.sampled_from(PAGES)
small_views = views().map(cheap_view)
# Nothing is made smaller: an example is a whole page.
PHASES = (Phase.explicit, Phase.generate)


def listed(link: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """The link with a list for each entry: a list of one is a text to Streamlit's own tests."""
    return {name: [given] if isinstance(given, str) else given for name, given in link.items()}


# As many as take some fifteen seconds.
@settings(max_examples=80, phases=PHASES)
@given(pages, small_views)
def test_a_view_comes_back_from_any_page_as_it_went_there(page: str, view: View) -> None:
    test = opened(encode(view), f"pages/{page}.py")
    assert not test.exception
    assert not [warning for warning in test.warning if "link" in warning.value]
    assert chosen(test) == view
    assert listed(test.query_params) == listed(encode(view))


# As many as take some twenty seconds.
@settings(max_examples=120, phases=PHASES)
@given(pages, hostile_links(small_views).map(cheap_link))
def test_no_link_shows_an_exception(page: str, link: dict[str, list[str]]) -> None:
    test = opened(link, f"pages/{page}.py")
    assert not test.exception
    assert components(test)
    assert all("could not follow its link" in warning.value for warning in test.warning)
