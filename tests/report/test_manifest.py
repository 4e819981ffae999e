import json
import shutil

import pytest

from nqp_mine.errors import OutputError
from nqp_mine.models.codebook import load
from nqp_mine.report import folder, manifest


@pytest.fixture
def results(attacked, tmp_path):
    """A copy of a run's folder, of which the manifest may be changed."""
    shutil.copytree(attacked, tmp_path / "out")
    return tmp_path / "out"


def test_what_is_added_to_a_run_is_recorded_and_read(results):
    (results / "keyness.csv").write_text("term\n甲\n", encoding="utf-8")
    assert not folder.read(results).table("keyness")  # left there by something else
    manifest.record(results, ["keyness.csv"])
    assert list(folder.read(results).table("keyness")) == [{"term": "甲"}]
    told = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert told["outputs"]["keyness.csv"] == manifest.digest(results / "keyness.csv")


def test_a_folder_of_its_own_gets_no_manifest(tmp_path):
    manifest.record(tmp_path, ["keyness.csv"])
    manifest.fits(tmp_path, load("nqp"))
    assert not list(tmp_path.iterdir())


def test_a_run_of_something_else_is_refused(results):
    with pytest.raises(OutputError, match="another codebook"):
        manifest.fits(results, load("nqp"))
    path = results / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["codebook"]["sha256"] = load("nqp").digest
    path.write_text(json.dumps(told), encoding="utf-8")
    manifest.fits(results, load("nqp"), results / "c.db")
    with pytest.raises(OutputError, match=r"another corpus, c\.db"):
        manifest.fits(results, load("nqp"), results / "d.db")
