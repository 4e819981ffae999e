import numpy as np
import pytest

from nqp_mine.models.sampling import Frame, allocate, draw, join_periods, predicted_class

THEMES = ("R", "I")


def frame(periods=("2020", "2021", "2022"), n=400, seed=0, groups=("all",)):
    rng = np.random.default_rng(seed)
    total = n * len(periods)
    return Frame(
        document=np.arange(total) // 50,
        number=np.arange(total) % 50,
        period=np.repeat(np.array(periods, object), n),
        group=rng.choice(np.array(groups, object), total),
        coded=rng.random((total, 2)) < (0.05, 0.15),
        themes=THEMES,
    )


def test_every_stratum_has_two_and_probabilities_are_shares():
    drawn = draw(frame(), 120, seed=1)
    assert len(drawn.index) == len(set(drawn.index.tolist())) == 120
    assert (drawn.drawn >= 2).all()
    assert drawn.sizes.sum() == 1200
    assert drawn.probability == pytest.approx((drawn.drawn / drawn.sizes)[drawn.stratum])
    # Horvitz-Thompson: the inverse probabilities add up to the number of sentences.
    assert (1 / drawn.probability).sum() == pytest.approx(1200)


def test_the_drawn_belong_to_their_strata():
    whole = frame(groups=("a", "b"))
    drawn = draw(whole, 200, seed=2)
    kinds = predicted_class(whole)
    for i, h in zip(drawn.index, drawn.stratum, strict=True):
        assert drawn.strata[h] == (whole.period[i], whole.group[i], kinds[i])


def test_periods_share_equally_and_predicted_sentences_are_favoured():
    drawn = draw(frame(), 300, seed=3)
    periods = [label[0] for label in drawn.strata]
    each = {p: sum(n for n, q in zip(drawn.drawn, periods, strict=True) if q == p) for p in periods}
    assert set(each.values()) <= {99, 100, 101}  # rounding
    rate = drawn.drawn / drawn.sizes
    none = np.array([label[2] == "none" for label in drawn.strata])
    assert rate[~none].min() > rate[none].max()


def test_the_seed_decides():
    one, two, other = (draw(frame(), 50, seed=s).index.tolist() for s in (7, 7, 8))
    assert one == two != other


def test_many_periods_are_joined_and_few_sentences_give_all():
    drawn = draw(frame(tuple(str(y) for y in range(1980, 2020)), n=30), 100, seed=0)
    assert len(drawn.strata) * 4 <= 100
    assert any("~" in label[0] for label in drawn.strata)
    every = draw(frame(n=10), 500, seed=0)
    assert len(every.index) == 30
    assert (every.probability == 1).all()


def test_each_sentence_is_drawn_as_often_as_its_probability_says():
    whole = frame(n=60)
    times = np.zeros(180)
    for seed in range(400):
        times[draw(whole, 60, seed=seed).index] += 1
    first = draw(whole, 60, seed=0)
    for h, (size, n) in enumerate(zip(first.sizes, first.drawn, strict=True)):
        kinds = [tuple(label) for label in first.strata]
        mine = np.array(
            [
                (p, g, k) == kinds[h]
                for p, g, k in zip(whole.period, whole.group, predicted_class(whole), strict=True)
            ]
        )
        assert times[mine].mean() / 400 == pytest.approx(n / size)


def test_the_class_is_the_rarest_theme():
    coded = np.array([[0, 1], [1, 1], [0, 0], [0, 1]], bool)
    whole = Frame(
        document=np.zeros(4, int), number=np.arange(4), period=np.full(4, "2020", object),
        group=np.full(4, "all", object), coded=coded, themes=THEMES,
    )  # fmt: skip
    assert predicted_class(whole).tolist() == ["I", "R", "none", "I"]


def test_allocation():
    sizes, spread = np.array([100, 100, 3]), np.array([0.1, 0.4, 0.4])
    got = allocate(sizes, spread, np.zeros(3, int), 53)
    assert got.tolist() == [10, 41, 2]  # 2 at least; the rest 1 : 4
    assert allocate(sizes, spread, np.zeros(3, int), 1000).tolist() == [100, 100, 3]
    assert allocate(sizes, spread, np.zeros(3, int), 2).sum() == 2


def test_runs_of_periods_hold_about_as_many_sentences():
    period = np.array(["2001"] * 10 + ["2002"] * 10 + ["2003"] * 20, object)
    joined = join_periods(period, ["2001", "2002", "2003"], 2)
    assert sorted(set(joined.tolist())) == ["2001~2002", "2003"]
