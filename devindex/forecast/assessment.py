"""What is said of one target: its state, how likely it is, on what evidence, by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from devindex.definitions import Target, Text
from devindex.drawn import Drawn
from devindex.errors import Sentence
from devindex.forecast.choices import REPEAT, Choice
from devindex.forecast.grades import Grade
from devindex.forecast.outlook import Forecast
from devindex.forecast.sayings import told
from devindex.forecast.seen import REFERENCE
from devindex.forecast.series import Series
from devindex.forecast.states import TargetState
from devindex.forecast.verdicts import Verdict, differ
from devindex.observations.dates import day_at, decimal_year

__all__ = ["Assessment", "Reference", "repeats"]


@dataclass(frozen=True)
class Reference:
    """A series whose growth sharpened the prior, and why it was taken."""

    code: str
    name: Text
    figures: int
    reason: Text


@dataclass(frozen=True, eq=False)
class Assessment(Drawn):
    """One target on the day ``state.as_of``; figures in the target's unit, growth a year.

    All but ``state``, ``grade`` and ``pace`` is of an open target with figures, and None or empty
    else.
    """

    state: TargetState
    grade: Grade
    """``own``: four usable figures or more, or figures of a target no longer open; ``proxy``:
    fewer, and reference series; ``prior``: fewer, and none, so that the forecast is nearly the
    prior; ``none``: no figure."""
    pace: float | None = None
    """Mean growth a year from the first figure to the latest; None for a single one."""
    growth: float | None = None
    """The same, compound."""
    pace_needed: float | None = None
    """From the lower end of the latest figure, at its date, to the target at its deadline."""
    growth_needed: float | None = None
    forecast: Forecast | None = field(default=None, repr=False)
    probability: float | None = None
    probability_without_reference: float | None = None
    """What it would be without the reference series; None where there are none."""
    probability_if_standstill: float | None = None
    """What it would be if the latest repeat of the latest figure were a figure of its own day;
    None where it was not repeated, and where that would not leave clearly less."""
    probability_as_announced: float | None = None
    """Of a target that is the ceiling of a series announced in round figures: the probability of
    what would be announced as the ceiling; else None."""
    expected_date: float | None = None
    """First year end by which half of the paths are there, up to ten years after the deadline."""
    references: tuple[Reference, ...] = ()
    moved: Mapping[str, float] = field(default_factory=dict)
    """How far the references moved the prior of families, starts, ...: total variation, 0 to 1."""
    verdicts: tuple[Verdict, ...] = ()

    @property
    def target(self) -> Target:
        """The target."""
        return self.state.target

    @property
    def disagree(self) -> bool:
        """Whether one rule speaks for the target and another against it."""
        return differ(self.verdicts)

    @property
    def reference_weight(self) -> float:
        """Share of the prior that comes from the reference series."""
        return len(self.references) / (REFERENCE + len(self.references))

    @property
    def passed_unannounced(self) -> bool:
        """Whether the expected date lies before the day, though no figure shows the target."""
        when = self.expected_date
        return bool(when is not None and self.state.gap and when < decimal_year(self.state.as_of))

    @property
    def repeated_until(self) -> str | None:
        """Last day on which the latest figure was announced once more; None if it never was."""
        again = repeats(self.state.series) if self.state.series else ()
        return again[-1].figure.when if again else None

    def sentence(self) -> Sentence:
        """One line to print, in English and, as ``.zh``, in Chinese."""
        return told(self)

    def __str__(self) -> str:
        return str(self.sentence())

    def to_dict(self) -> dict[str, object]:
        """One row of :func:`devindex.assessments_frame`."""
        sentence = self.sentence()
        row = self.state.to_dict() | {
            "grade": self.grade, "figures": len(self.state.series or ()), "pace": self.pace,
            "growth": self.growth, "pace_needed": self.pace_needed,
            "growth_needed": self.growth_needed, "probability": self.probability,
            "probability_without_reference": self.probability_without_reference,
            "probability_if_standstill": self.probability_if_standstill,
            "probability_as_announced": self.probability_as_announced,
            "median": None, "low_80": None, "high_80": None, "low_95": None, "high_95": None,
            "repeated_until": self.repeated_until,
            "expected_date": None if self.expected_date is None
            else day_at(self.expected_date).isoformat(),
            "passed_unannounced": self.passed_unannounced,
            "references": ";".join(f"{r.code}:{r.figures}" for r in self.references),
            "moved_family": self.moved.get("family"), "moved_start": self.moved.get("start"),
            "disagree": self.disagree, "sentence_zh": sentence.zh, "sentence_en": str(sentence),
        }  # fmt: skip
        if self.forecast is not None:
            row |= self.forecast.to_frame().iloc[-1].to_dict()
        for v in self.verdicts:
            name = v.rule.replace("-", "_")
            row |= {f"{name}_zh": v.words.zh, f"{name}_en": v.words.en, f"{name}_firm": v.firm}
            row |= {f"{name}_{part}": value for part, value in v.components.items()}
        return row


def repeats(series: Series) -> tuple[Choice, ...]:
    """Figures after the latest that only repeat it."""
    last = series.kept[-1]
    return tuple(
        c
        for c in series.choices
        if c.reason == REPEAT and c.figure.time > last.figure.time and c.number == last.number
    )
