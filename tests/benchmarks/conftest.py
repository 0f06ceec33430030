"""Options of the benchmarks."""


def pytest_addoption(parser):
    parser.addoption("--asem", help="folder of the ASEM 2018 inputs as distributed with COINr")
