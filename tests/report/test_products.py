from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from shutil import copytree

import pytest

from nqp_mine.errors import OutputError
from nqp_mine.report import folder, products
from nqp_mine.report.figure_style import FigureStyle

SMALL = FigureStyle(width=3.5, dpi=40, grey=True)


@pytest.mark.slow
def test_figures_drawn_in_a_process_are_the_same(attacked, tmp_path):
    out = copytree(attacked, tmp_path / "out")
    read = folder.read(out)
    one = products.write(read, "zh", SMALL)
    before = {name: (out / name).read_bytes() for name in one}
    for name in one:
        (out / name).unlink()
    assert products.write(read, "zh", SMALL, beside=True) == one
    assert before == {name: (out / name).read_bytes() for name in one}


@contextmanager
def ended(*_, beside):
    def result():
        raise BrokenProcessPool

    yield result


def test_a_process_that_was_ended_is_told_in_plain_words(attacked, tmp_path, monkeypatch):
    monkeypatch.setattr(products, "in_process", ended)
    out = copytree(attacked, tmp_path / "out")
    with pytest.raises(OutputError, match="draws the figures was ended"):
        products.write(folder.read(out), "zh", SMALL, beside=True)
