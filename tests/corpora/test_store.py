import sqlite3

import pytest

from nqp_mine.corpora import schema
from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.duplicates import Pair
from nqp_mine.corpora.sketch import sketched
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import CorpusError


def record(path="a.txt", **more):
    return InputRecord(root="/r", path=path, outcome="ingested", n_documents=1, **more)


def document(name="r/a", text="各级政府要加强科技创新。", **more):
    return Document(id=name, text=text, body_end=len(text), **more)


def put(corpus, *entries):
    corpus.put([(one, [sketched(document) for document in found]) for one, found in entries])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "语料 库.db"


@pytest.fixture
def corpus(path):
    with Corpus(path, write=True) as corpus:
        yield corpus


def test_a_document_comes_back_as_it_was_stored(corpus, path):
    one = document(
        title="关于'引号'的通知", date="2024-03-05", date_precision="day", issuer="某省政府",
        doc_number="某政发〔2024〕1号", region="辽宁", level="province", doc_type="通知", source="r/a.txt",
        sha256="ab", facts={"title": "page"}, columns={"城市": "沈阳"}, warnings=("有损坏。",),
    )  # fmt: skip
    put(corpus, (record(), [one]))
    with Corpus(path) as reader:
        assert list(reader.documents()) == [one]
        assert (len(reader), reader.ids()) == (1, ["r/a"])


def test_an_input_put_again_replaces_its_own_documents(corpus):
    put(corpus, (record(), [document("r/a"), document("r/b")]))
    put(corpus, (record("other.txt"), [document("r/c")]))
    put(corpus, (record(size=2), [document("r/a", "支持企业发展。")]))
    assert corpus.ids() == ["r/a", "r/c"]
    assert next(corpus.documents(["r/a"])).text == "支持企业发展。"
    assert [(one.path, one.size) for one in corpus.outcomes()] == [("a.txt", 2), ("other.txt", 0)]


def test_an_archive_put_again_replaces_its_members(corpus):
    put(corpus, (record("z.zip"), []), (record("z.zip!/a.txt"), [document("r/z/a")]))
    put(corpus, (record("z.zip2"), [document("r/other")]))
    put(corpus, (record("z.zip"), []), (record("z.zip!/b.txt"), [document("r/z/b")]))
    assert corpus.ids() == ["r/other", "r/z/b"]


def test_an_id_that_is_taken_gets_a_suffix_and_nothing_is_overwritten(corpus):
    for name in ("a.txt", "b.txt", "c.txt"):
        put(corpus, (record(name), [document("same", text=f"{name}的正文内容在此。")]))
    assert corpus.ids() == ["same", "same~2", "same~3"]
    assert next(corpus.documents(["same~2"])).text == "b.txt的正文内容在此。"


def test_documents_come_in_the_order_of_ids_or_as_asked(corpus):
    put(corpus, (record(), [document("b"), document("a"), document("c")]))
    assert [one.id for one in corpus.documents()] == ["a", "b", "c"]
    assert [one.id for one in corpus.documents(["c", "a"])] == ["c", "a"]
    with pytest.raises(CorpusError, match="no document none"):
        list(corpus.documents(["none"]))


def test_a_failure_in_the_middle_stores_nothing_of_the_input(corpus):
    def documents():
        yield document("r/a")
        raise RuntimeError("the reader died")

    with pytest.raises(RuntimeError, match="died"):
        put(corpus, (record(), documents()))
    assert len(corpus) == 0
    assert corpus.outcomes() == []
    put(corpus, (record(), [document()]))
    assert len(corpus) == 1


def test_the_ledger_of_a_root_holds_its_own_inputs_only(corpus):
    put(corpus, (record(), []))
    put(corpus, (InputRecord(root="/s", path="a.txt", outcome="failed", reason="坏了。"), []))
    assert corpus.record("/r", "a.txt").reason == ""
    assert corpus.record("/s", "a.txt").reason == "坏了。"
    assert corpus.record("/none", "a.txt") is None


def test_duplicates_point_to_the_document_that_counts(corpus):
    put(corpus, (record(), [document("a"), document("b"), document("c")]))
    pairs = [
        Pair(copy="b", original="a", kind="exact", score=1.0),
        Pair(copy="c", original="a", kind="suspicious", score=1.0),
    ]
    corpus.put_pairs(pairs)
    assert corpus.pairs() == pairs
    assert [one.duplicate_of for one in corpus.documents()] == ["", "a", ""]
    corpus.put_pairs([])
    assert [one.duplicate_of for one in corpus.documents()] == ["", "", ""]


def test_a_reader_leaves_the_file_as_it_is_and_cannot_write(corpus, path):
    put(corpus, (record(), [document()]))
    with Corpus(path) as reader, pytest.raises(CorpusError):
        put(reader, (record("b.txt"), []))


def test_no_log_is_left_beside_a_closed_corpus(path):
    with Corpus(path, write=True) as corpus:
        put(corpus, (record(), [document()]))
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_second_writer_waits_and_is_then_refused(path, monkeypatch):
    monkeypatch.setattr(schema, "_WAIT", 0.1)
    with Corpus(path, write=True) as first, Corpus(path, write=True) as second:
        first._db.execute("BEGIN IMMEDIATE")
        with pytest.raises(CorpusError, match="another process is writing"):
            put(second, (record(), []))
        first._db.execute("ROLLBACK")
        put(second, (record(), []))


def test_a_file_that_is_not_there_is_never_made_by_reading(path):
    with pytest.raises(CorpusError, match="no such corpus") as caught:
        Corpus(path)
    assert "ingest" in caught.value.remedy
    assert not path.exists()


@pytest.mark.parametrize("write", [False, True])
def test_other_files_are_refused_and_left_alone(tmp_path, write):
    text = tmp_path / "a.db"
    text.write_bytes(b"no database at all, but long enough to be one" * 30)
    before = text.read_bytes()
    with pytest.raises(CorpusError, match="is not an nqp-mine corpus"):
        Corpus(text, write=write)
    assert text.read_bytes() == before
    other = tmp_path / "b.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    with pytest.raises(CorpusError, match="is not an nqp-mine corpus"):
        Corpus(other, write=write)
    with pytest.raises(CorpusError):
        Corpus(tmp_path, write=write)


def test_a_corpus_of_a_newer_version_is_refused(path):
    Corpus(path, write=True).__exit__(None, None, None)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(CorpusError, match="newer version"):
        Corpus(path)


def test_a_damaged_corpus_is_a_corpus_error(path):
    with Corpus(path, write=True) as corpus:
        put(corpus, (record(), [document(f"r/{i}", "正文内容。" * 500) for i in range(50)]))
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(CorpusError), Corpus(path) as corpus:
        list(corpus.documents())
