"""All that people open, made of an output folder's tables: page, workbook, panel, figures, text."""

from nqp_mine.report import figure_set, methods_files, panel, panel_files
from nqp_mine.report import words as wording
from nqp_mine.report.figure_style import FigureStyle
from nqp_mine.report.folder import Folder
from nqp_mine.report.html import page
from nqp_mine.report.source import Source
from nqp_mine.report.workbook import tables
from nqp_mine.report.workbook import write as workbook
from nqp_mine.study import Lang

WORKBOOK = "tables.xlsx"
STYLE = FigureStyle()


def write(folder: Folder, lang: Lang, style: FigureStyle = STYLE) -> list[str]:
    """Write all of them into the output folder, and return their names, the page first.

    Raises:
        OutputError: the folder cannot be written.
    """
    source = Source(folder, wording.load(lang))
    # Labels of a panel are for readers of Chinese data, whatever the language of the report.
    cells = panel.cells(folder)
    chinese = panel.build(Source(folder, wording.load("zh")), cells)
    files = panel_files.write(folder.path, chinese, wording.load("zh")("panel.title"))
    workbook.write(
        folder.path / WORKBOOK, tables.sheets(source, panel.build(source, cells)), source
    )
    files += methods_files.write(folder)
    files += figure_set.draw(source, style)
    return [*page.write(folder, lang), WORKBOOK, *files]
