import pytest


def test_hits_have_offsets_in_the_stored_text(objects, corpus):
    hits = objects("kwic", corpus, "改革", "--width", "4")
    assert [(h["start"], h["end"], h["left"], h["hit"], h["right"]) for h in hits] == [
        (26, 28, "设，推动", "改革", "。改革没"),
        (29, 31, "动改革。", "改革", "没有完成"),
        (42, 44, "继续深化", "改革", "。 支持"),
    ]
    assert list(hits[0]) == [
        "id",
        "title",
        "year",
        "sentence",
        "start",
        "end",
        "left",
        "hit",
        "right",
    ]
    assert hits[1]["sentence"] == "改革没有完成时；"
    assert (hits[1]["id"], hits[1]["title"], hits[1]["year"]) == ("docs/2014", "创新通知", 2014)


def test_a_term_with_hidden_characters_is_found(objects, corpus):
    (hit,) = objects("kwic", corpus, "新质生产力")
    assert (hit["hit"], hit["sentence"]) == (
        "新质生\u200b产力",
        "加快发展新质生产力，培育未来产业。",
    )


def test_count_has_documents_without_a_hit(objects, corpus):
    assert objects("kwic", corpus, "改革", "--count") == [
        {"id": "docs/2014", "title": "创新通知", "year": 2014, "count": 3},
        {"id": "docs/2022", "title": "就业通知", "year": 2022, "count": 0},
    ]


def test_count_ends_with_the_total(call, corpus):
    _, out, _ = call("kwic", corpus, "通知", "--count")
    assert out.splitlines()[-1] == "total: 2 in 2 of 2 documents"


def test_text_lines_and_limit(call, corpus):
    code, out, _ = call("kwic", corpus, "改革", "--limit", "1", "--width", "3")
    assert code == 0
    assert out == "2014 ，推动 [改革] 。改革  (docs/2014 26)\n"


def test_only_the_first_places_are_shown_unless_more_are_asked_for(call, corpus, monkeypatch):
    monkeypatch.setattr("nqp_mine.cli.kwic._MOST", 2)
    _, out, err = call("kwic", corpus, "改革")
    assert len(out.splitlines()) == 2
    assert err == "Only the first 2 places are shown. All of them: --limit 0.\n"
    _, out, err = call("kwic", corpus, "改革", "--limit", "0")
    assert (len(out.splitlines()), err) == (3, "")


def test_no_hit_is_an_empty_array(objects, corpus):
    assert objects("kwic", corpus, "区块链") == []


@pytest.mark.parametrize("term", ["", "  ", "\udcff"])
def test_an_empty_term_is_refused(call, corpus, term):
    code, _, err = call("kwic", corpus, term)
    assert (code, err) == (2, "error: the term is empty. Give a word, e.g. 新质生产力.\n")
