import os
import subprocess
import sys

import pytest

from nqp_mine import words
from nqp_mine.cli import help_texts
from nqp_mine.cli.main import command, execute


def commands(tree, name=()):
    yield name, tree
    for key, one in getattr(tree, "commands", {}).items():
        yield from commands(one, (*name, key))


NAMES = [name for name, _ in commands(command())]


@pytest.mark.parametrize("name", NAMES, ids=" ".join)
def test_every_help_is_chinese(call, name):
    code, out, err = call(*name, "--lang", "zh", "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"用法：{' '.join(['nqp-mine', *name])} [选项]")
    assert "\n  示例：\n    nqp-mine " in out
    for line in out.split("示例：")[0].splitlines()[1:]:
        assert not line.strip() or any("\u4e00" <= one <= "\u9fff" for one in line) or (
            not set(line.strip()) & set(" 。")  # the name of an option, whose text is below it
        ), line  # fmt: skip


@pytest.mark.parametrize(
    "arguments", [["--lang", "zh", "kwic", "--help"], ["kwic", "--lang=zh", "--help"]]
)
def test_the_language_may_be_asked_for_anywhere(call, arguments):
    assert call(*arguments)[1].startswith("用法：nqp-mine kwic")


def test_every_command_takes_a_language(call, corpus):
    for name, one in commands(command()):
        assert sum("--lang" in param.opts for param in one.params) == 1, name
    code, out, err = call("corpus", "stats", corpus, "--lang", "zh")
    assert (code, err) == (0, "")
    assert "可疑的成对文件" in out


def test_the_environment_decides_and_the_option_wins():
    def start(*arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-m", "nqp_mine", *arguments], capture_output=True, check=False,
            env=os.environ | environment,
        )  # fmt: skip
        return done.stdout.decode("utf-8")

    assert start("--help", LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING="utf-8").startswith("用法：")
    assert start("--help", "--lang", "en", LC_ALL="zh_CN.UTF-8").startswith("Usage: ")
    # a console without the characters
    assert start("--help", LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING="ascii").startswith("Usage: ")


def test_the_language_of_one_call_is_not_that_of_the_next(call):
    assert call("--lang", "zh", "--help")[1].startswith("用法：")
    assert call("--help")[1].startswith("Usage: ")


def test_help_in_chinese_imports_nothing_heavy():
    code = (
        "import sys; from nqp_mine.cli.main import execute; execute(['--help', '--lang', 'zh']);"
        "print(sorted({'numpy', 'pandas', 'rjieba', 'sqlite3', 'rich.table'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.decode("utf-8").splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("把文件读入语料库。", 10, ["把文件读入", "语料库。"]),
        ("把文件读入语料库。", 16, ["把文件读入语料", "库。"]),  # the mark stays with its character
        ("见 run --print-study。", 10, ["见 run", "--print-study", "。"]),
        ("", 10, []),
    ],
)
def test_lines_are_as_wide_as_they_look(text, width, lines):
    assert help_texts.wrapped(text, width) == lines


def test_lines_of_help_fit_the_width():
    with words.speaking("zh"):
        for name, one in commands(command()):
            context = one.context_class(one, info_name=" ".join(name), terminal_width=80)
            head = one.get_help(context).split("示例：")[0]
            assert max(map(help_texts.columns, head.splitlines())) <= 80


ERRORS = [
    (["foo"], "没有“foo”这个命令。（用法见 --help）"),
    (["run", "--wrkers", "1"], "没有这个选项：--wrkers。（可能是：--workers）（用法见 --help）"),
    (["kwic"], "缺少参数“CORPUS”。（用法见 --help）"),
    (["run", "--workers", "x"], "“--workers”的值无效：须为整数。（用法见 --help）"),
    (["run"], "没有指定语料库。请给出 ingest 生成的文件。"),
    (["run", "nosuch.db", "-o", "out"],
     "nosuch.db：没有这个语料库。请先生成：nqp-mine ingest 文件夹 --corpus nosuch.db"),
    (["run", "--print-study", "--period", "decade"],
     "period = 'decade' 不可用。请用其中之一：year, half-year, quarter, month。"),
    (["run", "--print-study", "--study", "nosuch.toml"],
     "nosuch.toml：没有这个文件或文件夹。请给出研究文件。"),
    (["codebook", "show", "nosuch"], "词表 nosuch：没有这个文件。请用 nqp, placebo，或给出文件。"),
    (["ingest", "nowhere", "--corpus", "a.db"], "nowhere：没有这个文件或文件夹。请检查路径。"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "expected"), ERRORS)
def test_errors_in_chinese(call, tmp_path, monkeypatch, arguments, expected):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*arguments, "--lang", "zh")
    assert (code, out) == (1 if "nosuch.db" in arguments else 2, "")
    assert err == f"错误：{expected}\n"


def test_json_is_the_same_in_any_language(call, corpus):
    assert (
        call("corpus", "outcomes", corpus, "--json", "--lang", "zh")[1]
        == (call("corpus", "outcomes", corpus, "--json")[1])
    )


def test_a_failed_input_says_why_in_chinese(call, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    code, out, err = call("ingest", tmp_path / "in", "--corpus", tmp_path / "c.db", "--lang", "zh")
    assert code == 1
    assert "失败：a.pdf：PDF 已损坏（结构读不出，可能不完整）。请重新下载或复制。" in err
    assert "已入库 0 个，跳过 0 个，失败 1 个；新增文件 0 份，未变的输入 0 个" in err
    assert "结果" in out
    out = call("corpus", "outcomes", tmp_path / "c.db", "--lang", "zh")[1]
    assert "请重新下载或复制。" in out


def test_the_language_is_an_option_like_others():
    assert help_texts.asked(["--lang", "zh", "run"]) == "zh"
    assert help_texts.asked(["run", "--lang=en"]) == "en"
    assert help_texts.asked(["kwic", "c.db", "--", "--lang", "zh"]) == ""
    assert help_texts.asked(["--lang"]) == ""
    assert execute(["--lang", "fr", "--help"]) in (0, 2)
