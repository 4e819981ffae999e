from shutil import copytree

import pytest

from nqp_mine.aside import helping
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
    with helping(beside=True) as helper:
        assert products.write(read, "zh", SMALL, helper) == one
    assert before == {name: (out / name).read_bytes() for name in one}
