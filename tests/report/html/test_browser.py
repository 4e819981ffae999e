"""The page in a real Chromium: quiet, offline, usable by mouse, keyboard and screen reader."""

import os
import shutil
from pathlib import Path

import pytest

from nqp_mine.report import folder
from nqp_mine.report.html import page as pages

pytestmark = pytest.mark.slow
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        if not found and not own.exists() and not os.environ.get("CI"):
            pytest.skip("no Chromium: apt install chromium, or playwright install chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(attacked, tmp_path_factory):
    home = tmp_path_factory.mktemp("pages")
    for lang in ("zh", "en"):
        page = pages.render(folder.read(attacked), lang)
        (home / f"{lang}.html").write_text(page, encoding="utf-8")
    return home


class Open:
    """A page that is open, and all that it said and asked for."""

    def __init__(self, browser, file, size):
        self.context = browser.new_context(viewport=size, offline=True, has_touch=size is PHONE)
        self.page, self.said, self.asked = self.context.new_page(), [], []
        self.page.on("console", lambda m: self.said.append(m.text))
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("dialog", lambda d: self.said.append(f"dialog: {d.message}"))
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.goto(file.as_uri())


@pytest.fixture
def opened(browser, files):
    made = []

    def open_(lang="zh", size=DESKTOP):
        made.append(Open(browser, files / f"{lang}.html", size))
        return made[-1]

    yield open_
    for one in made:
        one.context.close()


def point(page, chart, line, at):
    """Return where a point of a chart is on the screen."""
    page.locator(f"#{chart}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{chart} canvas")
    x, y = page.evaluate(
        """([id, line, at]) => {
          const box = document.getElementById(id), chart = echarts.getInstanceByDom(box);
          const own = chart.getOption().series.filter((one) => one.name)[line];
          const place = chart.convertToPixel({ gridIndex: 0 }, own.data[at]);
          const edge = box.getBoundingClientRect();
          return [edge.left + place[0], edge.top + place[1]];
        }""",
        [chart, line, at],
    )
    return x, y


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_is_quiet_and_loads_nothing(opened, lang, size):
    one = opened(lang, size)
    for canvas in one.page.locator(".canvas:visible").all():
        canvas.scroll_into_view_if_needed()
        one.page.wait_for_timeout(60)
    assert one.page.locator(".canvas:visible:not(:has(canvas))").count() == 0
    for summary in one.page.locator("main summary:visible").all():
        summary.click()
    one.page.emulate_media(media="print")
    one.page.wait_for_timeout(100)
    one.page.emulate_media(media="screen")
    assert one.said == []
    assert len(one.asked) == 1
    assert one.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_it_opens_at_once(opened):
    page = opened().page
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 4_000  # milliseconds; a laptop needs a tenth of it


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_click_on_a_point_shows_its_sentences(opened, size):
    one = opened("zh", size)
    page = one.page
    place = point(page, "chart-trends", 1, 2)
    page.touchscreen.tap(*place) if size is PHONE else page.mouse.click(*place)
    dialog = page.locator("dialog")
    dialog.wait_for(state="visible")
    assert "2023" in dialog.locator(".title").inner_text()
    said = dialog.locator(".said").all_inner_texts()
    assert said
    assert all("2023年中小企业和民营企业<img" in text for text in said)
    assert set(dialog.locator("mark.on").all_inner_texts()) == {"中小企业", "民营企业"}
    source = dialog.locator(".source").first.inner_text()
    assert "标题</script>" in source
    assert "国发〔2023〕1号" in source
    shown = dialog.locator(".count").inner_text()
    assert shown == f"{len(said)} 个句子"
    assert one.said == []


def test_the_keyboard_reaches_the_same_sentences(opened):
    page = opened().page
    details = page.locator("#trends figure details.data")
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    button = details.locator("button.cell").first
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog .said").count() > 0
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
    assert page.evaluate("document.activeElement.className") == "cell"


def test_arrow_keys_move_in_a_table_of_colours(opened):
    page = opened().page
    page.locator("#groups details.block summary").first.click()
    table = page.locator("#groups table.heat").first
    table.locator("button").first.focus()
    before = page.evaluate("document.activeElement.title")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("document.activeElement.title")
    assert before != after
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()


def test_searching_sentences_and_tables(opened):
    page = opened().page
    page.locator("#search-all").click()
    everything = page.locator("dialog .count").inner_text()
    page.locator("dialog .search").fill("HYPERLINK")
    found = page.locator("dialog .said").all_inner_texts()
    assert len(found) == 4
    assert all("=HYPERLINK(1)" in text for text in found)
    assert page.locator("dialog .count").inner_text() != everything
    page.locator("dialog .search").fill("没有这样的句子")
    assert page.locator("dialog .list li.none").count() == 1
    page.locator("dialog .search").fill("")
    page.locator("dialog .by-period").select_option(label="2022")
    assert page.locator("dialog .said").count() > 0
    assert all("2022" in text for text in page.locator("dialog .source").all_inner_texts())
    page.keyboard.press("Escape")
    head = page.locator("#corpus table.documents th button").nth(2)
    head.click()
    dates = page.locator("#corpus table.documents tbody tr td.date").all_inner_texts()
    assert dates == sorted(dates, reverse=True)
    head.click()
    assert page.locator("#corpus table.documents tbody tr td.date").all_inner_texts() == dates[::-1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(opened, lang):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(lang).page
    for summary in page.locator("main summary:visible").all():
        summary.click()
    page.wait_for_timeout(300)

    def serious():
        found = axe.run(page).response["violations"]
        return [
            (v["id"], [n["target"] for n in v["nodes"]][:3])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]

    assert serious() == []
    page.locator("#search-all").click()
    page.wait_for_selector("dialog .said")
    assert serious() == []
