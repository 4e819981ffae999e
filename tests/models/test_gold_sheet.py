"""Sheets as people give them back."""

import numpy as np
import pytest

from nqp_mine.errors import UsageError
from nqp_mine.models.gold import combine, settle
from nqp_mine.models.gold_sheet import read

THEMES = {"R": "新质研发", "I": "新质产业", "E": "新质企业"}
NAN = np.nan


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def codes(path):
    return read(path, THEMES).codes.tolist()


@pytest.mark.parametrize("yes", ["1", "1.0", "是", "√", "✓", "Y", "yes", "TRUE", "１", " 1 ", "对"])
@pytest.mark.parametrize("no", ["0", "0.0", "否", "×", "x", "N", "No", "false", "０", "不是", "✗"])
def test_yes_and_no(tmp_path, yes, no):
    path = written(tmp_path / "g.csv", f"sid,text,R,I,E\n1,一句话。,{yes},{no},{no}\n")
    assert codes(path) == [[1, 0, 0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    text = "sid,text,R,I,E\n1,推动改革发展。,是,否,0\n".replace(",", separator)
    path = written(tmp_path / "g.csv", text, encoding)
    assert codes(path) == [[1, 0, 0]]
    assert read(path, THEMES).texts == ("推动改革发展。",)


def test_moved_columns_extra_columns_title_and_names(tmp_path):
    text = (
        "编码表：第一组,,,,,,\n,,,,,,\n"
        "备注,E 新质企业,句子,新质产业,编码员,R（新质研发）,编号\n"
        "好,0,甲句。,1,张,1,a\n,,,,,,\n,1,乙句。,0,张,0,b\n"
    )
    found = read(written(tmp_path / "g.csv", text), THEMES)
    assert found.sids == ("a", "b")
    assert found.codes.tolist() == [[1, 1, 0], [0, 0, 1]]


def test_each_unreadable_cell_is_named_by_its_row(tmp_path):
    path = written(
        tmp_path / "g.csv", "sid,text,R,I,E\n1,甲。,1,0,0\n2,乙。,也许,0,2\n3,丙。,0.5,0,0\n"
    )
    with pytest.raises(UsageError) as caught:
        read(path, THEMES)
    shown = str(caught.value)
    for part in ("row 3, R: '也许'", "row 3, E: '2'", "row 4, R: '0.5'"):
        assert part in shown


def test_blank_cells(tmp_path):
    path = written(tmp_path / "g.csv", "sid,text,R,I,E\n1,甲。,1,,\n2,乙。,,,\n3,丙。,0,0,0\n")
    found = read(path, THEMES)
    assert np.array_equal(found.codes, [[1, 0, 0], [NAN] * 3, [0, 0, 0]], equal_nan=True)
    assert [note.split(": ")[1] for note in found.notes] == [
        "2 blank cells in rows with codes were read as 0.",
        "1 sentences are not coded.",
    ]


def test_a_sheet_of_ticks_only(tmp_path):
    path = written(tmp_path / "g.csv", "sid,text,R,I,E\n1,甲。,,,\n2,乙。,,√,\n3,丙。,,,\n")
    found = read(path, THEMES)  # the last row stands below the last tick
    assert np.array_equal(found.codes, [[0, 0, 0], [0, 1, 0], [NAN] * 3], equal_nan=True)


def test_a_sid_twice_and_no_headings(tmp_path):
    with pytest.raises(UsageError, match="row 3: sid a stands twice"):
        read(written(tmp_path / "g.csv", "sid,text,R,I,E\na,甲。,1,0,0\na,乙。,1,0,0\n"), THEMES)
    with pytest.raises(UsageError, match="no row of headings with text, R, I, E"):
        read(written(tmp_path / "h.csv", "sid,text,R,I\na,甲。,1,0\n"), THEMES)
    with pytest.raises(UsageError, match="No such file"):
        read(tmp_path / "none.csv", THEMES)
    with pytest.raises(UsageError, match="is no readable workbook"):
        read(written(tmp_path / "x.xlsx", "no workbook"), THEMES)


def test_single_coders_sub_themes_and_probabilities(tmp_path):
    text = (
        "sid,text,R,I,E,sub,R_1,I_1,E_1,R_2,I_2,E_2,probability\n"
        "a,甲。,1,0,0,R2;R3,1,0,0,1,1,0,0.5\nb,乙。,0,0,0,,0,0,0,0,0,0,0.25\n"
    )
    found = read(written(tmp_path / "g.csv", text), THEMES)
    assert found.single.shape == (2, 2, 3)
    assert found.single[1, 0].tolist() == [1, 1, 0]
    assert found.subs == (frozenset({"R2", "R3"}), frozenset())
    gold = combine([found], list(THEMES))
    assert gold.weights.tolist() == pytest.approx([2 / 3, 4 / 3])
    assert gold.codes.tolist() == [[1, 0, 0], [0, 0, 0]]


def test_probabilities_of_the_companion(tmp_path):
    written(tmp_path / "sample.csv", "sid,probability\nb,0.1\na,0.2\n")
    path = written(tmp_path / "g.csv", "sid,text,R,I,E\na,甲。,1,0,0\nb,乙。,0,0,0\n")
    assert read(path, THEMES).probability.tolist() == [0.2, 0.1]


def test_the_majority_settles_and_a_tie_is_half():
    coders = np.array([[1, 1, 0, NAN, NAN], [1, 0, 0, 1, NAN]])[:, :, None]
    assert np.array_equal(settle(coders).ravel(), [1, 0.5, 0, 1, NAN], equal_nan=True)
    three = np.array([[1, 1], [1, 0], [0, 0]], float)[:, :, None]
    assert settle(three).ravel().tolist() == [1, 0]


def test_coders_are_matched_by_sid(tmp_path):
    one = written(tmp_path / "1.csv", "sid,text,R,I,E\na,甲。,1,0,0\nb,乙。,0,1,0\n")
    two = written(tmp_path / "2.csv", "sid,text,R,I,E\nb,乙。,0,0,0\na,甲。,1,0,0\n")
    gold = combine([read(one, THEMES), read(two, THEMES)], list(THEMES))
    assert gold.codes.tolist() == [[1, 0, 0], [0, 0.5, 0]]
    assert gold.disputed == ("b",)
    assert gold.by_coder.shape == (2, 2, 3)
