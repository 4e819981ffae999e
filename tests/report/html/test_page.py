import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nqp_mine.report import folder
from nqp_mine.report.html import page

ALLOWED = {"data", "evidence"}


class Seen(HTMLParser):
    """Elements and attributes as a browser would see them; text by element."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.scripts = [], [], []
        self._script = None

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "script":
            self._script = [dict(attrs), ""]
            self.scripts.append(self._script)

    def handle_data(self, data):
        if self._script is not None:
            self._script[1] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None


@pytest.fixture(scope="module")
def html(attacked):
    return page.render(folder.read(attacked), "zh")


@pytest.fixture(scope="module")
def seen(html):
    seen = Seen()
    seen.feed(html)
    return seen


def test_nothing_of_a_document_becomes_an_element(seen):
    assert "img" not in seen.tags
    assert [s[0].get("id") for s in seen.scripts if s[0].get("id")] == ["data", "evidence"]
    assert len(seen.scripts) == 4
    assert not [a for a in seen.attributes if a[1].startswith("on")]
    assert not [a for a in seen.attributes if a[1] == "style"]


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "2 份是虚构示例"), ("en", "2 of the 4 documents are made up")]
)
def test_made_up_documents_are_told_before_any_number(attacked, lang, said):
    out = folder.read(attacked)
    assert 'id="made-up"' not in page.render(out, lang)
    corpus = {**out.facts["corpus"], "n_made_up": 2}
    shown = page.render(replace(out, facts={**out.facts, "corpus": corpus}), lang)
    assert said in shown
    assert shown.index(said) < shown.index('id="headline"')


def test_attack_text_is_shown_as_text(html):
    assert "{{7*7}}" in html
    assert "49" not in re.findall(r"甲(\S{2})", html)
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_the_page_loads_nothing(html, seen):
    policy = next(v for tag, name, v in seen.attributes if tag == "meta" and name == "content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    loading = {"src", "href", "data", "action", "poster", "srcset"}
    assert all(v.startswith("#") for _, name, v in seen.attributes if name in loading)
    assert "@import" not in html
    assert "url(" not in page._static("report.css")


def test_data_is_the_same_after_parsing(html, seen, attacked):
    data = {s[0]["id"]: json.loads(s[1]) for s in seen.scripts if s[0].get("id") in ALLOWED}
    texts = [sentence[1] for sentence in data["evidence"]["sentences"]]
    published = [row["text"] for row in folder.rows(attacked / "evidence.csv")]
    assert texts == published
    assert any("<img src=x onerror=alert(1)>" in text for text in texts)


def test_the_same_folder_gives_the_same_bytes(html, attacked):
    again = folder.of_run(
        attacked,
        folder.manifest(attacked) | {"written": "later"},
        folder.manifest(attacked)["outputs"],
    )
    assert page.render(again, "zh") == html
    assert (attacked / "report.html").read_text(encoding="utf-8") == html


def test_marks_cover_the_terms_also_after_characters_outside_the_basic_plane(seen):
    evidence = next(json.loads(s[1]) for s in seen.scripts if s[0].get("id") == "evidence")
    for _, text, _, marks, _ in evidence["sentences"]:
        units = text.encode("utf-16-le")
        for start, end in zip(marks[1::3], marks[2::3], strict=True):
            term = units[2 * start : 2 * end].decode("utf-16-le")
            assert term in ("研发机构", "中小企业", "民营企业"), (text, term)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sections_follow_the_tables(attacked, lang):
    whole = page.render(folder.read(attacked), lang)
    for name in ("headline", "trends", "groups", "corpus", "methods"):
        assert f'<section id="{name}"' in whole
    assert '<section id="topics"' not in whole  # the run had none
    facts = folder.manifest(attacked)
    little = folder.of_run(attacked, facts, ["documents.csv", "sources.csv"])
    assert re.findall(r'<section id="(\w+)"', page.render(little, lang)) == ["corpus", "methods"]


@pytest.mark.parametrize("regions", [("辽宁", "上海", ""), ("辽宁", "辽宁", "")])
def test_a_run_without_groups_says_how_to_compare_regions(attacked, regions):
    read = folder.read(attacked)
    whole = [row for row in read.table("trends") if row["group"] == "all"]
    documents = [row | {"region": regions[i % 3]} for i, row in enumerate(read.table("documents"))]
    plain = replace(read, tables=read.tables | {"trends": whole, "documents": documents})
    html = page.render(plain, "en")
    assert ("come from 2 regions. Run with --group northeast" in html) == ("上海" in regions)
    assert ('<section id="groups"' in html) == ("上海" in regions)


def test_other_files_in_the_folder_are_not_read(attacked):
    (attacked / "topics.csv").write_text("topic,theme,rank,word\n", encoding="utf-8")
    try:
        assert not folder.read(attacked).table("topics")
    finally:
        (attacked / "topics.csv").unlink()


def test_tables_of_other_commands_have_their_place_and_are_text(attacked):
    read = folder.read(attacked)
    theme, bad = read.themes[0], "<img src=x onerror=alert(1)>{{7*7}}"
    own = {
        "topics": [{"topic": "0", "theme": theme, "rank": "1", "word": bad, "weight": "0.2",
                    "seed_mass": "0.3"}],
        "topic_trends": [{"period": "2023", "group": "all", "topic": "0", "theme": theme,
                          "value": "0.1", "ci_low": "0.05", "ci_high": "0.2", "flag": ""}],
        "topic_summary": [{"topic": "0", "label": bad, "appears": bad, "vanishes": "",
                           "rising": bad, "falling": bad}],
        "typical": [{"topic": "0", "text": bad, "title": bad, "id": "x", "share": "0.9"}],
        "topic_scan": [{"n_topics": "5", "perplexity": "9", "coherence": "0.1", "score": "0.5",
                        "exclusivity": "0.2", "stability": "0.3", "recommended": "1"}],
        "keywords": [{"scope": "period", "key": "2023", "rank": "1", "term": bad, "score": "1",
                      "method": "tfidf"}],
        "keyness": [{"term": bad, "side": "target", "target_rate": "1", "reference_rate": "0.5",
                     "log_odds": "1", "z": "2", "q_z": "0.01", "by": "region", "target": bad,
                     "reference": ""}],
        "validation": [{"coder": bad, "axis": "theme", "theme": theme, "n": "9", "positives": "3",
                        **{f"{name}{end}": "0.5" for name in ("precision", "recall", "f1")
                           for end in ("", "_low", "_high")}, "kappa": "0.4"}],
        "agreement": [{"theme": bad, "n_units": "9",
                       **{f"{name}{end}": "0.5" for name in ("percent", "kappa", "alpha")
                          for end in ("", "_low", "_high")}}],
        "phrases": [{"text": bad, "count": "3", "first": "2023", "npmi": "0.5"}],
        "corrected_joined": [{"period": "2021~2022", "group": "all", "theme": theme,
                              "value": "0.1", "ci_low": "0.05", "ci_high": "0.2", "n_coded": "40",
                              "reason": bad}],
        "specifications": [{"theme": theme, "axis": "theme", "relative_slope": "1", "p": "0.01"}],
        "leave_one_out": [{"theme": theme, "term": bad, "term_share": "0.4"}],
    }  # fmt: skip
    whole = replace(read, tables={**read.tables, **own})
    for lang in ("zh", "en"):
        seen = Seen()
        html = page.render(whole, lang)
        seen.feed(html)
        assert "img" not in seen.tags
        assert not [a for a in seen.attributes if a[1].startswith("on")]
        shown = html.count("&lt;img src=x onerror=alert(1)&gt;{{7*7}}")
        assert shown >= 12
        assert "2021~2022" in html
