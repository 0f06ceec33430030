"""Questionnaires filled from the official figures of 2022, to be read, checked and damaged."""

import shutil

import openpyxl
import pytest

from devindex import load_observations
from devindex.observations.returns import template, templates

ANSWER, STATUS, NOTE = 9, 10, 11


def answers(book):
    """Answer cell of every key."""
    return {
        page.cell(n, 1).value: page.cell(n, ANSWER)
        for page in book.worksheets
        if page["A2"].value == "key"
        for n in range(3, page.max_row + 1)
    }


def filled_in(path, figures):
    """Type figures into a questionnaire, and O where there is none."""
    book = openpyxl.load_workbook(path)
    for key, cell in answers(book).items():
        if key in figures:
            cell.value = float(figures[key])
        else:
            cell.parent.cell(cell.row, STATUS).value = "O"
    book.save(path)
    return path


@pytest.fixture(scope="session")
def seen():
    """The official figures."""
    return load_observations()


@pytest.fixture(scope="session")
def official(seen):
    """Official figures of a year and region, by series."""

    def of(year, region):
        frame = seen.frame
        rows = frame[(frame["year"] == year) & (frame["region"] == region)]
        return dict(zip(rows["series"], rows["value"], strict=True))

    return of


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory, official, seen):
    folder = tmp_path_factory.mktemp("returns") / "2022"
    for path in templates("regional-public", 2022, folder, earlier=seen):
        filled_in(path, official(2022, path.stem[-6:]))
    return folder


@pytest.fixture
def filled(filled_once, tmp_path):
    """A copy of 31 filled questionnaires, to be damaged."""
    return shutil.copytree(filled_once, tmp_path / "returns")


@pytest.fixture(scope="session")
def blank(tmp_path_factory, seen):
    """Bytes of Guangdong's questionnaire, as it is sent out: its texts are shared ones."""
    place = tmp_path_factory.mktemp("blank") / "gd.xlsx"
    return template("regional-public", 2022, "440000", place, earlier=seen).read_bytes()


@pytest.fixture(scope="session")
def whole(tmp_path_factory, official, blank):
    """Bytes of Guangdong's filled questionnaire; its texts stand in the cells."""
    place = tmp_path_factory.mktemp("whole") / "gd.xlsx"
    place.write_bytes(blank)
    return filled_in(place, official(2022, "440000")).read_bytes()


@pytest.fixture
def one(tmp_path, whole):
    """Guangdong's filled questionnaire, to be damaged."""
    place = tmp_path / "gd.xlsx"
    place.write_bytes(whole)
    return place


@pytest.fixture
def edit():
    """Open a workbook, change cells by key (column, value), save; gives sheet and cell of each."""

    def change(path, **values):
        book = openpyxl.load_workbook(path)
        cells = answers(book)
        places = {}
        for key, value in values.items():
            cell = cells[key.replace("__", "-")]
            cell.value = value(cell.value) if callable(value) else value
            places[key] = (cell.parent.title, cell.coordinate)
        book.save(path)
        return places

    return change
