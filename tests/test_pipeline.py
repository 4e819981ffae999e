"""The whole job on small corpora and on the made-up sample."""

import csv
import json
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from nqp_mine import pipeline
from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.sample.generate import write_sample
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import OutputError, UsageError
from nqp_mine.pipeline import ALL_STAGES, run
from nqp_mine.study import Study

TEXT_ONLY = frozenset({"attention", "keywords", "trends"})


def corpus_of(folder: Path, texts: dict[str, str]) -> Path:
    documents = folder / "docs"
    documents.mkdir()
    for name, text in texts.items():
        (documents / name).write_text(text, encoding="utf-8")
    path = folder / "c.db"
    with Corpus(path, write=True) as corpus:
        ingest([documents], corpus)
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, seed=0)
    path = folder / "c.db"
    with Corpus(path, write=True) as corpus:
        ingest([folder / "documents"], corpus)
    return folder, path


@pytest.mark.slow
def test_the_columns_are_those_of_the_manual(sample, tmp_path):
    _, path = sample
    run(path, tmp_path, Study(topic_passes=1), workers=1, stages=ALL_STAGES)
    heads = {
        "trends.csv": "period,period_kind,group,axis,theme,measure,unit,weight,value,"
        "ci_low,ci_high,ci_method,n_documents,n_sentences,n_han,flag",
        "topic_trends.csv": "period,group,topic,theme,value,ci_low,ci_high,n_documents,flag",
        "topics.csv": "topic,theme,rank,word,weight,seed_mass",
        "keywords.csv": "scope,key,rank,term,score,method",
        "documents.csv": "id,title,date,date_precision,issuer,region,level,doc_type,counted,"
        "duplicate_of,n_sentences,n_han,R,I,E",
        "evidence.csv": "id,sid,start,end,text,themes,terms,spans,why",
    }
    for name, head in heads.items():
        data = (tmp_path / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.decode("utf-8-sig").splitlines()[0] == head
    measures = set(pd.read_csv(tmp_path / "trends.csv").measure)
    assert measures == {
        "sentence_share", "dictionary_share", "han_share", "term_rate", "document_share",
        "tfidf_share", "topic_share",
    }  # fmt: skip


@pytest.mark.slow
def test_one_and_two_workers_give_the_same_bytes(sample, tmp_path):
    _, path = sample
    for workers in (1, 2):
        out = tmp_path / str(workers)
        run(path, out, Study(), workers=workers, cache=False, stages=TEXT_ONLY)
    for name in ("trends.csv", "keywords.csv", "documents.csv", "evidence.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.slow
def test_the_planted_shares_are_recovered(sample, tmp_path):
    folder, path = sample
    frame = run(path, tmp_path, Study(), workers=1, stages=frozenset({"trends"})).trends
    truth = pd.read_csv(folder / "truth.csv").groupby("year")[["R", "I", "E"]].mean()
    shown = frame[(frame.measure == "sentence_share") & (frame.group == "all")]
    measured = shown.pivot_table(index="period", columns="theme", values="value")
    measured.index = measured.index.astype(int)
    error = (measured[["R", "I", "E"]] - truth).abs() * 100
    # Points; these bounds only fall.
    assert error.mean().max() < 2.5
    assert error.max().max() <= 5


@pytest.mark.slow
def test_every_span_of_the_evidence_points_to_its_sentence(sample, tmp_path):
    _, path = sample
    run(path, tmp_path, Study(), workers=1, stages=frozenset({"attention"}))
    with Corpus(path) as corpus:
        texts = {document.id: document.text for document in corpus.documents()}
    with (tmp_path / "evidence.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 1000
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert texts[row["id"]][start:end].lstrip("'") == row["text"].lstrip("'")
        for span in filter(None, row["spans"].split(";")):
            left, right = map(int, span.rsplit(":", 1)[1].split("-"))
            assert start <= left < right <= end


@pytest.mark.slow
def test_a_year_without_documents_is_a_row_without_a_value(tmp_path):
    text = "政府工作报告\n加强基础研究和科技创新。今年粮食总产量稳定增长，人民生活改善。\n"
    path = corpus_of(tmp_path, {"2001.txt": text, "2003.txt": text + "明年的任务很重。"})
    frame = run(path, tmp_path / "o", Study(), workers=1, stages=frozenset({"trends"})).trends
    rows = frame[(frame.theme == "R") & (frame.measure == "sentence_share")]
    assert list(rows.period) == ["2001", "2002", "2003"]
    assert list(rows.n_documents) == [1, 0, 1]
    assert rows.value.isna().tolist() == [False, True, False]
    assert rows.flag.tolist()[1] == "no_documents"


@pytest.mark.slow
def test_a_repeated_text_counts_once_unless_asked(tmp_path):
    text = "二〇二〇年县政府工作报告\n加强基础研究和科技创新。粮食总产量稳定增长，人民生活改善。\n"
    path = corpus_of(tmp_path, {"a_2020.txt": text, "b_2020.txt": text})
    once = run(path, tmp_path / "1", Study(), workers=1, stages=frozenset({"trends"}))
    twice = run(
        path, tmp_path / "2", Study(duplicates="all"), workers=1, stages=frozenset({"trends"})
    )
    assert (once.n_documents, twice.n_documents) == (1, 2)
    assert any("repeat" in note for note in once.notes)


@pytest.mark.slow
def test_no_hit_gives_the_rule_of_three(tmp_path):
    path = corpus_of(tmp_path, {"2001.txt": "粮食总产量稳定增长。人民生活不断改善。" * 3})
    frame = run(path, tmp_path / "o", Study(), workers=1, stages=frozenset({"trends"})).trends
    row = frame[(frame.theme == "R") & (frame.measure == "sentence_share")].iloc[0]
    assert (row.value, row.ci_low, row.ci_high, row.ci_method) == (0, 0, 0.5, "rule_of_three")


def test_an_unknown_group_column_is_named(tmp_path):
    path = corpus_of(tmp_path, {"2001.txt": "粮食总产量稳定增长。人民生活不断改善。"})
    with pytest.raises(UsageError, match="no document has a column 省级"):
        run(path, tmp_path / "o", Study(groups=("省级",)), workers=1)


PARTS = """二〇二一年县政府工作报告
一、指导思想
坚持科技创新引领发展。
二、主要任务
加强基础研究和科技创新。湖区的水质逐年好转，鸟类不断增多。
粮食总产量稳定增长，人民生活不断改善。群众出行更加方便。
名词解释
“双湖”：指南湖和北湖，两湖都设科技创新基地。
"""


def measured_parts(tmp_path, name, study):
    path = tmp_path / "c.db"
    if not path.exists():
        corpus_of(tmp_path, {"2021.txt": PARTS})
    out = tmp_path / name
    run(path, out, study, workers=1, stages=frozenset({"attention"}))
    rows = pd.read_csv(out / "evidence.csv")
    facts = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["sentences"]
    n = int(pd.read_csv(out / "documents.csv").n_sentences[0])
    assert n == sum(facts["n_sentences"].values())
    return dict(zip(rows.sid.str.split("@").str[1].astype(int), rows.text, strict=True)), n, facts


@pytest.mark.slow
def test_what_a_study_leaves_out_is_counted_and_moves_no_sid(tmp_path):
    default, n, facts = measured_parts(tmp_path, "default", Study())
    whole, n_whole, all_in = measured_parts(tmp_path, "in", Study(annexes="in"))
    least, n_least, least_facts = measured_parts(tmp_path, "out", Study(boilerplate="out"))
    assert (facts["n_sentences_left_out"], n_whole - n) == ({"glossary": 2}, 2)
    assert all_in["n_sentences_left_out"] == {}
    assert least_facts["n_sentences_left_out"] == {"boilerplate": 2, "glossary": 2}
    assert n - n_least == 2
    assert set(least.items()) < set(default.items()) < set(whole.items())
    assert any("双湖" in text for text in whole.values())


@pytest.mark.slow
def test_traditional_text_is_counted_and_shown_as_written(tmp_path):
    text = "加強基礎研究，扶持專精特新企業。湖區的水質逐年好轉，鳥類不斷增多。\n"
    path = corpus_of(tmp_path, {"2021.txt": text})
    for on in (True, False):
        study = Study(traditional=on, coder="dictionary")
        run(path, tmp_path / str(on), study, workers=1, stages=frozenset({"attention"}))
    rows = pd.read_csv(tmp_path / "True" / "evidence.csv")
    assert list(rows.text) == ["加強基礎研究，扶持專精特新企業。"]
    assert "基础研究" in rows.terms[0]
    assert len(pd.read_csv(tmp_path / "False" / "evidence.csv")) == 0


def test_a_switch_is_true_or_false():
    with pytest.raises(UsageError, match="traditional = 'no': must be true or false"):
        Study().with_options(traditional="no")


class Ended:
    """A helper whose process is gone."""

    def begin(self, *_):
        raise BrokenProcessPool


@contextmanager
def ended(*, beside):
    yield Ended()


def test_a_helper_that_was_ended_is_told_in_plain_words(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "helping", ended)
    with pytest.raises(OutputError, match="works beside the run was ended") as caught:
        run(sample[1], tmp_path, Study(), workers=1, stages=TEXT_ONLY)
    assert "--workers 1" in caught.value.remedy


@pytest.mark.slow
@pytest.mark.parametrize("anchors", ["theme", "subtheme"])
def test_topics_are_the_same_bytes_on_any_number_of_workers_and_verify(sample, tmp_path, anchors):
    from nqp_mine.models.verify import verify

    _, path = sample
    names = ("topics.csv", "topic_trends.csv", "topic_summary.csv", "topic_themes.csv",
             "topic_words.csv", "typical.csv", "keywords.csv")  # fmt: skip
    study, stages = Study(topic_anchors=anchors), frozenset({"keywords", "topics"})
    for workers in (1, 2):
        run(path, tmp_path / str(workers), study, workers=workers, cache=False, stages=stages)
    for name in names:
        written = {(tmp_path / out / name).read_bytes() for out in ("1", "2")}
        assert len(written) == 1, name
    checks = {check.name: check for check in verify(tmp_path / "1", path)}
    assert sum(check.n_differences for check in checks.values()) == 0
    assert checks["topics.csv"].n_checked > 1000
    themes = set(pd.read_csv(tmp_path / "1" / "typical.csv")["theme"].dropna())
    assert {"R", "I", "E"} <= themes if anchors == "theme" else {"R1", "I3", "E4"} & themes
    changed = tmp_path / "1" / "topics.csv"
    changed.write_bytes(changed.read_bytes().replace(b"\r\n0,", b"\r\n1,", 1))
    checks = {check.name: check for check in verify(tmp_path / "1", path)}
    assert checks["topics.csv"].n_differences > 0


def test_results_that_are_up_to_date_are_left_alone(tmp_path):
    texts = {f"{year}年.txt": f"{year}年3月1日\n加强基础研究，支持民营企业。\n" * 3
             for year in range(2019, 2023)}  # fmt: skip
    path, out, study = corpus_of(tmp_path, texts), tmp_path / "out", Study(replicates=50)
    first = run(path, out, study, workers=1, stages=TEXT_ONLY)
    written = (out / "manifest.json").read_bytes()
    again = run(path, out, study, workers=1, stages=TEXT_ONLY)
    assert (out / "manifest.json").read_bytes() == written
    assert "nothing has changed" in again.notes[-1]
    assert again.files == first.files
    assert again.n_documents == first.n_documents == 4
    pd.testing.assert_frame_equal(again.trends, first.trends, check_dtype=False, rtol=1e-9)
    (out / "trends.csv").write_text("changed by hand")
    assert "nothing has changed" not in run(path, out, study, workers=1, stages=TEXT_ONLY).notes
    assert (out / "trends.csv").read_text(encoding="utf-8-sig").startswith("period,")
    other = run(path, out, Study(replicates=51), workers=1, stages=TEXT_ONLY)
    assert not any("nothing has changed" in note for note in other.notes)


@pytest.mark.slow
def test_without_cache_the_bytes_are_the_same(tmp_path):
    texts = {
        f"{i}.txt": f"2021年3月{i}日\n加强基础研究，支持民营企业{i}家。\n" for i in range(1, 7)
    }
    path, study = corpus_of(tmp_path, texts), Study(replicates=50)
    for out, cache in (("a", True), ("b", True), ("c", False)):
        run(path, tmp_path / out, study, workers=1, stages=TEXT_ONLY, cache=cache)
    for one in (tmp_path / "a").glob("*.csv"):
        assert one.read_bytes() == (tmp_path / "b" / one.name).read_bytes()
        assert one.read_bytes() == (tmp_path / "c" / one.name).read_bytes()
    assert not any(name.name.startswith(".measuring") for name in (tmp_path / "c").iterdir())
