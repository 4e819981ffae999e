from dataclasses import replace

from nqp_mine.report import folder, methods, methods_files, words
from nqp_mine.report.folder import number
from nqp_mine.report.source import Source


def test_both_languages_say_what_the_manifest_says(attacked):
    study = folder.manifest(attacked)["study"]
    for lang in ("zh", "en"):
        text = (attacked / f"methods.{lang}.md").read_text(encoding="utf-8")
        for fact in (study["replicates"], study["seed"], study["min_documents"], study["block"]):
            assert str(fact) in text
        assert f"{100 * study['confidence']:g}%" in text
        assert folder.manifest(attacked)["corpus"]["sha256"] in text
    assert "4 份文件（2021—2024 年）" in (attacked / "methods.zh.md").read_text(encoding="utf-8")


def test_claims_are_tied_to_published_numbers(attacked):
    source = Source(folder.read(attacked), words.load("en"))
    claims = methods.claims(source)
    assert len(claims) >= 4
    for claim in claims:
        table, _, place = claim["where"].partition(": ")
        assert table == "trends.csv"
        period, group, axis, *theme, measure = place.split(", ")
        rows = source.folder.select(
            "trends", period=period, group=group, axis=axis, theme=", ".join(theme), measure=measure
        )
        assert len(rows) == 1
        for name, column in (("value", "value"), ("low", "ci_low"), ("high", "ci_high")):
            assert claim[name] == f"{number(rows[0][column]):.4g}"
        assert f"{100 * number(rows[0]['value']):.1f}%" in claim["claim"]


def test_nothing_from_a_codebook_is_markup(attacked):
    text = (attacked / "methods.zh.md").read_text(encoding="utf-8")
    assert "<img" not in text.replace("\\<", "")
    assert "\\<img src=x onerror=alert(1)\\>" in text
    assert methods_files.escaped("a|b\n# c `d` $x$ {{7*7}}") == (
        "a\\|b \\# c \\`d\\` \\$x\\$ \\{\\{7\\*7\\}\\}"
    )


TOPICS = {
    "engine": "topica", "engine_version": "1.2", "seed_mass": {"R": 0.352},
    "parameters": {"sampler": "cvb0", "n_topics": 20, "seed": 7, "alpha": 0.1, "base_prior": 0.05,
                   "n_paragraphs": 8518, "n_terms": 9059, "seed_weight": 2.0, "released_sweeps": 3},
}  # fmt: skip
SAMPLED = {"sampled_tokens": 250_055, "widened_sweeps": 10}


def of_topics(attacked, told):
    made = folder.read(attacked)
    facts = {**made.facts, "topics": told}
    return methods._topics(Source(replace(made, facts=facts), words.load("en")))


def test_topics_are_told_as_they_were_fitted(attacked):
    text = of_topics(attacked, TOPICS)
    for fact in ("8,518 paragraphs", "9,059", "topica 1.2 (collapsed", "20 topics, seed 7", "0.05",
                 "2 for each occurrence", "last 3 sweeps", "35%."):  # fmt: skip
        assert fact in text
    assert "randomly drawn" not in text


def test_a_sample_of_paragraphs_and_topics_without_anchors_are_told(attacked):
    used = {**TOPICS["parameters"], **SAMPLED}
    text = of_topics(attacked, {**TOPICS, "parameters": used, "seed_mass": {}})
    assert "randomly drawn paragraphs of 250,055 words; 10 sweeps over all" in text
    assert "anchored" not in text
