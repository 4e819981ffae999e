import pytest

from nqp_mine.corpora.sample.generate import write_sample

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    from nqp_mine.cli.main import execute

    folder = tmp_path_factory.mktemp("verify")
    write_sample(folder)
    corpus, out = folder / "c.db", folder / "out"
    assert execute(["ingest", str(folder / "documents"), "--corpus", str(corpus), "-q"]) == 0
    assert execute(["run", str(corpus), "-o", str(out), "--no-topics", "-q"]) == 0
    return out


def edited(results, tmp_path, name, change):
    import shutil

    copy = tmp_path / "out"
    shutil.copytree(results, copy)
    path = copy / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    return copy


def test_what_was_run_can_be_derived(call, results):
    code, out, err = call("verify", results)
    assert code == 0, err
    assert "no difference" in err
    assert "trends.csv" in out


@pytest.mark.parametrize("name", ["trends.csv", "documents.csv", "evidence.csv", "keywords.csv"])
def test_a_changed_number_is_named(call, results, tmp_path, name):
    def change(text):
        lines = text.split("\n")
        cells = lines[5].split(",")
        at = next(
            i
            for i, cell in reversed(list(enumerate(cells)))
            if cell.strip().replace(".", "").isdigit()
        )
        cells[at] = "7" + cells[at]
        lines[5] = ",".join(cells)
        return "\n".join(lines)

    copy = edited(results, tmp_path, name, change)
    code, _, err = call("verify", copy, "--corpus", results.parent / "c.db")
    assert code == 1
    assert f"different: manifest.json: {name}: was changed" in err
    assert f"different: {name}: " in err


def test_a_missing_sentence_is_named(call, results, tmp_path):
    def change(text):
        lines = text.splitlines(keepends=True)
        return "".join(lines[:3] + lines[4:])

    copy = edited(results, tmp_path, "evidence.csv", change)
    code, _, err = call("verify", copy, "--corpus", results.parent / "c.db", "-q")
    assert code == 1
    assert "row is missing" in err


def test_a_changed_first_use_is_named(call, results, tmp_path):
    copy = edited(results, tmp_path, "first_use.csv", lambda text: text.replace(",20", ",19", 1))
    code, _, err = call("verify", copy, "--corpus", results.parent / "c.db")
    assert code == 1
    assert "different: first_use.csv: all " in err
    assert "date is '19" in err


def test_no_results_and_no_corpus(call, results, tmp_path):
    assert call("verify", tmp_path)[0] == 1
    copy = edited(results, tmp_path, "manifest.json", lambda text: text)
    code, _, err = call("verify", copy)
    assert (code, "--corpus" in err) == (1, True)


def test_robustness_shows_a_row_a_theme(objects, results, tmp_path):
    found = objects("robustness", results.parent / "c.db", "-o", tmp_path / "r")
    assert [one["theme"] for one in found] == ["R", "I", "E"]
    assert (tmp_path / "r" / "figures" / "specification_curve.png").is_file()
