"""The sheet in which a person accepts or rejects proposed terms.

Every cell of text is a string and never a formula; the hidden sheet `source` says which codebook
and corpus the proposals come from, so that `codebook accept` cannot mix them up.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nqp_mine.models.acceptance import ACCEPT, COLUMNS, REJECT, SOURCE_SHEET
from nqp_mine.models.codebook import Codebook
from nqp_mine.models.expansion import N_EXAMPLES, Candidate
from nqp_mine.report.sheets import CREATED, SAFE
from nqp_mine.report.tables import atomic

_TITLE = (
    "请逐行填写 decision（接受 / 拒绝）；category 可改为任何子主题或主题编号；note 写理由。"
    "Fill decision with 接受 (accept) or 拒绝 (reject); change category where another fits better."
)
_LIST = 255  # characters that Excel allows in a drop-down list
_WIDTHS = (10, 22, 12, 8, 8, 9, 10, 10, 9, 9, *[60] * N_EXAMPLES, 24)


def write(
    path: Path, candidates: Sequence[Candidate], book: Codebook, source: Mapping[str, str]
) -> None:
    """Write the workbook.

    Raises:
        OutputError: it cannot be written.
    """
    from xlsxwriter import Workbook

    with atomic(path, binary=True) as stream:
        workbook = Workbook(stream, SAFE)
        workbook.set_properties({"created": CREATED})
        _candidates(workbook, candidates, book)
        hidden = workbook.add_worksheet(SOURCE_SHEET)
        for row, (name, value) in enumerate(source.items()):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)
        hidden.hide()
        workbook.close()


def _candidates(workbook: Any, candidates: Sequence[Candidate], book: Codebook) -> None:
    sheet = workbook.add_worksheet("候选词 candidates")
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    choice = workbook.add_format({"align": "center", "valign": "top", "bg_color": "#FFF9E5"})
    bold = workbook.add_format({"bold": True, "bg_color": "#D9E2F3", "bottom": 1})
    number = workbook.add_format({"num_format": "0.00", "valign": "top"})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, _TITLE, text)
    sheet.set_row(0, 32)
    for at, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(1, at, name, bold)
        sheet.set_column(at, at, width)
    for row, one in enumerate(candidates, start=2):
        sheet.write_blank(row, 0, None, choice)
        examples = [*one.examples, *[""] * (N_EXAMPLES - len(one.examples))]
        cells = (
            one.term, one.category, one.theme, one.kind, one.z, one.n_sentences, one.n_documents,
            one.right, one.adds, *examples, "",
        )  # fmt: skip
        for at, value in enumerate(cells, start=1):
            if isinstance(value, str):
                sheet.write_string(row, at, value, text)
            else:
                sheet.write_number(row, at, value, number if isinstance(value, float) else None)
    last = max(len(candidates) + 1, 2)
    sheet.data_validation(2, 0, last, 0, {"validate": "list", "source": [ACCEPT, REJECT]})
    inner = [c.id for c in book.categories if c.axis == "theme"]
    if len(",".join(inner)) <= _LIST:
        sheet.data_validation(2, 2, last, 2, {"validate": "list", "source": inner})
    sheet.freeze_panes(2, 2)
