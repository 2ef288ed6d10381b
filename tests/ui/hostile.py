"""Links that nobody's page has made: nonsense, attacks, and the truth bent a little."""

from hypothesis import strategies as st

from ui.sharing.link import encode
from ui.view import Key, View

# What a number may be taken for, or may not.
_NUMBERS = (
    *("", " ", "nan", "-nan", "inf", "-inf", "Infinity", "1e999", "-1e999", "1e-999", "-0", "0"),
    *("0x10", "1_000", "1,000", "1.5.2", "1e", "e5", "+2", " 3 ", "\u0663", "\uff12", "\u00b2"),
    *("2.0000000000000000001", "9" * 400, "1" + "0" * 400, "true", "None", "[1]", "10^6"),
)
# What would do harm where it is taken for markup, code or a path.
_ATTACKS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](http://example.org/x)"),
    *("[x](javascript:alert(1))", "$\\input{/etc/passwd}$", "{{7*7}}", "%s%n%x", "'; drop table x"),
    *("../../../etc/passwd", "__import__('os').system('true')", "\x00", "\u202e", "\ud7ff\uffff"),
    *("a\r\nSet-Cookie: x=1", ":material/bug_report:", "**bold**", "`code`", "x" * 100_000),
)
# What some key allows, so that it meets the others too.
_KNOWN = ("on", "main", "chart", "flow", "flat", "linear", "a_3", "a~eta", "default", "1000", "0.5")
# Lists gone wrong.
_BENT = ("a_3~a_4", "a_3~", "~a_3", "a_nan", "method_flow~eta_-1", "a~eta~a", "~", "a~~", "pin")

_names = st.one_of(
    st.sampled_from([*Key]),
    st.sampled_from(["A", "a ", "state:link", "live:a", "embed", "__class__", "", *_ATTACKS]),
)
_texts = st.one_of(
    st.sampled_from([*_NUMBERS, *_ATTACKS, *_KNOWN, *_BENT]),
    st.text(max_size=30),
    st.floats().map(str),
    st.integers().map(str),
)


def hostile_links(made: st.SearchStrategy[View]) -> st.SearchStrategy[dict[str, list[str]]]:
    """Entries of an address, each with all that is given for it.

    Args:
        made: the views whose links are bent a little.
    """
    anything = st.dictionaries(_names, st.lists(_texts, min_size=1, max_size=6), max_size=6)
    # A link that some page has made, with entries that none has.
    bent = st.tuples(made, anything).map(lambda pair: _listed(pair[0]) | pair[1])
    return anything | bent


def _listed(view: View) -> dict[str, list[str]]:
    return {
        name: [given] if isinstance(given, str) else given for name, given in encode(view).items()
    }
