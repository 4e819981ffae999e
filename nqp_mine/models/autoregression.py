"""What rank statistics look like when nothing trends but neighbouring periods resemble each other.

Mann-Kendall and Pettitt take the values of a series for independent. Attention series are not:
a report copies the one before it. Under a first-order autoregression

    y_t = μ + u_t,  corr(u_s, u_t) = φ^|s - t|,  0 ≤ φ < 1

the statistics are simulated on the very periods that the series has (gaps included), for a grid
of φ. How much each φ counts for a series comes from its restricted likelihood (REML: a straight
line is taken out first, so a trend is not taken for autocorrelation), times a prior
(1 - φ)^-½, which leans to strong autocorrelation: with short series the likelihood alone finds
too little of it, and a test that takes the likeliest φ for true rejects two to three times too
often (16 periods, φ = 0.8: 14 % at the 5 % level; averaged over φ with this prior 4 %).
The p-value is the average over φ:

    p = Σ_φ w(φ) · (1 + #{simulated ≥ observed}) / (1 + replicates)

Patterson & Thompson 1971 (REML); Hamed & Rao 1998 and Yue & Wang 2004 (the problem).

Cautions: Gaussian noise of constant variance and one φ are assumed. From φ = 0.9 on with fewer
than 30 periods the test still rejects too often (about 9 %); such a series cannot be told from
a drifting one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

PHIS = np.concatenate([np.arange(0, 0.96, 0.05), [0.97, 0.98, 0.99, 0.995]])
REPLICATES = 4_000
_LONG = 80  # periods; from here on a quarter of the replicates is enough and fast
_SEED = 19_450_101
_STEP_LEAN = 0.4  # added to the exponent of the prior where a step was chosen to fit
_edges = np.concatenate([[0.0], (PHIS[1:] + PHIS[:-1]) / 2, [0.9975]])
WIDTHS = np.diff(_edges)
PRIOR = WIDTHS / np.sqrt(1 - PHIS)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A regression on fixed times under each φ of the grid.

    For n times, k columns and G values of φ: `projections` (G, n, n) give y'Py, the residual sum
    of squares; `constants` (G,) the rest of the restricted likelihood; `solutions` (G, k, n) the
    coefficients; `spread` (G, k) their variances in units of the residual variance.
    """

    projections: np.ndarray
    constants: np.ndarray
    solutions: np.ndarray
    spread: np.ndarray
    freedom: int

    @classmethod
    def build(cls, times: np.ndarray, columns: np.ndarray) -> "Design":
        """Prepare a regression on `columns`, shape (n, k), at `times`, shape (n,)."""
        n, k = columns.shape
        projections, constants, solutions, spread = [], [], [], []
        for phi in PHIS:
            inverse = np.linalg.inv(correlation(times, phi))
            within = columns.T @ inverse @ columns
            solve = np.linalg.solve(within, columns.T @ inverse)
            projections.append(inverse - inverse @ columns @ solve)
            constants.append((np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(within)[1]) / 2)
            solutions.append(solve)
            spread.append(np.diag(np.linalg.inv(within)))
        return cls(
            np.array(projections), np.array(constants), np.array(solutions), np.array(spread), n - k
        )

    def squares(self, values: np.ndarray) -> np.ndarray:
        """Return y'Py of each series and φ, shape (n_series, G), for `values` (n_series, n)."""
        half = np.einsum("gij,bj->gbi", self.projections, values, optimize=True)
        return np.asarray(np.maximum(np.einsum("gbi,bi->bg", half, values), 0.0))

    def weights(self, values: np.ndarray) -> np.ndarray:
        """Return w(φ) of each series, shape (n_series, G); rows sum to 1."""
        # A scale far below any signal keeps the logarithm of an exact fit finite.
        scale = np.maximum((values**2).sum(axis=1, keepdims=True), 1e-300) * 1e-24
        level = self.constants - self.freedom / 2 * np.log(self.squares(values) + scale)
        level -= level.max(axis=1, keepdims=True)
        weight = np.exp(level) * PRIOR
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def first(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the first coefficient and its standard error, shape (n_series, G) each."""
        variance = self.squares(values) / self.freedom * self.spread[:, 0]
        return values @ self.solutions[:, 0, :].T, np.sqrt(np.maximum(variance, 1e-300))

    def p_first(self, values: np.ndarray) -> np.ndarray:
        """Return p of the first coefficient of each series: Σ_φ w(φ) P(|t_ν| ≥ |b_φ| / s_φ)."""
        from scipy.stats import t as student

        found, error = self.first(values)
        beyond = 2 * student.sf(np.abs(found) / error, self.freedom)
        return np.asarray((self.weights(values) * beyond).sum(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """Sorted |S| and K of trend-free series on given times, shape (G, REPLICATES) each."""

    times: tuple[int, ...]
    design: Design
    kendall: np.ndarray
    pettitt: np.ndarray

    def kendall_p(self, values: np.ndarray) -> np.ndarray:
        """Return p of |S| of each series, shape (n_series,), for `values` (n_series, n)."""
        return _tail(self.design.weights(values), self.kendall, np.abs(kendall_s(values)))

    def pettitt_p(self, values: np.ndarray) -> np.ndarray:
        """Return p of K of each series.

        φ is taken from what is left about the two means: a step would look like autocorrelation.
        Because the step was chosen to fit, φ comes out low; the prior leans further up for that.
        """
        k, at = pettitt_k(values)
        weights = np.empty((len(values), len(PHIS)))
        for place in np.unique(at).tolist():
            weights[at == place] = step_design(self.times, place).weights(values[at == place])
        weights /= (1 - PHIS) ** _STEP_LEAN
        return _tail(weights / weights.sum(axis=1, keepdims=True), self.pettitt, k)

    def critical(self, values: np.ndarray, alpha: float) -> float:
        """Return the smallest |S| at which one series has p ≤ alpha."""
        candidates = np.unique(self.kendall)
        weights = np.repeat(self.design.weights(values[None]), len(candidates), axis=0)
        small = _tail(weights, self.kendall, candidates) <= alpha
        return float(candidates[small.argmax()]) if small.any() else np.inf


def _tail(weights: np.ndarray, table: np.ndarray, statistic: np.ndarray) -> np.ndarray:
    reached = [len(row) - np.searchsorted(row, statistic - 1e-9) for row in table]
    return np.asarray((weights * (1 + np.array(reached).T)).sum(axis=1) / (1 + table.shape[1]))


@lru_cache(maxsize=64)
def step_design(times: tuple[int, ...], place: int) -> Design:
    """Return the regression on two means, the second from the period number `place` on."""
    at = np.array(times, np.float64)
    return Design.build(at, np.column_stack([np.ones_like(at), np.arange(len(at)) >= place]))


@lru_cache(maxsize=64)
def null(times: tuple[int, ...]) -> Null:
    """Return the null distributions on these times (period numbers, ascending)."""
    at = np.array(times, np.float64)
    centred = (at - at.mean()) / max(float(at.std()), 1.0)
    design = Design.build(at, np.column_stack([np.ones_like(at), centred]))
    rng = np.random.default_rng([_SEED, len(times)])
    replicates = REPLICATES if len(times) <= _LONG else REPLICATES // 4
    noise = rng.standard_normal((replicates, len(times)))
    kendall, pettitt = [], []
    for phi in PHIS:
        drawn = noise @ np.linalg.cholesky(correlation(at, phi)).T
        kendall.append(np.sort(np.abs(kendall_s(drawn))))
        pettitt.append(np.sort(pettitt_k(drawn)[0]))
    return Null(times, design, np.array(kendall), np.array(pettitt))


def correlation(times: np.ndarray, phi: float) -> np.ndarray:
    """Return φ^|s - t| of all pairs of times."""
    apart = np.abs(times[:, None] - times[None, :])
    return np.asarray(np.where(apart == 0, 1.0, phi**apart if phi > 0 else 0.0))


def kendall_s(values: np.ndarray) -> np.ndarray:
    """Return Kendall's S, the rises less the falls over all pairs, of each row of `values`."""
    columns = np.ascontiguousarray(values.T)
    total = np.zeros(len(values), np.int64)
    for i in range(len(columns) - 1):
        later, own = columns[i + 1 :], columns[i]
        total += (later > own).sum(axis=0) - (later < own).sum(axis=0)
    return total.astype(np.float64)


def pettitt_k(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Pettitt's K = max |U_t| of each row and where: the first period after the change.

    U_t = 2·Σ_{i≤t} rank_i - t(n + 1), ties with mean ranks (Pettitt 1979).
    """
    n = values.shape[1]
    u = np.abs(2 * np.cumsum(_ranks(values), axis=1)[:, :-1] - np.arange(1, n) * (n + 1))
    return u.max(axis=1), u.argmax(axis=1) + 1


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value in its row, from 1, ties with mean ranks."""
    order = values.argsort(axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    if (ordered[:, 1:] == ordered[:, :-1]).any():
        from scipy.stats import rankdata

        return np.asarray(rankdata(values, axis=1))
    return order.argsort(axis=1) + 1.0  # as drawn noise has it: many times as fast
