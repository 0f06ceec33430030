"""The page of the official edition, in Chromium without a network, from disk and from a server."""

import shutil
import subprocess
import tarfile
import threading

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """The release of the latest edition."""
    from devindex.release import plan, prepare, write

    made = prepare(plan())
    return write(made, tmp_path_factory.mktemp("site") / made.id)


@pytest.fixture(scope="session")
def folder(release):
    """Its page."""
    return release / "site"


@pytest.fixture(scope="session")
def chromium():
    """A browser; tests that need one are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as tool:
        made = tool.chromium.launch(executable_path=program, args=FLAGS)
        yield made
        made.close()


class Visit:
    """A tab that notes what it asks for and what goes wrong."""

    def __init__(self, tab, start):
        self.tab, self.start, self.faults, self.asked = tab, start, [], []
        tab.on("console", lambda m: m.type in ("error", "warning") and self.faults.append(m.text))
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    def open(self, path):
        """Open a page and wait until its charts stand."""
        self.tab.goto("about:blank")
        self.tab.goto(f"{self.start}/{path}", wait_until="load")
        drawn = "all => all.every(d => d.querySelector('svg'))"
        self.tab.wait_for_function(
            f"() => ({drawn})([...document.querySelectorAll('.drawing.drawn')])"
        )
        return self.tab

    @property
    def outside(self):
        """Requests that leave the page."""
        own = (self.start, "data:", "blob:", "about:")
        return [url for url in self.asked if not url.startswith(own)]


@pytest.fixture
def visit(chromium, folder):
    """Open pages from disk, with the network off; options as of a browser context."""
    opened = []

    def make(start=None, *, offline=True, **options):
        context = chromium.new_context(offline=offline, **options)
        opened.append(context)
        return Visit(context.new_page(), start or folder.as_uri())

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def address(folder):
    """The page on a server of this machine."""
    from devindex.release.site.serve import server

    with server(folder) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """The text of axe-core, fetched from the npm registry for the tests alone."""
    if shutil.which("npm") is None:
        pytest.skip("no npm to fetch axe-core with")
    place = tmp_path_factory.mktemp("axe")
    run = ["npm", "pack", "--silent", "axe-core@4"]
    subprocess.run(run, cwd=place, check=True, capture_output=True)
    with tarfile.open(next(place.glob("*.tgz"))) as packed:
        return packed.extractfile("package/axe.min.js").read().decode()
