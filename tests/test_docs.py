"""The documentation says what the program does: options exist, generated pages are up to date."""

import re
import runpy
from pathlib import Path

import pandas as pd
import pytest

from nqp_mine.cli.main import execute

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/*/*.md"), *ROOT.glob("*.md")])
OTHERS = {"--upgrade"}  # options of other programs that a page may name


@pytest.fixture(scope="module")
def reference():
    return runpy.run_path(str(ROOT / "docs" / "reference.py"))


@pytest.fixture(scope="module")
def options(reference):
    """The options of each command, those with which it starts included."""
    found = {
        name: {opt for p in command.params for opt in p.opts if opt.startswith("-")} | {"--help"}
        for name, command in reference["commands"]()
    }
    return found | {"nqp-mine": {"--help", "--version", "--lang"}}


def test_the_generated_pages_are_up_to_date(reference):
    for file, text in reference["pages"]().items():
        assert file.read_text(encoding="utf-8") == text, "run: python docs/reference.py"


def test_every_command_line_of_a_page_can_be_called(options):
    seen = 0
    for page in PAGES:
        for line in re.findall(r"nqp-mine [a-z][^`\n]*", page.read_text(encoding="utf-8")):
            words = line.split("#")[0].split(">")[0].split()
            name = next((n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in options), "")
            named = {w for w in words if re.fullmatch(r"--?[a-z][a-z-]*", w)}
            assert name or not named, f"{page.name}: {line}: no such command"
            assert named <= options.get(name, set()), f"{page.name}: {line}"
            seen += bool(name)
    assert seen > 60


def test_every_option_that_a_page_names_exists(options):
    known = set().union(*options.values()) | OTHERS
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for span in re.findall(r"`([^`\n]*)`", text):
            if "nqp-mine" in span or not re.match(r"[a-z -]*--[a-z]", span) or "python" in span:
                continue
            named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", span))
            assert named <= known, f"{page.name}: {span}"


def test_both_languages_have_the_same_pages_and_all_are_in_the_menu():
    names = {
        lang: {one.name for one in (ROOT / "docs" / lang).glob("*.md")} for lang in ("zh", "en")
    }
    assert names["zh"] == names["en"]
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert all(f"{lang}/{name}" in menu for lang in names for name in names[lang])


@pytest.mark.slow
def test_the_numbers_of_the_readme_are_those_of_the_demo(tmp_path):
    assert execute(["demo", "-o", str(tmp_path / "demo"), "--no-topics", "--quiet"]) == 0
    rows = pd.read_csv(tmp_path / "demo" / "trends.csv", dtype={"period": str})
    rows = rows.query("axis == 'theme' and measure == 'sentence_share' and group == 'all'")
    rows = rows.set_index(["period", "theme"])[["value", "ci_low", "ci_high"]] * 100
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        table = page.read_text(encoding="utf-8").split("<!-- results: demo -->")[1].split("<!--")[0]
        lines = re.findall(r"^\| (\d{4}) \| \d+ \|(.*)\|$", table, re.MULTILINE)
        assert lines
        for year, cells in lines:
            for theme, cell in zip("RIE", cells.split("|"), strict=True):
                value, low, high = rows.loc[(year, theme)]
                assert cell.strip() == f"{value:.1f} [{low:.1f}, {high:.1f}]", (page.name, year)
