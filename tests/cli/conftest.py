import json

import pytest

from nqp_mine.cli.main import execute

TEXT_2014 = (
    "关于推动创新的通知\n\n"
    "各单位要加强研发机构建设，推动改革。改革没有完成时；要继续深化改革。\n"
    "支持中小企业发展，落实各项措施。\n"
)
TEXT_2022 = (
    "关于就业的通知\n\n坚持稳中求进，把就业放在首位。加快发展新质生\u200b产力，培育未来产业。\n"
)


@pytest.fixture(autouse=True)
def locale_of_no_language(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


FILES = {
    "2014.txt": TEXT_2014.encode(),
    "2022.txt": TEXT_2022.encode("gb18030"),
    "manifest.csv": (
        "file,title,region,date\n2014.txt,创新通知,辽宁,2014-03-05\n2022.txt,就业通知,吉林,2022\n"
    ).encode(),
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir(exist_ok=True)
    for name, data in FILES.items():
        if not (folder / name).exists():  # else it came with the corpus
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def corpus(ingested, tmp_path):
    return ingested(FILES, tmp_path)


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text(
        "theme,sub_theme,term,not_in\n"
        "研发,,研发机构,\n研发,,新质生产力,\n"
        "企业,,中小企业,\n企业,,云计算 平台,\n企业,,数字孪生,\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def call(capsys):
    """Run a command line; return its exit code, stdout and stderr."""

    def run(*arguments):
        code = execute([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def objects(call):
    """Run a command line with --json; return the array that it prints."""

    def run(*arguments):
        code, out, err = call(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return run
