"""The methods in words, from the manifest alone, and the claims with the numbers they rest on."""

from collections.abc import Mapping
from typing import Any

from nqp_mine.report.findings import trend_test, trend_words
from nqp_mine.report.folder import number
from nqp_mine.report.source import Source, whole

MEASURE = "sentence_share"


def paragraphs(source: Source) -> list[tuple[str, str]]:
    """Return the (heading, text) pairs of the methods text."""
    facts, words = source.folder.facts, source.words
    study: Mapping[str, Any] = facts["study"]
    found = [
        ("corpus", _corpus(source)),
        ("codebook", _codebook(source)),
        ("coding", words(f"methods.coder_{facts['coder']['name']}")),
        ("measure", words("methods.measure", weight=words(f"methods.weight_{study['weight']}"))),
        (
            "interval",
            words(
                "methods.interval",
                level=f"{100 * study['confidence']:g}",
                n=study["replicates"],
                min=study["min_documents"],
                block=study["block"],
                seed=study["seed"],
            ),
        ),
        ("tests", words("methods.tests")),
    ]
    if facts.get("topics"):
        found.append(("topics", _topics(source)))
    found += [("software", _software(source)), ("limits", words("methods.limits"))]
    return [(words(f"methods.h_{name}"), text) for name, text in found]


def _corpus(source: Source) -> str:
    facts, study = source.folder.facts["corpus"], source.folder.facts["study"]
    dated = [row["date"][:4] for row in source.folder.table("documents") if row["date"]]
    sentences = source.folder.facts["sentences"]
    left = sum(sentences["n_sentences_left_out"].values())
    text = f"{source.made_up} ".lstrip() + source.words(
        "methods.corpus",
        n=source.count(facts["n_documents"]),
        counted=source.count(facts["n_counted"]),
        duplicates=source.count(facts["n_duplicates"]),
        undated=source.count(facts["n_undated"]),
        first=min(dated, default="–"),
        last=max(dated, default="–"),
        sentences=source.count(sum(sentences["n_sentences"].values())),
    )
    text += source.words(f"methods.duplicates_{study['duplicates']}")
    text += source.words(f"methods.boilerplate_{study['boilerplate']}")
    if left:
        text += source.words("methods.left_out", n=source.count(left))
    return text


def _codebook(source: Source) -> str:
    book = source.folder.facts["codebook"]
    return source.words(
        "methods.codebook",
        name=book["name"],
        version=book["version"],
        n=source.count(book["n_terms"]),
        sha=book["sha256"][:12],
        themes=source.words("unit.list").join(source.label(t) for t in source.folder.themes),
        citation=book["citation"] or source.words("methods.no_citation"),
    )


def _topics(source: Source) -> str:
    facts, words = source.folder.facts["topics"], source.words
    used = facts["parameters"]
    text = words(
        "methods.topics",
        engine=facts["engine"],
        version=facts["engine_version"],
        inference=words("methods.topics_cvb0") if used.get("sampler") == "cvb0" else "",
        n=used["n_topics"],
        seed=used["seed"],
        paragraphs=source.count(used["n_paragraphs"]),
        terms=source.count(used["n_terms"]),
        alpha=f"{used['alpha']:g}",
        beta=f"{used['base_prior']:g}",
    )
    if tokens := used.get("sampled_tokens"):
        text += words(
            "methods.topics_sampled", tokens=source.count(tokens), sweeps=used["widened_sweeps"]
        )
    mass = [
        f"{source.label(theme)} {source.share(share, 0)}"
        for theme, share in facts.get("seed_mass", {}).items()
    ]
    if mass:
        text += words(
            "methods.topics_anchored",
            weight=f"{used['seed_weight']:g}",
            sweeps=used["released_sweeps"],
            mass=words("unit.list").join(mass),
        )
    return text


def _software(source: Source) -> str:
    facts = source.folder.facts
    libraries = [f"{name} {version}" for name, version in facts.get("libraries", {}).items()]
    return source.words(
        "methods.software",
        version=facts["nqp_mine"],
        python=facts.get("python", ""),
        libraries=source.words("unit.list").join(libraries),
    )


def claims(source: Source) -> list[dict[str, str]]:
    """Return each sentence of the findings with its number, its interval, and where both stand."""
    found = []
    for theme in source.folder.themes:
        rows = whole(source.series("theme", theme, MEASURE))
        for row in dict.fromkeys((0, len(rows) - 1)) if rows else ():
            own = rows[row]
            value = source.share(number(own["value"]))
            found.append(
                {
                    "claim": source.words(
                        "claims.share",
                        period=own["period"],
                        theme=source.label(theme),
                        value=value,
                    ),
                    "value": short(own["value"]),
                    "low": short(own["ci_low"]),
                    "high": short(own["ci_high"]),
                    "where": f"trends.csv: {own['period']}, all, theme, {theme}, {MEASURE}",
                }
            )
        test = trend_test(source, theme, MEASURE)
        if test is not None and test["estimate"]:
            found.append(
                {
                    "claim": f"{source.label(theme)}{source.words('unit.colon')}"
                    f"{trend_words(source, theme, MEASURE)}",
                    "value": short(test["estimate"]),
                    "low": short(test["ci_low"]),
                    "high": short(test["ci_high"]),
                    "where": f"tests.csv: all, theme, {theme}, {MEASURE}, mann_kendall",
                }
            )
    return found


def hashes(source: Source) -> list[tuple[str, str]]:
    """Return what identifies the corpus, the codebook and the coder."""
    return [
        (source.words(f"methods.hash_{name}"), source.folder.facts[name]["sha256"])
        for name in ("corpus", "codebook", "coder")
    ]


def short(cell: str) -> str:
    """Return the number of a cell with four significant digits, or nothing where there is none."""
    return f"{float(cell):.4g}" if cell else ""
