"""The commands of the published page: ``site`` and ``open``."""

from pathlib import Path
from typing import Annotated

import typer

from devindex.cli.words import Words

__all__ = ["add"]


def add(app: typer.Typer, words: Words) -> None:
    """Add the commands to the application."""
    Release = Annotated[Path, typer.Argument(metavar="RELEASE", help=words("release_folder"))]

    def site(
        release: Release,
        out: Annotated[Path | None, typer.Option("--out", "-o", help=words("site_out"))] = None,
        force: Annotated[bool, typer.Option("--force", help=words("site_force"))] = False,
    ) -> None:
        from devindex.errors import ReleaseError
        from devindex.release.site import site as build
        from devindex.writing import check_new

        place = out or Path(f"{release.resolve().name}-site")
        check_new(place, ReleaseError, force=force)
        build(release, place, force=force)
        typer.echo(words("site_written", place=place, page=place / "index.html"))

    def show(
        release: Release,
        port: Annotated[int, typer.Option(help=words("port"), min=0, max=65535)] = 0,
        no_browser: Annotated[bool, typer.Option("--no-browser", help=words("no_browser"))] = False,
    ) -> None:
        import webbrowser
        from contextlib import suppress

        from devindex.release.site.serve import page_of, server

        with page_of(release) as page, server(page, port) as serving:
            start = "index.html" if words.language == "zh" else "en/index.html"
            address = f"http://{serving.server_address[0]!s}:{serving.server_port}/{start}"
            print(words("serving", address=address), flush=True)
            if not no_browser:
                webbrowser.open(address)
            with suppress(KeyboardInterrupt):
                serving.serve_forever()

    app.command("site", help=words("site"))(site)
    app.command("open", help=words("open"))(show)
