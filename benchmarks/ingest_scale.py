"""Ingest of many made-up documents: speed, peak memory, and the time of a second run.

usage: ingest_scale.py [--sizes 2000,20000] [--workers 2]. The documents are recombined from a
small stock of phrases, 2,000 characters each. Memory is flat when it does not grow with their
number.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_WHO = "各级政府 有关部门 各地区 科研院所 骨干企业 高等学校 产业园区 金融机构 行业协会 服务平台".split()
_HOW = "加快推进 大力支持 统筹谋划 积极引导 稳步扩大 持续完善 着力提升 鼓励探索 严格规范 全面深化".split()
_WHAT = (
    "关键技术攻关 数字化改造 人才队伍建设 绿色低碳转型 成果转移转化 基础设施布局 中小企业服务 "
    "知识产权保护 农产品流通 公共数据开放 区域协同创新 职业技能培训 标准体系建设 质量品牌提升"
).split()
_WHY = "促进就业 改善民生 扩大内需 优化结构 防范风险 激发活力 补齐短板 提高效率 增强韧性".split()
_CHARACTERS = 2_000


def document(number: int) -> str:
    """Return the text of one document; equal numbers give equal texts."""
    pick = random.Random(number).choice
    year = 2005 + number % 20
    lines = [f"关于{pick(_HOW)}{pick(_WHAT)}的意见（第{number}号）", f"{year}年3月5日"]
    size = sum(map(len, lines))
    while size < _CHARACTERS:
        clauses = [
            f"{pick(_WHO)}要{pick(_HOW)}{pick(_WHAT)}、{pick(_WHAT)}，{pick(_WHY)}"
            for _ in range(3)
        ]
        lines.append("；".join(clauses) + "。")
        size += len(lines[-1])
    return "\n".join(lines)


def generate(folder: Path, count: int) -> None:
    for number in range(count):
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        (place / f"{number:06}.txt").write_text(document(number), encoding="utf-8")


def ingest_here(folder: Path, file: Path, workers: int) -> None:
    """Ingest in this process and print what it cost as JSON; run in a process of its own."""
    import resource

    from nqp_mine.corpora.ingest import ingest
    from nqp_mine.corpora.store import Corpus

    start = time.perf_counter()
    with Corpus(file, write=True) as corpus:
        summary = ingest([folder], corpus, workers=workers)
    seconds = time.perf_counter() - start
    parent, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    facts = {"new": summary.new_documents, "unchanged": summary.unchanged}
    print(json.dumps({**facts, "seconds": seconds, "parent_mb": parent, "child_mb": child}))


def measured(folder: Path, file: Path, workers: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--here", str(folder), str(file)]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "--workers", str(workers)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    found["whole"] = time.perf_counter() - start
    return found


def rows(sizes: list[int], workers: int) -> Iterator[str]:
    for count in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "docs"
            folder.mkdir()
            generate(folder, count)
            first = measured(folder, Path(place) / "c.db", workers)
            second = measured(folder, Path(place) / "c.db", workers)
        if (first["new"], second["unchanged"]) != (count, count):
            raise SystemExit(f"not all were ingested: {first}, {second}")
        yield (
            f"| {count:,} | {count / first['seconds']:.0f} | {first['parent_mb']:.0f} |"
            f" {first['child_mb']:.0f} | {second['whole']:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--here", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        ingest_here(*args.here, args.workers)
        return
    print("| documents | documents/s | parent, MB | child, MB | second run, s |")
    print("|---|---|---|---|---|", flush=True)
    for row in rows([int(size) for size in args.sizes.split(",")], args.workers):
        print(row, flush=True)


if __name__ == "__main__":
    main()
