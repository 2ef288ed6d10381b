"""Finding a Chromium for the browser tests; `make test` asks here whether to install one.

python tests/browser/find_browser.py [--quiet] [--explain]
"""

import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium or Google Chrome: "
    f"install one so that {', '.join(NAMES[:-1])} or {NAMES[-1]} is found, then try again."
)


def find_browser() -> str | None:
    """Return the first browser on PATH, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def main(options: list[str]) -> int:
    browser = find_browser()
    if browser is None:
        if "--explain" in options:
            print(MISSING, file=sys.stderr)
        return 1
    if "--quiet" not in options:
        print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
