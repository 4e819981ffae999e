"""All that people open, made of an output folder's tables: page, workbook, panel, figures, text."""

from nqp_mine.aside import Helper
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
HERE = Helper()


def write(
    folder: Folder, lang: Lang, style: FigureStyle = STYLE, helper: Helper = HERE
) -> list[str]:
    """Write all of them into the output folder, and return their names, the page first.

    `helper` draws the figures meanwhile.

    Raises:
        OutputError: the folder cannot be written.
    """
    drawn = helper.begin(_draw, figure_set.needed(folder), lang, style)
    return [*_others(folder, lang), *drawn()]


def _draw(folder: Folder, lang: Lang, style: FigureStyle) -> list[str]:
    return figure_set.draw(Source(folder, wording.load(lang)), style)


def _others(folder: Folder, lang: Lang) -> list[str]:
    source = Source(folder, wording.load(lang))
    # Labels of a panel are for readers of Chinese data, whatever the language of the report.
    cells = panel.cells(folder)
    chinese = panel.build(Source(folder, wording.load("zh")), cells)
    files = panel_files.write(folder.path, chinese, wording.load("zh")("panel.title"))
    workbook.write(
        folder.path / WORKBOOK, tables.sheets(source, panel.build(source, cells)), source
    )
    files += methods_files.write(folder)
    return [*page.write(folder, lang), WORKBOOK, *files]
