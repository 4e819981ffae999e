"""What nqp-mine does in `speed.py`, in a process of its own.

usage: ours.py JOB FILE. A job reads the JSON texts in FILE and prints its processor seconds as
JSON (imports, dictionary, codebook and coder are made before).
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from nqp_mine.corpora.document import Document
from nqp_mine.models.measure import Instruments, count, cut, prepare, sentence_hits
from nqp_mine.nlp.tokenizer import is_word
from nqp_mine.study import Study


def words(texts: list[str], tools: Instruments) -> dict[str, Any]:
    """Cut texts and count words and codebook terms, as the plain script does with its own."""
    found = []
    start = time.process_time()
    for text in texts:
        counts = Counter(tools.tokenizer.tokens(text))
        kept = Counter({w: n for w, n in counts.items() if is_word(w) and w not in tools.stop})
        hits = tools.codebook.matcher.find(text)
        found.append((kept, tools.codebook.count([hits])))
    seconds = time.process_time() - start
    return {"seconds": seconds, "words": sum(kept.total() for kept, _ in found)}


def attention(texts: list[str], tools: Instruments) -> dict[str, Any]:
    """Count codebook terms by sentence, normalising included: all that dictionary_share needs."""
    documents = [Document(id="", text=text, body_end=len(text)) for text in texts]
    total = 0
    start = time.process_time()
    for document in documents:
        one = prepare(document, tools.left_out, traditional=tools.traditional)
        total += int(tools.codebook.count(sentence_hits(one.normal.text, one.sentences,
                                                        tools.codebook)).sum())  # fmt: skip
    return {"seconds": time.process_time() - start, "hits": total}


def measure(texts: list[str], tools: Instruments) -> dict[str, Any]:
    """All that a run does to a text: normal form, sentences, codebook, coder, evidence, words."""
    documents = [
        Document(id=str(number), text=text, body_end=len(text)) for number, text in enumerate(texts)
    ]
    start = time.process_time()
    for document in documents:
        _measure(document, tools)
    return {"seconds": time.process_time() - start}


def _measure(document: Document, tools: Instruments) -> None:
    one = prepare(document, tools.left_out, traditional=tools.traditional)
    count(document, one, tools)
    cut(one, tools, "paragraph")


JOBS = {"words": words, "attention": attention, "measure": measure}


def main() -> None:
    job, file = sys.argv[1], Path(sys.argv[2])
    texts = json.loads(file.read_text(encoding="utf-8"))
    tools = Instruments.build(Study())
    _measure(Document(id="", text="发展新质生产力。", body_end=8), tools)
    print(json.dumps(JOBS[job](texts, tools)))


if __name__ == "__main__":
    main()
