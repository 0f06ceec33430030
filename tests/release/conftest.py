"""One release for all the tests that only read it. Copy before you change it."""

import pytest


@pytest.fixture(scope="session")
def trial():
    """The latest edition with few draws, which makes it an experiment."""
    from devindex.release import plan, prepare

    return prepare(plan(draws=200))


@pytest.fixture(scope="session")
def trial_folder(trial, tmp_path_factory):
    """Its release."""
    from devindex.release import write

    return write(trial, tmp_path_factory.mktemp("trial") / trial.id)
