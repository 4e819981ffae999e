"""What is measured once is not measured again, and what changed is."""

import multiprocessing
import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import CorpusError, OutputError
from nqp_mine.models import measuring, parallel
from nqp_mine.models.measuring import How
from nqp_mine.models.parallel import Job, Task
from nqp_mine.study import Study

STUDY = Study(coder="dictionary")
TEXTS = {
    f"{i:02}.txt": f"第{i}号\n加强基础研究，发展新材料产业。\n支持民营企业{'发展' * i}。\n"
    for i in range(40)
}


def write(folder, texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Corpus(folder.parent / "c.db", write=True) as corpus:
        ingest([folder], corpus, workers=1)
    return folder.parent / "c.db"


@pytest.fixture
def path(ingested, tmp_path):
    return ingested({name: text.encode() for name, text in TEXTS.items()}, tmp_path)


def measure(path, study=STUDY, how=None, unit="paragraph"):
    """Return how many documents were measured, the note, and all that was found."""
    with Corpus(path) as corpus:
        ids = corpus.catalogue().ids
        with measuring.measure(corpus, ids, study, unit, how or How(workers=1)) as found:
            evidence = b"".join(lines for _, lines in found.counts.evidence())
            words = [one.block.terms for one in found.words or ()]
            totals = found.counts.totals(range(len(ids))).tolist()
            return found.n_new, found.note, (evidence, words, totals)


def test_an_unchanged_corpus_is_not_measured_again(path):
    first, second = measure(path), measure(path)
    assert (first[0], second[0]) == (40, 0)
    assert first[2] == second[2]


def test_only_changed_and_new_documents_are_measured(path, tmp_path):
    measure(path)
    write(
        tmp_path / "docs",
        {"03.txt": "第3号\n加快科技创新和成果转化。\n", "99.txt": "第99号\n培育壮大产业集群。\n"},
    )
    n_new, _, found = measure(path)
    assert n_new == 2
    assert found == measure(path, how=How(workers=1, cache=False))[2]


@pytest.mark.slow
def test_a_changed_study_is_measured_and_the_earlier_one_is_kept(path):
    measure(path)
    assert measure(path, Study(coder="dictionary", annexes="in"))[0] == 40
    assert measure(path, Study(coder="dictionary", period="month"))[0] == 0
    assert measure(path)[0] == 0


@pytest.mark.slow
def test_another_codebook_cuts_anew_only_where_its_terms_are_others(path):
    with_placebo = measure(path)[2]
    without = measure(path, Study(coder="dictionary", placebo=""))
    assert without[0] == 40
    assert without[2][1] != [] != with_placebo[1]


def ready_at(path, how=None):
    """Measure with somebody who waits for the words; return what he found, and what came of it."""
    seen, told = [], []

    def ready(found):
        seen.append([one.block.terms for one in found.words])
        with pytest.raises(OutputError, match="missing"):
            found.counts.totals(range(len(found.counts)))

    with Corpus(path) as corpus:
        ids = corpus.catalogue().ids
        args = (
            corpus,
            ids,
            STUDY,
            "paragraph",
            how or How(workers=1),
            lambda *one: told.append(one),
        )
        with measuring.measure(*args, words_ready=ready) as found:
            totals = found.counts.totals(range(len(ids))).tolist()
            return seen, told, found.n_new, totals


def test_words_are_all_there_before_a_sentence_is_coded_where_somebody_waits(path):
    (words,), told, n_new, totals = ready_at(path)
    assert told == [("cutting words", 40, 40), ("measuring", 40, 40)]
    _, _, (_, all_words, all_totals) = measure(path, how=How(workers=1, cache=False))
    assert (words, totals, n_new) == (all_words, all_totals, 40)


@pytest.mark.slow
def test_with_processes_and_with_half_of_it_known_that_is_the_same(path):
    alone = ready_at(path, How(workers=1, cache=False))
    assert ready_at(path, How(workers=2, cache=False)) == alone
    measure(path, Study(coder="learned"))  # words are the same for both
    words, told, n_new, totals = ready_at(path)
    assert (words, n_new, totals) == (alone[0], 40, alone[3])
    assert told == [("measuring", 40, 40)]


def test_without_cache_nothing_stays(path, tmp_path):
    scratch = tmp_path / "out"
    assert measure(path, how=How(workers=1, cache=False, scratch=scratch))[0] == 40
    assert not path.with_name("c.db.cache").exists()
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_a_deleted_or_damaged_cache_is_made_again(path):
    first = measure(path)[2]
    for one in path.with_name("c.db.cache").glob("*.db"):
        one.write_bytes(b"damaged " * 1000)
    n_new, _, again = measure(path)
    assert (n_new, again) == (40, first)


def test_a_folder_that_cannot_be_written_is_told(path):
    path.with_name("c.db.cache").write_text("in the way")
    n_new, note, _ = measure(path)
    assert n_new == 40
    assert "c.db.cache" in note
    assert "not kept" in note


def test_the_cache_is_no_document(path, tmp_path):
    measure(path)
    with Corpus(path, write=True) as corpus:
        ingest([tmp_path], corpus, workers=1)
        reasons = {one.path: one.reason for one in corpus.outcomes()}
    assert reasons["c.db.cache"] == "is a cache folder."
    assert not any(name.startswith("c.db.cache/") for name in reasons)


@pytest.mark.slow
def test_at_most_a_few_recipes_are_kept(path):
    for number in range(7):
        measure(path, Study(coder="dictionary", annexes="in" if number % 2 else "out",
                            boilerplate="in" if number & 2 else "out",
                            traditional=bool(number & 4)), unit=None)  # fmt: skip
    assert len(list(path.with_name("c.db.cache").glob("counts-*.db"))) <= 5


@pytest.mark.slow
def test_processes_give_the_same(path):
    alone = measure(path, how=How(workers=1, cache=False))[2]
    assert measure(path, how=How(workers=3, cache=False))[2] == alone


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_its_batch_redone(path):
    with Corpus(path) as corpus:
        ids = corpus.catalogue().ids
    jobs = [Job(ids=ids[i : i + 4], counts=True, words=True) for i in range(0, 40, 4)]
    task = Task(path=path, study=STUDY, unit="paragraph", digest="")
    done = []
    for number, rows in enumerate(parallel.processes(2)(task, jobs)):
        done += rows
        if number in (0, 5):
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    assert done == [row for rows in parallel.here(task, jobs) for row in rows]


class Mortal(ThreadPoolExecutor):
    """Stands for processes that die of document 07."""

    def submit(self, work, task, job):
        if any(name.endswith("07") for name in job.ids):
            future = Future()
            future.set_exception(BrokenProcessPool())
            return future
        return super().submit(lambda: [(name, None, None) for name in job.ids])


def test_a_document_that_ends_its_process_twice_is_named(monkeypatch):
    monkeypatch.setattr(parallel._Pool, "_start", lambda self: Mortal(1))
    ids = [f"docs/{i:02}" for i in range(16)]
    jobs = [Job(ids=tuple(ids[i : i + 8]), counts=True, words=False) for i in (0, 8)]
    task = Task(path=Path("c.db"), study=STUDY, unit="paragraph", digest="")
    results = parallel.processes(2)(task, jobs)
    done = [next(results)[0][0] for _ in range(3)]  # by halving: four, two, one
    assert done == [ids[0], ids[4], ids[6]]
    with pytest.raises(CorpusError, match="measuring docs/07 ended its process twice"):
        next(results)
