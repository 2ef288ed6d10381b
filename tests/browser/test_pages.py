"""What is special to a page, as a visitor uses it."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from playwright.sync_api import expect

from core.sweep import from_toml
from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, headline, opened, slider
from ui.sharing.link import decode


def test_the_cursor_moves_the_run_through_the_landscape(page: OpenPage) -> None:
    found = opened(page, "/landscape")
    expect(headline(found)).to_contain_text("999 directions of 1,000 lead down")
    slider(found, "Cursor").press("End")
    expect(headline(found)).to_contain_text("no direction leads down", timeout=PATIENCE)
    slider(found, "Cursor").press("Home")
    expect(headline(found)).to_contain_text("all 1,000 directions lead down", timeout=PATIENCE)


def test_the_orbit_diagram_gets_finer_and_follows_the_step_size(page: OpenPage) -> None:
    found = opened(page, "/step_size?steps=10000")
    said = found.locator(".st-key-reading")
    expect(said).to_contain_text("doubles to four", timeout=PATIENCE)
    expect(said.locator("progress")).to_have_count(0, timeout=PATIENCE)
    slider(found, "Step size").press("End")
    expect(headline(found)).to_contain_text("diverged", timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(2)
    painted = charts.evaluate_all("all => all.map(chart => chart.dataset.painted)")
    assert painted[0] == painted[1]


def test_the_front_moves_with_the_cursor_and_the_budget_with_its_slider(page: OpenPage) -> None:
    found = opened(page, "/tail")
    cursor = found.get_by_role("slider", name="Cursor")
    # At ten times T₂ until it is moved; nothing of that in the address.
    expect(headline(found)).to_contain_text("the run has learned 14 of")
    assert "at=" not in found.url
    cursor.press("End")
    # The law: i* = (16 t/H)^{1/a} with t = 1e5, H = 1.644, a = 2.
    expect(headline(found)).to_contain_text(
        "learned 986 of 1,000 modes (by the law the front is at", timeout=PATIENCE
    )
    found.get_by_role("button", name="The method").click()
    found.get_by_role("menuitem", name="Trade-off").click()
    said = found.locator(".st-key-progress")
    expect(said).to_contain_text("All runs are solved", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("is least at a = 0.5")
    found.get_by_role("slider", name="Budget").press("Home")
    expect(headline(found)).to_contain_text("much the same", timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(2)
    expect(said).to_contain_text("All runs are solved")


def test_a_figure_of_the_paper_is_chosen_changed_restored_and_opened_in_explore(
    page: OpenPage,
) -> None:
    found = opened(page, "/?seed=3")
    found.get_by_text("Checks and reading").click()
    found.get_by_text("Paper", exact=True).click()
    found.get_by_role("radio", name="The slow fall").click()
    said = found.locator(".st-key-paper_headline")
    expect(said).to_contain_text("falls like", timeout=PATIENCE)
    slider(found).press("End")
    expect(said).to_contain_text("a = 6", timeout=PATIENCE)
    expect(found.locator(".st-key-paper_departures")).to_contain_text("Changed from the paper")
    found.get_by_role("button", name="The paper's parameters").click()
    expect(said).to_contain_text("a = 2", timeout=PATIENCE)
    expect(slider(found)).to_have_attribute("aria-valuetext", "2")
    found.get_by_role("link", name="Open this run in Explore").click()
    found.wait_for_url("**/?d=5000&seed=3", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("d = 5,000", timeout=PATIENCE)


def test_the_derivation_is_typeset_and_its_numbers_follow(page: OpenPage) -> None:
    found = opened(page, "/theory")
    expect(found.locator(".katex-display")).not_to_have_count(0)
    expect(found.locator(".katex-error")).to_have_count(0)
    numbers = found.locator(".st-key-laws")
    expect(numbers).to_contain_text("−0.500", timeout=PATIENCE)
    slider(found).press("End")
    expect(numbers).to_contain_text("−0.833", timeout=PATIENCE)
    found.get_by_role("link", name="What readers asked").click()
    found.get_by_role("link", name="Trade-off").click()
    found.wait_for_url("**/trade_off?a=6", timeout=PATIENCE)


def test_a_hypothesis_is_refuted_changed_and_one_of_its_runs_opened(page: OpenPage) -> None:
    found = opened(page, "/lab")
    expect(headline(found)).to_contain_text("Consistent", timeout=PATIENCE)
    chooser = found.get_by_role("combobox", name="Hypothesis")
    chooser.click()
    chooser.press_sequentially("bound")
    chooser.press("Enter")
    expect(headline(found)).to_contain_text("Not consistent", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("outside −3 ± 0.1")
    found.wait_for_url("**/lab?lab=bound&claim=bound", timeout=PATIENCE)
    found.get_by_text("Change the question").click()
    found.get_by_role("slider", name="Seeds").press("End")
    expect(found.locator(".st-key-lab_work")).to_contain_text("1,280 runs", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("Not consistent", timeout=PATIENCE)
    found.get_by_text("Take it along").click()
    with found.expect_download() as download:
        found.get_by_role("button", name="Sweep (TOML)").click()
    sweep = from_toml(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (len(sweep), sweep.measures) == (1280, ("t2",))
    work = found.locator(".st-key-lab_work")
    expect(work).to_contain_text("All 1,280 runs have their", timeout=PATIENCE)
    tables = {}
    for kind, read in (("CSV", pd.read_csv), ("Parquet", pd.read_parquet)):
        with found.expect_download() as download:
            found.get_by_role("button", name=f"Table ({kind})").click()
        tables[kind] = read(Path(download.value.path()))
    # What pandas reads of a CSV may be off in the last digit.
    pd.testing.assert_frame_equal(tables["CSV"], tables["Parquet"], check_dtype=False, rtol=1e-14)
    assert len(tables["CSV"]) == 1280
    # The first cell of the first row, drawn on a canvas: 35 pixels below the names of the columns.
    rows = found.get_by_test_id("stDataFrame")
    rows.scroll_into_view_if_needed()
    rows.locator("canvas").first.wait_for()
    rows.hover(position={"x": 25, "y": 52})
    # The canvas learns by the pointer's rest which cell it is over.
    found.wait_for_timeout(1_000)
    with found.context.expect_page() as opened_run:
        found.mouse.down()
        found.mouse.up()
    link = parse_qs(urlsplit(opened_run.value.url).query)
    view, complaint = decode(link)
    assert complaint == ""
    assert urlsplit(opened_run.value.url).path == "/"
    assert view.setup == sweep.setup(int(tables["CSV"].run[0]))
