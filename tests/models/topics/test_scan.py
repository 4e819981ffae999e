import numpy as np
import pytest

from nqp_mine.models.topics import scan
from nqp_mine.models.topics.weighing import weigh
from nqp_mine.nlp.terms import TermMatrix, block, merge
from nqp_mine.study import Study

WORDS = [[f"{a}{b}" for b in "甲乙丙丁戊己庚辛"] for a in "东南西北"]
STUDY = Study(n_topics=4, topic_passes=20)


def _planted(n_topics: int = 4, n_paragraphs: int = 160) -> TermMatrix:
    rng = np.random.default_rng(3)
    texts = [rng.choice(WORDS[i % n_topics], 25).tolist() for i in range(n_paragraphs)]
    return merge([block(texts)], [str(i) for i in range(n_paragraphs)])


def _material(seeds=None) -> scan.Material:
    owners = [i // 8 for i in range(160)]
    return scan.material(_planted(), owners, seeds or {}, STUDY)


def test_matched_topics_are_compared_whatever_their_order():
    rng = np.random.default_rng(0)
    phi = rng.dirichlet(np.full(30, 0.1), 5)
    moved = phi[[0, 1, 4, 2, 3]]
    assert scan.similarity(phi, moved, 0) == pytest.approx(np.ones(5))
    assert scan.similarity(phi, moved, 2) == pytest.approx(np.ones(5))
    anchored = scan.similarity(phi, phi[::-1], 2)  # anchored topics match by place alone
    assert anchored[0] == pytest.approx(
        phi[0] @ phi[4] / np.sqrt(phi[0] @ phi[0] * (phi[4] @ phi[4]))
    )


def test_held_out_paragraphs_are_not_trained_on():
    given = _material()
    assert len(given.train.units) == 144
    assert given.observed.shape[0] == given.held.shape[0] == 16
    assert len(given.owners) == 144


def test_a_fit_is_judged_on_what_it_has_not_seen():
    right, few = (scan.fit_one(_material(), k, 0, resampled=False) for k in (4, 2))
    assert right.log_likelihood == pytest.approx(np.log(1 / 8), abs=0.15)
    assert few.log_likelihood < right.log_likelihood - 0.3
    assert right.coherence.min() > 0.1
    assert right.exclusivity.mean() > 0.7


@pytest.mark.slow
def test_the_planted_number_is_recommended_and_workers_change_nothing():
    given = _material({"R": tuple(WORDS[0][:3])})
    one, two, four = (
        scan.scan(given, (2, 4, 8), n_seeds=2, n_samples=1, workers=n) for n in (1, 2, 4)
    )
    assert one == two == four
    assert one.recommended == 4
    assert [row.recommended for row in one.rows] == [False, True, False]
    assert one.rows[1].stability > 0.95
    assert [t.theme for t in one.topics if t.n_topics == 4] == ["R", "", "", ""]
    assert "K = 4" in one.reasons[0]


def test_scores_are_means_of_scaled_criteria_and_the_smallest_good_k_wins():
    def values(likelihood, coherence, exclusive, stable):
        return {"log_likelihood": np.array(likelihood), "coherence": np.array(coherence),
                "exclusivity": np.array(exclusive), "seeds": np.array(stable),
                "samples": np.array(stable)}  # fmt: skip

    found = weigh(
        (5, 10, 20),
        [values([-7.0, -7.0], [0.1, 0.1], [0.5, 0.5], [0.5]),
         values([-6.5, -6.3], [0.2, 0.2], [0.6, 0.6], [0.9]),
         values([-6.0, -6.4], [0.2, 0.2], [0.6, 0.6], [0.9])],
        [],
    )  # fmt: skip
    # log likelihood -7, -6.4, -6.2 scales to 0, 0.75, 1; the others to 0, 1, 1
    assert [row.score for row in found.rows] == pytest.approx([0, (0.75 + 3) / 4, 1])
    # standard error of -6.0, -6.4: 0.2; scaled by 0.8 and shared by four: 0.0625
    assert found.rows[2].score_se == pytest.approx(0.2 / 0.8 / 4)
    assert found.recommended == 10
    assert "within one standard error" in found.reasons[0]
