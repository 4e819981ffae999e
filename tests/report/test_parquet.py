"""A folder that corpus export writes says what the corpus file says."""

import json
import sys

import pytest

from nqp_mine.corpora.document import Document, InputRecord
from nqp_mine.corpora.duplicates import Pair
from nqp_mine.corpora.parquet import CONTENT, ParquetCorpus
from nqp_mine.corpora.sketch import sketched
from nqp_mine.corpora.source import open_corpus
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import CorpusError, UsageError
from nqp_mine.report import parquet

arrow = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")


def document(name, **facts):
    text = f"坚持稳中求进，{name}。\n联系人：张三"
    return Document(id=name, text=text, body_end=len(text) - 7, **facts)


FULL = document(
    "r/a", title="关于'引号'的通知", date="2024-03", date_precision="month", issuer="某省政府",
    doc_number="某政发〔2024〕1号", region="辽宁", level="province", doc_type="通知", source="r/a.txt",
    sha256="ab", facts={"title": "page"}, columns={"z": "1", "city": "沈阳"}, warnings=("有损坏。",),
)  # fmt: skip
NAMES = [*(f"r/{i}" for i in range(9)), "r/字", "r/\U00020000", "s"]


@pytest.fixture(autouse=True)
def _small_files(monkeypatch):
    monkeypatch.setattr(parquet, "_SHARD", 5)
    monkeypatch.setattr(parquet, "_GROUP", 2)


@pytest.fixture
def store(tmp_path):
    with Corpus(tmp_path / "c.db", write=True) as corpus:
        for one in [FULL, *map(document, NAMES)]:
            record = InputRecord(root="/r", path=one.id, outcome="ingested", size=7, n_documents=1)
            corpus.put([(record, [sketched(one)])])
        corpus.put([(InputRecord(root="/r", path="坏", outcome="failed", reason="x"), [])])
        corpus.put_pairs([Pair(copy="r/3", original="r/2", kind="exact", score=1.0)])
        yield corpus


@pytest.fixture
def folder(store, tmp_path):
    parquet.write(tmp_path / "pq", store.documents(), store.outcomes())
    return tmp_path / "pq"


def test_a_folder_answers_as_the_corpus_file_does(store, folder):
    with open_corpus(folder) as found:
        assert isinstance(found, ParquetCorpus)
        assert list(found.documents()) == list(store.documents())
        assert (len(found), found.ids()) == (len(store), store.ids())
        wanted = ["s", "r/1", "r/字", "r/1", "r/a"]
        assert list(found.documents(wanted)) == list(store.documents(wanted))
        assert list(found.prints(wanted)) == list(store.prints(wanted))
        assert found.outcomes() == store.outcomes()
        assert list(found.left_out()) == list(store.left_out())
        assert found.count_outcomes() == store.count_outcomes() == {"failed": 1, "ingested": 13}


@pytest.mark.parametrize("counted", [False, True])
def test_its_catalogue_is_that_of_the_corpus_file(store, folder, counted):
    with open_corpus(folder) as found:
        own, theirs = found.catalogue(counted=counted), store.catalogue(counted=counted)
        assert (own.ids, len(own)) == (theirs.ids, len(theirs))
        assert list(own) == list(theirs)
        assert ("r/3" in own.ids) is not counted
        assert (own[-1], own[3], own[2:9]) == (theirs[-1], theirs[3], theirs[2:9])
        assert [a.id for a, _ in zip(own, own, strict=True)] == list(own.ids)  # two at once


def test_other_programs_read_the_folder_as_one_table(folder):
    table = arrow.read_table(folder)
    rows = {row["id"]: row for row in table.to_pylist()}
    assert len(rows) == 13
    assert (rows["r/a"]["year"], rows["r/a"]["city"]) == (2024, "沈阳")
    assert (rows["r/a"]["warnings"], rows["s"]["year"]) == (["有损坏。"], None)


def test_an_export_replaces_an_earlier_one(store, folder):
    (folder / "documents.parquet").write_bytes(b"of an older version")
    parquet.write(folder, [document("only")], [])
    assert sorted(one.name for one in folder.iterdir()) == [
        "_corpus.json", "_inputs.jsonl", "documents-00000.parquet",
    ]  # fmt: skip
    assert open_corpus(folder).ids() == ["only"]


def test_an_empty_corpus(tmp_path):
    assert parquet.write(tmp_path / "pq", [], []) == 0
    with open_corpus(tmp_path / "pq") as found:
        assert (len(found), found.ids(), len(found.catalogue())) == (0, [], 0)
        with pytest.raises(CorpusError, match="no document x"):
            list(found.documents(["x"]))


def test_an_unknown_document(folder):
    with open_corpus(folder) as found, pytest.raises(CorpusError, match=r"no document r/3x"):
        list(found.documents(["r/3x"]))


def _shorten(path):
    path.write_bytes(path.read_bytes()[:-9])


def _scramble(path):
    data = path.read_bytes()
    path.write_bytes(b"\0" * len(data))


def _without_title(path):
    arrow.write_table(arrow.read_table(path).drop_columns(["title"]), path)
    _tell_size(path)


def _other_text(path):
    table = arrow.read_table(path)
    column = pa.array(["改了。" * 9] * len(table))
    arrow.write_table(table.set_column(table.schema.get_field_index("text"), "text", column), path)
    _tell_size(path)


def _tell_size(path):
    told = json.loads((path.parent / CONTENT).read_text("utf-8"))
    for one in told["files"]:
        if one["name"] == path.name:
            one["size"] = path.stat().st_size
    (path.parent / CONTENT).write_text(json.dumps(told), "utf-8")


def _read(folder):
    with open_corpus(folder) as found:
        return list(found.documents()), found.outcomes()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "documents-00001.parquet: is missing"),
        (_shorten, "documents-00001.parquet: has .* bytes, not"),
        (_scramble, "documents-00001.parquet: cannot be read"),
        (_without_title, "documents-00001.parquet: lacks the columns title"),
        (_other_text, "the text of r/5 is not the one exported"),
        (lambda path: (path.parent / CONTENT).unlink(), "not written by corpus export, or not to"),
        (lambda path: (path.parent / CONTENT).write_text("{}"), "_corpus.json cannot be read"),
        (lambda path: (path.parent / CONTENT).write_text('{"format": 2}'), "a newer version"),
        (lambda path: (path.parent / "_inputs.jsonl").write_text("[]"), "_inputs.jsonl cannot be"),
    ],
)
def test_damage_is_named(folder, harm, said):
    harm(folder / "documents-00001.parquet")
    with pytest.raises(CorpusError, match=said):
        _read(folder)


def test_an_export_that_was_cut_off_is_not_taken_for_whole(folder, store):
    def documents():
        yield from list(store.documents())[:7]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parquet.write(folder, documents(), [])
    with pytest.raises(CorpusError, match="not to its end"):
        open_corpus(folder)


def test_a_list_that_names_files_outside_is_refused(folder):
    told = json.loads((folder / CONTENT).read_text("utf-8"))
    told["files"][0]["name"] = "../c.db"
    (folder / CONTENT).write_text(json.dumps(told), "utf-8")
    with pytest.raises(CorpusError, match="names files outside"):
        open_corpus(folder)


def test_without_pyarrow(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'nqp-mine\[parquet\]'"):
        parquet.write(tmp_path, [document("a")], [])
    with pytest.raises(UsageError, match=r"pip install 'nqp-mine\[parquet\]'"):
        open_corpus(tmp_path)
