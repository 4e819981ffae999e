"""The sample corpus: its size, formats, planted truth, and how far key words would get."""

import csv
import io
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

import nqp_mine
from nqp_mine.corpora.document import MADE_UP
from nqp_mine.corpora.sample.composing import plan_documents
from nqp_mine.corpora.sample.drawing import THEMES, YEARS, load_bank, planted_share
from nqp_mine.corpora.sample.generate import build, main

CODEBOOK = Path(nqp_mine.__file__).parent / "models" / "codebooks" / "nqp.toml"


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def decoded(content):
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


@pytest.fixture(scope="module")
def built():
    return build(load_bank(), seed=0)


@pytest.fixture(scope="module")
def documents(built):
    """Text by file and part; title first."""
    out = {}
    for path, content in built.items():
        name = path.removeprefix("documents/")
        if name == path or name == "manifest.csv":
            continue
        if name.endswith(".csv"):
            for part, row in enumerate(rows_of(content), start=1):
                out[name, str(part)] = f"{row['title']}\n{row['text']}"
        else:
            out[name, ""] = decoded(content)
    return out


@pytest.fixture(scope="module")
def truth(built):
    return rows_of(built["truth.csv"])


@pytest.fixture(scope="module")
def terms():
    """Terms of R, I, E and their sub-themes in the built-in codebook, with their rules."""
    data = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    items = [
        {"term": item} if isinstance(item, str) else item
        for category in data["category"]
        if category.get("axis", "theme") == "theme"
        for item in category.get("terms", [])
    ]
    return [(item["term"], item.get("not_in", []), item.get("needs", [])) for item in items]


def has_term(sentence, terms):
    for term, not_in, needs in terms:
        rest = sentence
        for longer in not_in:
            rest = rest.replace(longer, "\n")
        if term in rest and (not needs or any(word in sentence for word in needs)):
            return True
    return False


def is_positive(row):
    return any(row[theme] == "1" for theme in THEMES)


def test_has_enough_documents(documents):
    assert len(documents) == len(plan_documents()) >= 96


def test_every_document_says_that_it_is_made_up(documents, built):
    for (name, _), text in documents.items():
        start = text if not name.endswith(".html") else text[text.index("<title>") + 7 :]
        assert start.startswith(MADE_UP), name
    readme = built["README.txt"].decode()
    assert MADE_UP in readme
    assert "MADE-UP" in readme


def test_every_region_has_all_formats_and_encodings(built):
    found = defaultdict(set)
    for path, content in built.items():
        if not path.startswith("documents/") or path.endswith("manifest.csv"):
            continue
        name = path.removeprefix("documents/")
        ending = name.rpartition(".")[2]
        utf8 = decoded(content).encode("utf-8") == content
        found[name.partition("_")[0]].add((ending, "utf-8" if utf8 else "gb18030"))
    everything = {("txt", "utf-8"), ("txt", "gb18030"), ("html", "utf-8"), ("csv", "utf-8")}
    assert dict(found) == dict.fromkeys(("全国", "辽宁", "吉林", "黑龙江"), everything)


def test_html_has_its_metadata_and_chrome(documents):
    pages = [text for (name, _), text in documents.items() if name.endswith(".html")]
    wanted = ('name="ArticleTitle"', 'name="PubDate"', 'id="UCAP-CONTENT"', 'class="nav"')
    assert pages
    assert all(part in page for page in pages for part in wanted)


def test_notices_carry_an_invented_number(documents):
    notices = [t for (name, _), t in documents.items() if name.endswith(("_通知.txt", "_意见.txt"))]
    assert notices
    assert all("发〔" in text and text.splitlines()[1].startswith("样") for text in notices)


def test_all_years_are_there_in_all_regions(truth):
    cells = {(int(row["year"]), row["region"]) for row in truth}
    assert cells == {(y, region) for y in YEARS for region in ("全国", "辽宁", "吉林", "黑龙江")}


def test_documents_have_25_to_60_sentences(truth):
    sizes = defaultdict(int)
    for row in truth:
        sizes[row["document_file"], row["part"]] += 1
    assert min(sizes.values()) >= 25
    assert max(sizes.values()) <= 60


def test_every_sentence_stands_in_its_document(truth, documents):
    missing = [
        row["sentence"]
        for row in truth
        if row["sentence"] not in documents[row["document_file"], row["part"]]
    ]
    assert missing == []


def test_no_slot_is_left_open(truth):
    assert not [row["sentence"] for row in truth if set("{}") & set(row["sentence"])]


def test_sub_themes_belong_to_the_themes(truth):
    for row in truth:
        assert all(row[sub[0]] == "1" for sub in row["sub"].split(";") if sub), row


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("years", [(2003, 2007), (2008, 2012), (2013, 2017), (2018, 2025)])
def test_shares_follow_the_declared_curve(truth, theme, years):
    rows = [row for row in truth if years[0] <= int(row["year"]) <= years[1]]
    planted = sum(planted_share(theme, int(row["year"]), row["region"]) for row in rows)
    assert sum(int(row[theme]) for row in rows) == pytest.approx(planted, rel=0.15)


def test_same_seed_gives_the_same_bytes(built, tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert written == set(built)
    assert all((tmp_path / name).read_bytes() == content for name, content in built.items())
    assert "131 documents" in capsys.readouterr().out


def test_another_seed_gives_other_documents(built):
    assert build(load_bank(), seed=1)["truth.csv"] != built["truth.csv"]


def test_stays_small(built):
    assert sum(map(len, built.values())) < 1_500_000


def test_many_positive_sentences_have_no_key_word(truth, terms):
    positive = [row["sentence"] for row in truth if is_positive(row)]
    without = [sentence for sentence in positive if not has_term(sentence, terms)]
    assert len(without) / len(positive) >= 0.30


def test_many_negative_sentences_have_a_key_word(truth, terms):
    negative = [row["sentence"] for row in truth if not is_positive(row)]
    decoys = [sentence for sentence in negative if has_term(sentence, terms)]
    assert len(decoys) / len(negative) >= 0.20


def test_bank_is_large_and_well_formed():
    entries = load_bank().entries
    assert len(entries) >= 420
    assert len({entry.text for entry in entries}) == len(entries)
    for entry in entries:
        assert {sub[0] for sub in entry.sub} <= entry.themes, entry
        assert bool(entry.themes) == (entry.style in ("keyword", "paraphrase")), entry
        assert entry.text.endswith("。") != ("heading" in entry.kinds), entry
        assert not set("！？；") & set(entry.text), entry
