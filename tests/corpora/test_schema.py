from contextlib import closing, suppress

from nqp_mine.corpora import schema
from nqp_mine.errors import CorpusError


def test_a_corpus_that_another_process_makes_meanwhile_is_seen_whole_or_not_at_all(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(schema, "_WAIT", 0.05)
    path = tmp_path / "c.db"
    tried = []

    def meanwhile(statement):
        if statement == "PRAGMA user_version":  # between two looks of the first one
            tried.append(statement)
            with closing(schema.connect(path, write=True)) as other, suppress(CorpusError):
                schema.check(other, path, write=True)

    with closing(schema.connect(path, write=True)) as db:
        db.set_trace_callback(meanwhile)
        schema.check(db, path, write=True)  # "is not an nqp-mine corpus" where it saw a half
        db.set_trace_callback(None)
        assert db.execute("SELECT count(*) FROM inputs").fetchone() == (0,)
    assert tried == ["PRAGMA user_version"]
