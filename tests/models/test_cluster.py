"""A cluster gives what one process gives, whatever happens to its workers."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from nqp_mine import topic_scan
from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.sample.generate import write_sample
from nqp_mine.corpora.store import Corpus
from nqp_mine.errors import CorpusError, UsageError
from nqp_mine.models import cluster, measuring
from nqp_mine.models.cluster import _larger
from nqp_mine.models.parallel import Job, Task
from nqp_mine.models.topics import gensim_lda
from nqp_mine.pipeline import run
from nqp_mine.report import parquet
from nqp_mine.study import Study

STUDY = Study(coder="dictionary", topics=False, replicates=50)
HERE = Path(__file__).parents[2]
N = 400


def _job(names, *, counts=True, words=True):
    return Job(ids=tuple(names), counts=counts, words=words)


def test_small_batches_are_put_together_up_to_a_size():
    names = [f"{i:03}" for i in range(200)]
    jobs = [_job(names[i : i + 8], words=i < 104) for i in range(0, 200, 8)]
    made = list(_larger(jobs))
    assert [len(job.ids) for job in made] == [64, 40, 64, 32]
    assert [job.words for job in made] == [True, True, False, False]
    assert [name for job in made for name in job.ids] == names
    assert list(_larger([])) == []


@pytest.mark.parametrize("address", ["", "local", "local:0", "local:x", "host:8786", "8786"])
def test_an_address_that_is_none(address):
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match=r"Use tcp://HOST:8786 or local:4"), cluster.on(address):
        pass


def test_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"nqp-mine\[cluster\]"), cluster.on("local:2"):
        pass


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus file and a folder of Parquet files with the same documents."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "docs").mkdir()
    for i in range(N):
        lines = (
            f"关于第{i}号工作的意见\n{2000 + i % 20}年1月5日\n"
            + f"加强第{i}项基础研究。支持民营企业发展新材料产业。\n" * (i % 7 + 9)
        )
        (folder / "docs" / f"{i:03}.txt").write_text(lines, encoding="utf-8")
    with Corpus(folder / "c.db", write=True) as store:
        ingest([folder / "docs"], store, workers=1)
    with Corpus(folder / "c.db") as store:
        parquet.write(folder / "pq", store.documents(), store.outcomes())
    return folder


@pytest.fixture(scope="module")
def local(corpus):
    """The files of a run in one process."""
    run(corpus / "c.db", corpus / "local", STUDY, workers=1, cache=False)
    return _csv(corpus / "local")


def _csv(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.csv")}


@contextmanager
def started(folder, n_workers=2):
    """A scheduler and workers, each a process of its own; yield its address and the workers."""
    pytest.importorskip("distributed")
    scheduler = folder / "scheduler.json"
    there = {"--host": "127.0.0.1", "--scheduler-file": str(scheduler)}
    processes = [_dask("scheduler", "--port", "0", "--no-dashboard", given=there)]
    own = {"--scheduler-file": str(scheduler), "--nthreads": "1", "--local-directory": str(folder)}
    try:
        until(scheduler.exists)
        processes += [
            _dask("worker", "--no-nanny", "--no-dashboard", given=own) for _ in range(n_workers)
        ]
        yield json.loads(scheduler.read_text("utf-8"))["address"], processes[1:]
    finally:
        for one in reversed(processes):
            one.kill()
            one.wait()


def _dask(kind, *more, given):
    command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *more]
    options = [part for pair in given.items() for part in pair]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONWARNINGS": "ignore"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([*command, *options], env=environment, **quiet)


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["c.db", "pq"])
def test_a_cluster_gives_the_bytes_of_one_process(corpus, local, tmp_path, name):
    with started(tmp_path) as (address, _), cluster.on(address) as found:
        run(corpus / name, tmp_path / "out", STUDY, cache=False, cluster=found)
    assert _csv(tmp_path / "out") == local
    assert len(local) > 5


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(corpus, local, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_BATCH", 8)
    monkeypatch.setattr(measuring, "_PART", 16)
    killed = []

    def tell(what, done, total):
        if what == "measuring" and 0 < done < total and not killed:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(done)

    with started(tmp_path) as (address, workers), cluster.on(address) as found:
        until(lambda: len(found._client.nthreads()) == 2)
        run(corpus / "pq", tmp_path / "out", STUDY, cache=False, cluster=found, progress=tell)
        assert killed == [16]
        assert workers[0].wait(timeout=10) == -signal.SIGKILL
    assert _csv(tmp_path / "out") == local


@pytest.mark.slow
def test_what_a_worker_refuses_is_one_plain_error(corpus, tmp_path):
    task = Task(path=corpus / "c.db", study=STUDY, unit="paragraph", digest="of another version")
    names = Corpus(corpus / "c.db").ids()[:3]
    with started(tmp_path, 1) as (address, _), cluster.on(address) as found:
        with pytest.raises(CorpusError, match=r"has another version, .* Install the same"):
            list(found.measure(task, [_job(names)]))
        there = replace(task, path=tmp_path / "moved.db")
        with pytest.raises(CorpusError, match="on a worker: .*moved.db: no such corpus"):
            list(found.measure(there, [_job(names)]))
        book = tmp_path / "book.csv"
        book.write_text("theme,term\nA,企业\n", "utf-8")
        task = replace(task, study=replace(STUDY, codebook=str(book)))
        book.unlink()
        with pytest.raises(CorpusError, match="see the corpus and the codebook under the same"):
            list(found.measure(task, [_job(names)]))


@pytest.mark.slow
def test_topics_and_scan_on_a_cluster_are_those_of_one_process(tmp_path, monkeypatch):
    monkeypatch.setattr(gensim_lda, "PART", 100)
    write_sample(tmp_path, seed=0)
    with Corpus(tmp_path / "c.db", write=True) as store:
        ingest([tmp_path / "documents"], store, workers=1)
    study = Study(topic_engine="gensim", n_topics=8, topic_passes=2, replicates=50)
    given, topics = tmp_path / "c.db", frozenset({"topics"})
    run(given, tmp_path / "run" / "here", study, workers=1, cache=False, stages=topics)
    tried = {"numbers": [5], "n_seeds": 2, "n_samples": 1}
    topic_scan.run(given, tmp_path / "scan" / "here", study, workers=1, **tried)
    with started(tmp_path) as (address, _), cluster.on(address) as there:
        run(given, tmp_path / "run" / "there", study, cache=False, stages=topics, cluster=there)
        topic_scan.run(given, tmp_path / "scan" / "there", study, cluster=there, **tried)
    for name in ("run", "scan"):
        here = _csv(tmp_path / name / "here")
        assert len(here) >= 2
        assert _csv(tmp_path / name / "there") == here


def _dies(_shared, item):
    if item == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.slow
def test_work_that_ends_its_workers_is_named(corpus, tmp_path):
    with cluster.on("local:1") as found:
        assert list(found.each(_dies, [None], [0, 1, 3])) == [0, 1, 3]
        with pytest.raises(CorpusError, match="the same work ended several workers"):
            list(found.each(_dies, [None], [0, 1, 2]))


@pytest.mark.slow
def test_a_scheduler_without_workers(tmp_path, monkeypatch):
    with started(tmp_path, 0) as (address, _):
        monkeypatch.setattr(cluster, "_CONNECT", 1)
        with pytest.raises(CorpusError, match="has no workers"), cluster.on(address):
            pass


@pytest.mark.slow
def test_a_cluster_with_another_program(corpus, tmp_path):
    with (
        started(tmp_path, 1) as (address, _),
        cluster.on(address) as found,
        pytest.raises(CorpusError, match=r"another program: .* Install the same"),
    ):
        list(found.each(_gone, [], [1]))


class _Gone:
    """A function of a module that only this process has."""

    def __reduce__(self):
        return import_module, ("nqp_mine.models.of_another_version",)


_gone = _Gone()


def test_nobody_answers(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_CONNECT", 0.2)
    with pytest.raises(CorpusError, match="no scheduler answers"), cluster.on("tcp://127.0.0.1:9"):
        pass
