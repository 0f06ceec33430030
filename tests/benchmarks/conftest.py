"""Options of the benchmarks."""


def pytest_addoption(parser):
    parser.addoption("--asem", help="folder of the ASEM 2018 inputs as distributed with COINr")
    parser.addoption(
        "--firms", type=int, default=2_000_000, help="firms of the larger file of test_firms.py"
    )
