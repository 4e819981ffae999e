"""The script that a user would write without nqp-mine: jieba, counts, TF-IDF, gensim's LDA.

usage: plain_script.py TEXT_DIR OUT_DIR [--topics 20] [--passes 10] [--no-lda]

TEXT_DIR holds UTF-8 files with a year in their names. One process, the libraries' defaults, four
CSV files. Needs jieba, gensim, scikit-learn and pandas, not nqp-mine.
"""

import argparse
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import jieba
import pandas as pd

THEMES = {
    "R": ["基础研究", "应用研究", "科技创新", "自主创新", "核心技术", "关键核心技术", "研发",
          "科研", "实验室", "产学研", "成果转化", "科技人才"],
    "I": ["产业链", "产业集群", "智能制造", "数字经济", "人工智能", "工业互联网", "新能源",
          "新材料", "未来产业", "战略性新兴产业", "转型升级", "大数据"],
    "E": ["营商环境", "市场主体", "民营企业", "民营经济", "国有企业", "中小企业", "专精特新",
          "高新技术企业", "小微企业", "放管服", "负面清单", "行政审批"],
}  # fmt: skip
STOP = {"我们", "你们", "他们", "这些", "那些", "以及", "或者", "并且", "为了", "关于", "由于",
        "可以", "应当", "已经", "仍然", "其他"}  # fmt: skip
_WORD = re.compile(r"^[\u4e00-\u9fff]{2,}$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def load_dictionary() -> None:
    jieba.setLogLevel(logging.WARNING)
    for terms in THEMES.values():
        for term in terms:
            jieba.add_word(term)


def cut(text: str) -> list[list[str]]:
    """Return the words of each line of a text."""
    lines = ([w for w in jieba.lcut(line) if _WORD.match(w) and w not in STOP]
             for line in text.splitlines() if line.strip())  # fmt: skip
    return [words for words in lines if words]


def theme_counts(words: list[str]) -> dict[str, int]:
    return {theme: sum(word in terms for word in words) for theme, terms in THEMES.items()}


def read(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(folder.rglob("*.txt")):
        if year := _YEAR.search(path.stem):
            yield path.stem, int(year[0]), path.read_text(encoding="utf-8", errors="replace")


def attention(years: list[int], documents: list[list[str]], out: Path) -> None:
    rows = [
        (year, theme, hits, len(words))
        for year, words in zip(years, documents, strict=True)
        for theme, hits in theme_counts(words).items()
    ]
    table = pd.DataFrame(rows, columns=["year", "theme", "hits", "words"])
    sums = table.groupby(["year", "theme"]).sum()
    sums.assign(share=sums["hits"] / sums["words"]).to_csv(out / "attention.csv")


def keywords(names: list[str], documents: list[list[str]], out: Path) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda words: words)
    weights = vectorizer.fit_transform(documents)
    terms = vectorizer.get_feature_names_out()
    rows = []
    for number, name in enumerate(names):
        order = weights[number].toarray().ravel().argsort()[::-1]
        rows.append((name, " ".join(terms[i] for i in order[:20])))
    pd.DataFrame(rows, columns=["document", "keywords"]).to_csv(out / "keywords.csv")


def topics(years: list[int], paragraphs: list[list[str]], k: int, passes: int, out: Path) -> None:
    """Fit topics to paragraphs, whose years are given, and write their words and their trend."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(paragraphs)
    dictionary.filter_extremes(no_below=5, no_above=0.3)
    bags = [dictionary.doc2bow(words) for words in paragraphs]
    model = LdaModel(bags, num_topics=k, id2word=dictionary, passes=passes, random_state=1)
    words = [
        (topic, " ".join(word for word, _ in model.show_topic(topic, 15))) for topic in range(k)
    ]
    pd.DataFrame(words, columns=["topic", "words"]).to_csv(out / "topics.csv")
    rows = [
        (year, topic, weight * sum(count for _, count in bag))
        for year, bag in zip(years, bags, strict=True)
        for topic, weight in model.get_document_topics(bag)
    ]
    table = pd.DataFrame(rows, columns=["year", "topic", "weight"])
    sums = table.groupby(["year", "topic"])["weight"].sum()
    (sums / sums.groupby("year").transform("sum")).to_csv(out / "topic_trend.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--topics", type=int, default=20)
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--no-lda", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    load_dictionary()
    names, years, documents, paragraphs, owners = [], [], [], [], []
    for name, year, text in read(args.texts):
        lines = cut(text)
        names.append(name)
        years.append(year)
        documents.append([word for line in lines for word in line])
        paragraphs += lines
        owners += [year] * len(lines)
    attention(years, documents, args.out)
    keywords(names, documents, args.out)
    if not args.no_lda:
        topics(owners, paragraphs, args.topics, args.passes, args.out)


if __name__ == "__main__":
    main()
