"""Treatment and normalisation as transformers of scikit-learn: thin wraps of registered methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

import devindex.index  # noqa: F401  (registers the methods)
from devindex.errors import MethodError, Sentence, say, term, unknown
from devindex.index.arrays import Floats
from devindex.index.registry import Method, find
from devindex.index.run import refuse
from devindex.index.scale import UNLOGGED
from devindex.kinds import admit, shown

__all__ = ["Normalisation", "Treatment"]

SIGN = {"higher-better": 1.0, "lower-better": -1.0}


class _Registered(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A registered method that learns from the rows it was fitted on.

    What a method learns from rows is a function of these rows, so the rows are kept and handed to
    it again: there is no second implementation.
    """

    step: ClassVar[str]
    method: str
    parameters: Mapping[str, Any] | None

    def fit(self, X: Any, y: object = None) -> _Registered:
        """Keep the rows to learn from, and refuse what the method cannot work with.

        Parameters
        ----------
        X
            Figures, shape (m, k); NaN where missing.
        y
            Not used.

        Returns
        -------
        The transformer itself.

        Raises
        ------
        MethodError
            If method, parameters or directions are wrong. Other faults of ``X`` are a
            ``ValueError`` of scikit-learn.
        """
        admit(type(self).__init__, self.get_params(deep=False), MethodError)
        x = _checked(self, X, reset=True)
        self._chosen().check(self.parameters or {})
        self._of_columns(x.shape[1])
        self.fit_rows_ = x.copy()
        return self

    def transform(self, X: Any) -> Floats:
        """Figures as treated, or points, learned from the fitted rows. (n, k) -> (n, k).

        Raises
        ------
        MethodError
            If the method cannot work on these figures.
        """
        check_is_fitted(self, "fit_rows_")
        x = _checked(self, X, reset=False)
        chosen, rows = self._chosen(), _rows_of(X, len(x))
        codes = np.asarray(self.get_feature_names_out(), dtype=str)
        columns = self._of_columns(x.shape[1])
        given = {"x": x, "fit": self.fit_rows_, "codes": codes, **columns}
        if rows is None and "region" in chosen.takes and "fit" not in chosen.takes:
            raise MethodError(
                say(
                    "{step} method {method!r} needs to know region and year; give a table whose "
                    "index has levels of these names",
                    "{which}{method!r}需要地区和年份；请提供索引含 region 和 year 的数据表",
                    step=self.step, which=term(f"{self.step} method"), method=self.method,
                )
            )  # fmt: skip
        index = rows if rows is not None else [(_row(n), 0) for n in range(len(x))]
        given["region"] = np.array([r for r, _ in index], dtype=object)
        given["year"] = np.array([y for _, y in index])
        logged = columns.get("transform", np.zeros(x.shape[1], dtype=bool))
        positive = np.ones_like(logged) if chosen.domain == "positive" else logged
        refuse(positive & (x <= 0), UNLOGGED, list(codes), index)
        return np.asarray(chosen(given, dict(self.parameters or {})), dtype=float)

    def _chosen(self) -> Method:
        return find(self.step, self.method)

    def _of_columns(self, k: int) -> dict[str, np.ndarray]:
        """What has one entry a column, besides the figures."""
        raise NotImplementedError

    def __sklearn_tags__(self) -> Any:
        """Missing figures are allowed."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


class Treatment(_Registered):
    """Treat skewness and outliers with a registered method.

    Parameters
    ----------
    method
        One of ``devindex.methods("treat")``.
    parameters
        Parameters of the method, by name.
    logged
        For ``declared``: whether columns are logged, one for all or one each.

    Attributes
    ----------
    fit_rows_
        The rows the method learns from, shape (m, k).
    n_features_in_, feature_names_in_
        As everywhere in scikit-learn.

    Examples
    --------
    >>> x = np.append(np.arange(1.0, 11.0), [30.0, 100.0])[:, None]
    >>> Treatment("winsorise").fit_transform(x).max()
    np.float64(30.0)
    """

    step = "treat"

    def __init__(
        self,
        method: str = "winsorise",
        *,
        parameters: Mapping[str, Any] | None = None,
        logged: bool | Sequence[bool] = False,
    ) -> None:
        self.method = method
        self.parameters = parameters
        self.logged = logged

    def _of_columns(self, k: int) -> dict[str, np.ndarray]:
        return {"transform": np.array(_one_each("logged", self.logged, k), dtype=bool)}


class Normalisation(_Registered):
    """Bring figures on one scale with a registered method.

    Parameters
    ----------
    method
        One of ``devindex.methods("normalise")``.
    direction
        ``higher-better`` or ``lower-better``, one for all columns or one each.
    goalposts
        Lower and upper goalpost of each column, shape (k, 2), for methods that need them.
    parameters
        Parameters of the method, by name.

    Attributes
    ----------
    fit_rows_
        The rows the method learns from, shape (m, k).
    n_features_in_, feature_names_in_
        As everywhere in scikit-learn.

    Notes
    -----
    Rows are told apart by region and year where the table's index has levels of these names.

    Examples
    --------
    >>> x = np.array([[4.0, 1.0], [5.0, 3.0], [6.0, 2.0]])
    >>> Normalisation(direction=["lower-better", "higher-better"]).fit(x).transform(x[:2])
    array([[100.,   0.],
           [ 50., 100.]])
    """

    step = "normalise"

    def __init__(
        self,
        method: str = "minmax",
        *,
        direction: str | Sequence[str] = "higher-better",
        goalposts: Sequence[Sequence[float]] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self.method = method
        self.direction = direction
        self.goalposts = goalposts
        self.parameters = parameters

    def _of_columns(self, k: int) -> dict[str, np.ndarray]:
        directions = _one_each("direction", self.direction, k)
        wrong = [d for d in directions if d not in SIGN]
        if wrong:
            raise MethodError(
                [unknown(say("direction", "方向"), str(d), SIGN) for d in dict.fromkeys(wrong)]
            )
        if self.goalposts is None:
            if self.method == "goalposts":
                raise MethodError(
                    say(
                        "normalise method 'goalposts' needs goalposts=, a lower and an upper one "
                        "for each of {k} columns",
                        "无量纲化方法“goalposts”需要 goalposts=：{k}列每列一个下阈值和一个上阈值",
                        k=k,
                    )
                )
            goal = np.full((k, 2), np.nan)
        else:
            even = len(self.goalposts) == k and all(len(pair) == 2 for pair in self.goalposts)
            goal = np.asarray(self.goalposts, dtype=float) if even else np.empty((0, 2))
        if goal.shape != (k, 2) or (goal[:, 0] >= goal[:, 1]).any():
            raise MethodError(
                say(
                    "goalposts are {given}; a lower and an upper one are needed for each of {k} "
                    "columns",
                    "goalposts为{given}；{k}列每列应有一个下阈值和一个上阈值",
                    given=shown(self.goalposts), k=k,
                )
            )  # fmt: skip
        return {"sign": np.array([SIGN[d] for d in directions]), "goalposts": goal.T}


def _checked(transformer: _Registered, X: Any, *, reset: bool) -> Floats:
    """Figures as scikit-learn checks them, missing ones allowed."""
    return np.asarray(
        validate_data(transformer, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")
    )


def _row(n: int) -> Sentence:
    """Name of a row of a table that says no region."""
    return say("row {n}", "第{n}行", n=n)


def _rows_of(X: Any, n: int) -> list[tuple[str, int]] | None:
    """Region and year of each row, where the table's index says them."""
    index = getattr(X, "index", None)
    if not isinstance(index, pd.MultiIndex) or not {"region", "year"} <= set(index.names):
        return None
    region, year = index.get_level_values("region"), index.get_level_values("year")
    return [(str(region[i]), _year(year[i])) for i in range(n)]


def _year(given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError):
        raise MethodError(
            say(
                "year {given} in the index is not a year; a whole number such as 2018 is needed",
                "索引中的年份{given}有误；应为整数，如2018",
                given=shown(given),
            )
        ) from None


def _one_each(parameter: str, given: Any, k: int) -> list[Any]:
    """One value for all columns, or one each."""
    if isinstance(given, (str, bool, np.bool_)):
        return [given] * k
    if len(given) != k:
        raise MethodError(
            say(
                "{parameter} has {size} entries and the table {k} columns; give one for all, or "
                "one each",
                "{parameter}有{size}项，而数据表有{k}列；应给出一项，或每列一项",
                parameter=parameter, size=len(given), k=k,
            )
        )  # fmt: skip
    return list(given)
