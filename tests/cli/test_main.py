import json
import os
import subprocess
import sys

import pytest

from nqp_mine import __version__


def process(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "nqp_mine", *map(str, arguments)],
        capture_output=True, check=False, env=os.environ | environment,
    )  # fmt: skip


def test_version():
    done = process("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"nqp-mine {__version__}")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from nqp_mine.cli.main import execute; execute(['--help']);"
        "print(sorted({'numpy', 'pandas', 'rjieba', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


COMMANDS = [
    "", "demo", "ingest", "corpus list", "corpus show", "corpus stats", "corpus outcomes", "run",
    "attention", "keywords", "topics", "trends", "kwic", "codebook show", "codebook check",
]  # fmt: skip
CONSOLES = [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "ascii"}]


@pytest.mark.parametrize(
    ("command", "environment"),
    [*((command, CONSOLES[1]) for command in COMMANDS), *(("run", one) for one in CONSOLES)],
)
def test_every_help_has_an_example(command, environment):
    done = process(*command.split(), "--help", **environment)
    assert done.returncode == 0
    assert f"Example:\n    nqp-mine {command}".rstrip() in done.stdout.decode(
        "gbk", "replace"
    ).replace("\r", "")


def test_a_group_without_a_command_shows_help():
    done = process("corpus")
    assert done.returncode == 2
    assert b"outcomes" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_json_is_the_same_in_any_encoding(corpus, encoding):
    done = process("kwic", corpus, "新质生产力", "--json", PYTHONIOENCODING=encoding)
    assert [hit["hit"] for hit in json.loads(done.stdout)] == ["新质生\u200b产力"]


def test_text_goes_to_a_console_without_the_characters(corpus):
    done = process("kwic", corpus, "就业", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"[\\u5c31\\u4e1a]" in done.stdout
