"""How figures look and are saved: width, grey or colour, formats; the same bytes every time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from nqp_mine.report.tables import atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe & Ito 2008: told apart by readers with any colour vision; markers differ as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
GREYS = ("#000000", "#7A7A7A", "#404040", "#A6A6A6", "#5C5C5C", "#8C8C8C", "#262626")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.4)), (0, (5, 2, 1, 2)))
_FULL = 9.0  # inches: the width for which sizes of letters are given
_SMALLEST = 0.62  # of these sizes, however narrow the figure
_CENTIMETRES = 2.54
_CLOSING = frozenset("，。；：、！？）》」』”’…%")  # never begin a line


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureStyle:
    """The look of all figures of a folder.

    Args:
        width: of a figure, in inches.
        grey: greys and dashes instead of colours, for journals that print without.
        dpi: points an inch of the PNG files.
        formats: suffixes of the files that are written.
    """

    width: float = _FULL
    grey: bool = False
    dpi: int = 300
    formats: tuple[str, ...] = ("png", "svg")

    @classmethod
    def of_centimetres(cls, width: float, *, grey: bool = False, dpi: int = 300) -> "FigureStyle":
        """Return the style of a width in centimetres."""
        return cls(width=width / _CENTIMETRES, grey=grey, dpi=dpi)

    def size(self, points: float) -> float:
        """Return the size of letters that have `points` in a figure of full width."""
        return points * max(min(self.width / _FULL, 1.2), _SMALLEST)

    def fitting(self, each: float, most: int) -> int:
        """Return how many panels of `each` inches stand side by side, at most `most`."""
        return max(1, min(most, int(self.width / each)))

    def colour(self, number: int) -> str:
        """Return the colour of the n-th thing."""
        colours = GREYS if self.grey else COLOURS
        return colours[number % len(colours)]

    def line(self, number: int) -> Any:
        """Return the dashes of the n-th line: all are whole where colours tell them apart."""
        return DASHES[number % len(DASHES)] if self.grey else "-"

    def wrapped(self, text: str, points: float, part: float = 0.9) -> str:
        """Return a text in lines that fit into a part of the width."""
        room = self._room(points) * part
        lines, used = [""], 0.0
        for word in _pieces(text):
            wide = _wide(word)
            if used + wide > room and lines[-1]:
                lines.append("")
                used = 0.0
            lines[-1] += word
            used += wide
        return "\n".join(line.strip() for line in lines)

    def abreast(self, texts: Sequence[str], points: float, beside: float) -> int:
        """Return how many of these texts stand side by side: all in one line, else in columns.

        Args:
            texts: one line each.
            points: size of the letters.
            beside: what stands beside each text, in widths of a Han character.
        """
        widest = max((_wide(text) for text in texts), default=0.0) + beside
        return max(1, min(len(texts), int(self._room(points) / widest)))

    def _room(self, points: float) -> float:
        """Return the width of the figure in Han characters of a size."""
        return self.width * 72 / self.size(points)


@contextmanager
def canvas(style: FigureStyle, height: float, *, fitted: bool = True) -> Iterator["Figure"]:
    """Yield an empty figure that neither the user's style file nor pyplot's state changes.

    Args:
        style: its width and points an inch.
        height: in inches.
        fitted: make room for letters of any length; else the places of the axes are given.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()
        layout: Any = "constrained" if fitted else None
        figure = Figure(figsize=(style.width, height), dpi=style.dpi, layout=layout)
        FigureCanvasAgg(figure)
        yield figure


def save(figure: "Figure", path: Path, style: FigureStyle) -> list[Path]:
    """Write a figure in every format of the style, and return the files.

    Letters are drawn as shapes in SVG, so that Chinese is right on a machine without its fonts.

    Raises:
        OutputError: a file cannot be written.
    """
    import matplotlib as mpl

    files = []
    for suffix in style.formats:
        about: dict[str, Any] = {"Software": None} if suffix == "png" else {"Date": None}
        file = path.with_suffix(f".{suffix}")
        with (
            mpl.rc_context({"svg.hashsalt": "nqp-mine", "svg.fonttype": "path"}),
            atomic(file, binary=True) as stream,
        ):
            figure.savefig(stream, format=suffix, dpi=style.dpi, metadata=about)
        files.append(file)
    return files


def _pieces(text: str) -> Iterator[str]:
    """Yield what a line may be broken between: Han characters, and words with their space."""
    word = ""
    for character, after in zip(text, [*text[1:], ""], strict=True):
        word += character
        if character == " " or (east_asian_width(character) in "WF" and after not in _CLOSING):
            yield word
            word = ""
    yield word


def _wide(text: str) -> float:
    """Return the width of a text in Han characters."""
    return sum(1.0 if east_asian_width(c) in "WF" else 0.56 for c in text)
