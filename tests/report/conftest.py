"""An output folder of documents that attack whoever shows them."""

import pytest

from nqp_mine.corpora.ingest import ingest
from nqp_mine.corpora.store import Corpus
from nqp_mine.pipeline import run
from nqp_mine.study import Study

IMG = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"
ATTACKS = (
    IMG, SCRIPT, "{{7*7}}", "=HYPERLINK(1)", r"$\frac{$", "[/red]", "\u202eabc\u202c", "\U0001f600",
    "\u2028", "<!--", "]]>",
)  # fmt: skip
WORDS = (
    "theme,sub_theme,term,not_in\n"
    f'研发{IMG},,研发机构,\n企业{SCRIPT},,"中小企业",\n企业{SCRIPT},甲{{{{7*7}}}},民营企业,\n'
)


def text(year: int) -> str:
    lines = [f"第{i}个研发机构{attack}得到支持。" for i, attack in enumerate(ATTACKS)]
    lines += [f"{year}年中小企业和民营企业{IMG}都要发展，基础研究也不放松。"] * (year % 3 + 1)
    return "\n".join([f"关于{year}年工作{IMG}的通知", "", *lines])


@pytest.fixture(scope="session")
def attacked(tmp_path_factory):
    """The output folder of a run, made once."""
    home = tmp_path_factory.mktemp("attacked")
    documents = home / "docs"
    documents.mkdir()
    rows = ["file,title,issuer,region,date,doc_number"]
    for year in range(2021, 2025):
        (documents / f"{year}.txt").write_text(text(year), encoding="utf-8")
        rows.append(
            f"{year}.txt,标题{SCRIPT}{year},机关{IMG},{'辽宁' if year % 2 else '江苏'},{year},"
            f"国发〔{year}〕1号"
        )
    (documents / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (documents / f"坏{'&lt;'}.pdf").write_bytes(b"%PDF-1.4 nothing")
    (home / "words.csv").write_text(WORDS, encoding="utf-8")
    path = home / "c.db"
    with Corpus(path, write=True) as corpus:
        ingest([documents], corpus)
    study = Study(
        codebook=str(home / "words.csv"), placebo="", topics=False, replicates=50,
        groups=("northeast", "issuer"),
    )  # fmt: skip
    run(path, home / "out", study, workers=1)
    return home / "out"
