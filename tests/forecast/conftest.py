"""Fixtures of the forecasts."""

from dataclasses import replace
from datetime import date

import pytest

from devindex.observations import load_announcements


@pytest.fixture(scope="session")
def read():
    """The announced figures as shipped."""
    return load_announcements()


@pytest.fixture(scope="session")
def rows_like(read):
    """Announcements of one series: each a tuple of day, value, bound and what else differs."""

    def rows(code, *figures):
        like = read.of(code)[0]
        made = []
        for day, value, bound, *other in figures:
            day = date.fromisoformat(day)
            changes = {
                "as_of": day.isoformat(), "day": day, "published": day, "value": value,
                "bound": bound, "date_kind": "as_of", "publisher": "MIIT", "flags": (),
                "status": "A", "title": "", "url": "", "note": "",
            }  # fmt: skip
            made.append(replace(like, **(changes | (other[0] if other else {}))))
        return replace(read, rows=tuple(made))

    return rows
