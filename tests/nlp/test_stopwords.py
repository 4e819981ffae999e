import pytest

from nqp_mine.models.codebook import load as load_codebook
from nqp_mine.nlp import stopwords


@pytest.mark.parametrize("name", ["stopwords", "policy_verbs"])
def test_a_list_holds_words_and_no_comments_or_blanks(name):
    words = stopwords.load(name)
    assert len(words) > 100
    assert all(word and word == word.strip() and not word.startswith("#") for word in words)


def test_the_two_lists_are_kept_apart():
    assert {"的", "以及"} <= stopwords.load("stopwords")
    assert {"推进", "加强"} <= stopwords.load("policy_verbs")
    assert not stopwords.load("stopwords") & stopwords.load("policy_verbs")


def test_topics_and_keywords_leave_out_both():
    assert stopwords.default() == stopwords.load("stopwords") | stopwords.load("policy_verbs")


def test_no_term_of_the_themes_is_a_stop_word():
    book = load_codebook("nqp")
    assert not {term.text for term in book.terms} & stopwords.default()


def test_an_unknown_list_is_an_error():
    with pytest.raises(FileNotFoundError):
        stopwords.load("none")
