"""The script that a user would write without nqp-mine: jieba, counts, TF-IDF, gensim's LDA.

usage: plain_script.py TEXT_DIR OUT_DIR [--no-lda]. One process, the libraries' defaults.
"""

import argparse
import logging
import re
from pathlib import Path

import jieba
import pandas as pd
from gensim.corpora import Dictionary
from gensim.models import LdaModel
from sklearn.feature_extraction.text import TfidfVectorizer

THEMES = {
    "R": {"基础研究", "科技创新", "自主创新", "研发", "科研", "实验室", "产学研"},
    "I": {"产业链", "智能制造", "数字经济", "人工智能", "新能源", "新材料"},
    "E": {"营商环境", "市场主体", "民营企业", "国有企业", "中小企业"},
}
WORD = re.compile(r"^[\u4e00-\u9fff]{2,}$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--no-lda", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    jieba.setLogLevel(logging.WARNING)
    for terms in THEMES.values():
        for term in sorted(terms):
            jieba.add_word(term)
    rows, documents, paragraphs = [], [], []
    for path in sorted(args.texts.rglob("*.txt")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        cut = [[w for w in jieba.lcut(line) if WORD.match(w)] for line in lines if line.strip()]
        tokens = [token for line in cut for token in line]
        paragraphs += [line for line in cut if line]
        documents.append(tokens)
        rows += [
            (path.stem, theme, sum(t in terms for t in tokens) / max(len(tokens), 1))
            for theme, terms in THEMES.items()
        ]
    pd.DataFrame(rows, columns=["document", "theme", "share"]).to_csv(args.out / "attention.csv")
    TfidfVectorizer(analyzer=lambda tokens: tokens).fit_transform(documents)
    if not args.no_lda:
        dictionary = Dictionary(paragraphs)
        dictionary.filter_extremes(no_below=5, no_above=0.3)
        bags = [dictionary.doc2bow(tokens) for tokens in paragraphs]
        LdaModel(bags, num_topics=20, id2word=dictionary, passes=10, random_state=1)


if __name__ == "__main__":
    main()
