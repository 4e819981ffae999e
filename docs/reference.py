"""Write the reference pages from the command line and the study: `python docs/reference.py`."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HEADS = {
    "en": ("Command line", "option or argument", "meaning", "default", "required", "Study file",
           "setting", "Generated from the program by `python docs/reference.py`. Every command "
           "takes `--lang`, also before its name: `nqp-mine --lang en run`."),
    "zh": ("命令行", "选项或参数", "含义", "默认值", "必填", "研究文件", "设置",
           "本页由 `python docs/reference.py` 从程序生成。每条命令都可用 `--lang`，也可写在命令名"
           "之前：`nqp-mine --lang zh run`。"),
}  # fmt: skip


def commands() -> Iterator[tuple[str, Any]]:
    """Yield (name, command) of everything that can be called, e.g. ("corpus list", …)."""
    from nqp_mine.cli.main import command

    yield from _under("nqp-mine", command())


def _under(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for key, one in sorted(getattr(command, "commands", {}).items()):
        if not getattr(one, "commands", None):
            yield f"{name} {key}", one
        yield from _under(f"{name} {key}", one)


def settings() -> Iterator[tuple[str, str, str]]:
    """Yield (name, default as in TOML, meaning) of the settings of a study file."""
    from nqp_mine.study import Study

    shown = dict(
        line.split(" = ", 1) for line in Study().to_toml().splitlines() if " = " in line
        and not line.startswith("#")
    )  # fmt: skip
    for one in fields(Study):
        yield one.name, shown[one.name], one.metadata["doc"]


def texts() -> list[str]:
    """Return every text that the reference takes from the program, in English."""
    found = [_said(command.help) for _, command in commands()]
    found += [_said(_help(p)) for _, command in commands() for p in _params(command)]
    found += [meaning for _, _, meaning in settings()]
    return list(dict.fromkeys(found))


def page(lang: str, words: Mapping[str, str]) -> str:
    """Return the reference page in a language; `words` gives for each text what stands there."""
    title, option, meaning, default, required, study, setting, note = HEADS[lang]
    lines = [f"# {title}", "", note, ""]
    for name, command in commands():
        lines += [f"## {name}", "", _cell(words[_said(command.help)]), ""]
        lines += [f"| {option} | {meaning} | {default} |", "|---|---|---|"]
        lines += [
            f"| {_name(p)} | {_cell(words[_said(_help(p))])} | "
            f"{required if p.required else _default(p)} |"
            for p in _params(command)
        ]
        lines.append("")
    lines += [f"## {study}", "", f"| {setting} | {meaning} | {default} |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {_cell(words[said])} | `{value}` |" for name, value, said in settings()
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its file."""
    from nqp_mine import words

    return {
        HERE / lang / "cli.md": page(lang, {text: words.shown(text, lang) for text in texts()})
        for lang in HEADS
    }


def _params(command: Any) -> list[Any]:
    return [p for p in command.params if "--help" not in p.opts]


def _help(param: Any) -> str:
    return getattr(param, "help", None) or ""


def _said(text: str | None) -> str:
    return " ".join((text or "").split())


def _name(param: Any) -> str:
    """Return how a parameter is written; of those that take a value, all but numbers name it."""
    if not param.opts[0].startswith("-"):
        return f"`{param.metavar or param.name.upper()}`"
    usual = "zh|en" if param.name == "lang" else "N"
    value = "" if param.is_flag else f" {param.metavar or usual}"
    return ", ".join(f"`{name}{value}`" for name in sorted(param.opts, key=len))


def _default(param: Any) -> str:
    if param.default is None or param.default is False or callable(param.default):
        return ""
    return f"`{getattr(param.default, 'value', param.default)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
