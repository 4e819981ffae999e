from dataclasses import replace

import numpy as np
import pytest

from nqp_mine import pipeline, robust
from nqp_mine.cli.main import execute
from nqp_mine.corpora.sample.generate import write_sample
from nqp_mine.models import calibration, leave_one_out, recount, robustness, sightings
from nqp_mine.models.boilerplate import boilerplate
from nqp_mine.models.series import Series
from nqp_mine.nlp.matcher import Pattern
from nqp_mine.study import Study

STUDY = Study(topics=False)
pytestmark = pytest.mark.slow  # one run of the sample and one of all specifications


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    path = folder / "sample.db"
    assert execute(["ingest", str(folder / "documents"), "--corpus", str(path), "-q"]) == 0
    return path


@pytest.fixture(scope="module")
def seen(corpus):
    return sightings.collect(corpus, STUDY)


def test_recounting_gives_the_published_values(corpus, seen, tmp_path):
    table = pipeline.run(corpus, tmp_path, STUDY, workers=1, stages=frozenset({"trends"})).trends
    own = recount.frame(seen, STUDY, duplicates=False, boilerplate=True)
    for theme in seen.book.themes:
        for measure in ("sentence_share", "dictionary_share", "term_rate", "document_share"):
            rows = table[(table["theme"] == theme) & (table["measure"] == measure)]
            known = dict(zip(rows["period"], rows["value"], strict=True))
            values = recount.measured(own, theme, measure, "pooled")
            assert values == pytest.approx([known[label] for label in own.labels])


def test_leaving_a_term_out_equals_matching_without_it(corpus, seen):
    book = seen.book
    for theme in book.themes:
        columns = seen.columns(theme)
        totals = np.asarray((seen.held[:, columns] > 0).sum(axis=0)).ravel()
        column = columns[int(totals.argmax())]
        fewer = replace(book, terms=tuple(t for i, t in enumerate(book.terms) if i != column))
        again = _counted_with(corpus, fewer, theme)
        held = np.asarray((seen.held[:, columns[columns != column]] > 0).sum(axis=1)).ravel()
        assert int((held > 0).sum()) == again


def _counted_with(corpus, book, theme):
    from nqp_mine.corpora.store import Corpus
    from nqp_mine.models.coding import CompiledCodebook
    from nqp_mine.models.measure import sentence_hits
    from nqp_mine.nlp.sentences import split_sentences
    from nqp_mine.text import normalise

    compiled, total = CompiledCodebook.build(book), 0
    with Corpus(corpus) as opened:
        for document in opened.documents():
            text = normalise(document.body).text
            hits = sentence_hits(text, split_sentences(text), compiled)
            counts = compiled.count(hits)[:, compiled.names.index(theme)]
            total += int((counts > 0).sum())
    return total


def test_nested_terms_count_when_the_longer_is_gone():
    patterns = [
        Pattern("企业研发机构", "E"), Pattern("企业", "E"), Pattern("研发机构", "R"),
        Pattern("研发", "E", not_in=("企业研发机构",)),
    ]  # fmt: skip
    assert sightings.nested(patterns) == [(1,), (), (), ()]


def test_specifications_are_all_there(seen, monkeypatch):
    monkeypatch.setattr(robustness, "HALVES", 4)
    rows = robustness.specifications(seen, STUDY)
    themes = seen.book.themes
    halves = [row for row in rows if row.family == "half dictionary"]
    assert len(halves) == 4 * len(themes)
    assert {row.axis for row in rows if row.family == "placebo"} == {"placebo"}
    assert {row.segmenter for row in rows} == {"", "rjieba", "jieba", "plain"}
    assert len({tuple(getattr(r, n) for n in type(r).__slots__[:9]) for r in rows}) == len(rows)


def test_leave_one_out_is_sorted_by_what_a_term_carries(seen):
    rows = leave_one_out.leave_one_out(seen, STUDY)
    for theme in seen.book.themes:
        own = [abs(r.term_share) for r in rows if r.theme == theme and np.isfinite(r.term_share)]
        assert own == sorted(own, reverse=True)
    assert all(row.n_only <= row.n_sentences for row in rows)


def test_boilerplate_sections_end_at_the_next_heading():
    text = [
        "（一）指导思想。", "坚持稳中求进，推动发展。", "（二）主要目标。", "到2025年建成平台。",
        "以邓小平理论为指导，做好工作。",
    ]  # fmt: skip
    assert boilerplate(text).tolist() == [True, True, False, False, True]


@pytest.mark.slow
def test_summary_files_and_figure(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(robustness, "HALVES", 4)
    monkeypatch.setattr(calibration, "SIMULATIONS", 100)
    found = robust.run(corpus, tmp_path, STUDY)
    assert [one.theme for one in found] == ["R", "I", "E"]
    assert all((tmp_path / name).stat().st_size > 0 for name in robust.FILES)
    before = {name: (tmp_path / name).read_bytes() for name in robust.FILES}
    robust.run(corpus, tmp_path, STUDY)
    assert before == {name: (tmp_path / name).read_bytes() for name in robust.FILES}


def test_planted_rises_are_found_more_often_the_larger_they_are():
    rng = np.random.default_rng(0)
    one = Series(
        group="all", axis="theme", theme="R", measure="dictionary_share",
        periods=tuple(map(str, range(1980, 2020))), values=0.1 + 0.015 * rng.normal(size=40),
    )  # fmt: skip
    rows = {
        row.scenario: row
        for row in calibration.of_series(one, 1, 500)
        if row.test == "mann_kendall"
    }
    power = [rows[f"planted {points}"].rejected for points in calibration.PLANTED]
    assert power == sorted(power)
    assert power[-1] > 0.9
    assert rows["shuffle"].ci_low <= 0.05
