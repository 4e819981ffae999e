"""What the peers do in `speed.py`; runs in their environment, which has no nqp-mine.

usage: peers.py JOB FILE. A job reads the JSON in FILE, prints its processor seconds as JSON
(imports and dictionaries not counted), and leaves topics beside FILE.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

K, SEED = 20, 1


def script(texts: list[str]) -> dict[str, Any]:
    """Cut texts and count words and themes, with the functions of the plain script."""
    import plain_script

    plain_script.load_dictionary()
    start = time.process_time()
    found = []
    for text in texts:
        words = [word for line in plain_script.cut(text) for word in line]
        found.append((Counter(words), plain_script.theme_counts(words)))
    seconds = time.process_time() - start
    return {"seconds": seconds, "words": sum(words.total() for words, _ in found)}


def cntext(given: dict[str, Any]) -> dict[str, Any]:
    """Count the words of three lists in texts; it adds them to jieba's dictionary itself."""
    import logging

    import cntext
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    start = time.process_time()
    found = [cntext.sentiment(text, diction=given["lists"]) for text in given["texts"]]
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "hits": sum(one[f"{t}_num"] for one in found for t in given["lists"]),
    }


def gensim(paragraphs: list[list[str]]) -> tuple[Any, Any, list[str]]:
    """Fit as the plain script does."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(paragraphs)
    bags = [dictionary.doc2bow(words) for words in paragraphs]
    model = LdaModel(bags, num_topics=K, id2word=dictionary, passes=10, random_state=SEED)
    return model.get_topics(), model.alpha, [dictionary[i] for i in range(len(dictionary))]


def topica(paragraphs: list[list[str]]) -> tuple[Any, Any, list[str]]:
    import topica

    model = topica.LDA(K, seed=SEED)
    model.fit(paragraphs)
    return model.topic_word, model.alpha, list(model.vocabulary)


def topica_cvb0(paragraphs: list[list[str]]) -> tuple[Any, Any, list[str]]:
    import topica

    model = topica.LDA(K, seed=SEED, sampler="cvb0")
    model.fit(paragraphs)
    return model.topic_word, model.alpha, list(model.vocabulary)


def tomotopy(paragraphs: list[list[str]]) -> tuple[Any, Any, list[str]]:
    import tomotopy

    model = tomotopy.LDAModel(k=K, seed=SEED)
    for words in paragraphs:
        model.add_doc(words)
    model.train(1000, workers=1)
    phi = [model.get_topic_word_dist(topic) for topic in range(K)]
    return phi, model.alpha, list(model.used_vocabs)


ENGINES = {"gensim": gensim, "topica": topica, "topica-cvb0": topica_cvb0, "tomotopy": tomotopy}


def topics(engine: str, paragraphs: list[list[str]], file: Path) -> dict[str, Any]:
    import numpy as np

    __import__(engine.partition("-")[0])
    start = time.process_time()
    phi, alpha, words = ENGINES[engine](paragraphs)
    seconds = time.process_time() - start
    out = file.with_name(f"{engine}.npz")
    np.savez(
        out, phi=np.asarray(phi), alpha=np.asarray(alpha), words=np.array(words, dtype=np.str_)
    )
    return {"seconds": seconds}


def main() -> None:
    job, file = sys.argv[1], Path(sys.argv[2])
    given = json.loads(file.read_text(encoding="utf-8"))
    if job in ENGINES:
        found = topics(job, given, file)
    else:
        found = {"script": script, "cntext": cntext}[job](given)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
