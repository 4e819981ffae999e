import os
import re
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.models.measure import load_codebook
from nqp_mine.nlp.tokenizer import Tokenizer, is_word
from nqp_mine.study import Study

TERMS = ("新质生产力", "新质产业", "未来产业", "专精特新")
SENTENCES = (
    "加快发展新质生产力，培育壮大未来产业。",
    "支持专精特新中小企业开展关键核心技术攻关，提高研发投入强度。",
    "全省建成实验室十二个，引进高层次人才三百余人，专利授权量明显增加。",
    "工业互联网平台与人工智能深度融合，2024年GDP增长5.2%。",
    "深化放管服改革，持续优化营商环境，激发各类经营主体活力。",
    "松嫩县龙山乡的王大柱同志在会上作了发言。",
    "推动量子信息、类脑智能、数字孪生等前沿技术落地转化。",
    "结合成分子时，要的确切地址不在此处。",
)
VOCABULARY = (
    "新质", "生产力", "产业", "企业", "科技", "创新", "研发", "的", "和", "加快", "发展", "未来",
    "人工", "智能", "改革", "开放", "大数据", "云", "计算", "专精", "特新", "国务院", "办公厅", "松嫩",
)  # fmt: skip
made_up = st.lists(st.sampled_from(VOCABULARY), max_size=20).map("".join)


@pytest.fixture(scope="module")
def rust():
    return Tokenizer(TERMS)


@pytest.fixture(scope="module")
def reference():
    return Tokenizer(TERMS, engine="jieba")


def test_terms_given_stay_whole(rust):
    assert rust.cut("加快发展新质生产力，培育未来产业。") == [
        "加快",
        "发展",
        "新质生产力",
        "培育",
        "未来产业",
    ]


def test_the_default_dictionary_breaks_the_new_term():
    assert Tokenizer().cut("新质生产力") == ["新质", "生产力"]
    assert not Tokenizer().survives("新质生产力")


def test_a_given_term_survives_unless_it_holds_other_characters(rust):
    assert all(rust.survives(term) for term in TERMS)
    assert not Tokenizer(["首台（套）"]).survives("首台（套）")


def test_dictionaries_are_private(rust):
    Tokenizer(["加快发展新质生产力"])
    assert rust.cut("加快发展新质生产力") == ["加快", "发展", "新质生产力"]


def test_words_never_run_over_punctuation_or_spaces(rust):
    assert rust.cut("未来，产业。专精 特新") == ["未来", "产业", "专精", "特新"]
    assert rust.cut("，。 \n") == []


def test_the_order_in_which_terms_are_given_does_not_matter():
    text = "".join(SENTENCES)
    assert Tokenizer(TERMS).cut(text) == Tokenizer(reversed(TERMS)).cut(text)


@given(made_up | st.text("新质生产力未来产业专精特新的了和", max_size=40))
def test_tokens_put_together_are_the_han_text(rust, text):
    assert "".join(rust.cut(text)) == text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_engines_give_the_same_tokens(rust, reference, sentence):
    assert rust.cut(sentence) == reference.cut(sentence)


@given(made_up)
def test_both_engines_give_the_same_tokens_on_any_sequence_of_words(rust, reference, text):
    assert rust.cut(text) == reference.cut(text)


def test_both_engines_give_the_same_tokens_on_the_sample():
    folder = files("nqp_mine.corpora.sample")
    bank = (folder / "bank.toml").read_text(encoding="utf-8")
    words = [term.text for term in load_codebook(Study()).terms]
    rust, reference = Tokenizer(words), Tokenizer(words, engine="jieba")
    for line in bank.splitlines():  # with Latin letters and hyphens they differ: made-up, a-b
        if not re.search("[A-Za-z]", line):
            assert rust.cut(line) == reference.cut(line)


@given(st.text("龘靐齉爩鱻麤龗灪吁一二", min_size=1, max_size=30))
def test_rare_characters_are_neither_lost_nor_doubled(rust, text):
    assert "".join(rust.cut(text)) == text


@given(st.text("新质生产力，。（a5%-—“”　 \t\n龘𠮷", max_size=60))
def test_tokens_and_marks_together_are_the_text(rust, text):
    assert "".join(rust.tokens(text)) == text
    assert rust.tokens(text).count("\n") == text.count("\n")
    clauses = re.split("[，。（—“”\\s]+", text)
    assert rust.cut(text) == [word for clause in clauses for word in rust.cut(clause)]


def test_a_long_line_is_cut_as_its_clauses_are(rust):
    line = "".join(SENTENCES) * 50
    clauses = re.findall("[^，。、]+", line)
    assert len(line) > 10_000
    assert rust.cut(line) == [word for clause in clauses for word in rust.cut(clause)]


def test_text_without_punctuation_is_cut_in_bounded_pieces(rust):
    text = "加快发展新质生产力" * 2_000
    assert "".join(rust.cut(text)) == text


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("产业", True),
        ("新质生产力", True),
        ("的", False),
        ("GDP", False),
        ("5G技术", False),
        ("2024", False),
        ("三百", False),
        ("二月", False),
        ("", False),
    ],
)
def test_words_that_count_are_two_han_characters_or_more_and_no_numeral(token, expected):
    assert is_word(token) is expected


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
@pytest.mark.slow
def test_no_dictionary_cache_is_written_or_read(tmp_path, engine):
    poison = tmp_path / "jieba.cache"
    code = (
        "import sys, tempfile; from nqp_mine.nlp.tokenizer import Tokenizer;"
        f"print(tempfile.gettempdir()); print(Tokenizer(engine={engine!r}).cut('科技创新'))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    environment |= {"TMP": str(tmp_path), "PYTHONUTF8": "1"}
    for prepare in (lambda: None, lambda: poison.write_bytes(b"not a dictionary")):
        prepare()
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True,
            encoding="utf-8", cwd=Path(__file__).parents[2],
        )  # fmt: skip
        where, tokens = done.stdout.splitlines()
        assert Path(where).resolve() == tmp_path.resolve()
        assert tokens == "['科技', '创新']"
        assert done.stderr == ""
        left = [path.name for path in tmp_path.iterdir()]
        assert left == ([poison.name] if poison.exists() and poison.stat().st_size == 16 else [])


def test_the_shared_temporary_folder_gets_no_cache(reference):
    before = (Path(tempfile.gettempdir()) / "jieba.cache").exists()
    Tokenizer(engine="jieba").cut("科技创新")
    assert (Path(tempfile.gettempdir()) / "jieba.cache").exists() is before
