"""The commands of a statistics office: ask, collect, revise, import, check."""

from pathlib import Path
from typing import Annotated, Any

import typer

from devindex.cli.words import Words

__all__ = ["add"]


def add(app: typer.Typer, words: Words) -> None:
    """Add the commands to the application."""
    Force = Annotated[bool, typer.Option("--force", help=words("office_force"))]

    def template(
        framework: Annotated[str, typer.Argument(metavar="FRAMEWORK", help=words("asked_by"))],
        edition: Annotated[int, typer.Option(help=words("of_year"))],
        region: Annotated[str, typer.Option(help=words("of_region"))],
        out: Annotated[Path, typer.Option("--out", "-o", help=words("template_out"))],
        data: Annotated[Path | None, typer.Option(help=words("compared"))] = None,
        force: Force = False,
    ) -> None:
        from devindex.observations import load_observations
        from devindex.observations.returns import template, templates

        earlier = load_observations(data)
        if region == "all":
            made = templates(framework, edition, out, earlier=earlier, force=force)
        else:
            made = [template(framework, edition, region, out, earlier=earlier, force=force)]
        typer.echo(words("templates_written", n=len(made), place=out))

    def collect(
        returns: Annotated[list[Path], typer.Argument(metavar="RETURNS...", help=words("returns"))],
        out: Annotated[Path, typer.Option("--out", "-o", help=words("figures_out"))],
        source: Annotated[str | None, typer.Option(help=words("gathered_by"))] = None,
        earlier: Annotated[
            str | None, typer.Option(metavar="FOLDER|official", help=words("earlier"))
        ] = None,
        framework: Annotated[str | None, typer.Option(help=words("own_asked"))] = None,
    ) -> None:
        from devindex.cli.show_office import region_names
        from devindex.observations.returns import collect

        made = collect(returns, out, source=source, earlier=earlier, framework=framework)
        typer.echo(
            words("collected", files=len(made.files), figures=made.figures, place=out,
                  empty=made.unanswered)
        )  # fmt: skip
        if made.absent:
            names = region_names(made.absent, words)
            typer.echo(words("absent", n=len(made.absent), names=names))

    def revise(
        figures: Annotated[
            str, typer.Argument(metavar="FOLDER|official", help=words("to_be_revised"))
        ],
        out: Annotated[Path, typer.Option("--out", "-o", help=words("figures_out"))],
        revised: Annotated[
            list[str], typer.Option("--with", metavar="FOLDER|official", help=words("revised_by"))
        ],
        series: Annotated[list[str] | None, typer.Option(help=words("revised_series"))] = None,
        vintage: Annotated[
            list[str] | None, typer.Option(metavar="SERIES=VINTAGE", help=words("revised_vintage"))
        ] = None,
    ) -> None:
        from devindex.observations.returns import revise
        from devindex.release.build import stood

        made = revise(
            figures, out, revised=revised, codes=series or (), vintage=stood(vintage or [])
        )
        for row in made.counts().itertuples():
            typer.echo(words("revised", series=row.Index, changed=row.changed, added=row.added,
                             out=row.left_out))  # fmt: skip
        typer.echo(words("figures_written", place=out))

    def take(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=words("table"))],
        series: Annotated[str, typer.Option(help=words("one_series"))],
        year: Annotated[int, typer.Option(help=words("table_year"))],
        out: Annotated[Path, typer.Option("--out", "-o", help=words("figures_out"))],
        legend: Annotated[str | None, typer.Option(help=words("legend"))] = None,
        unit: Annotated[str | None, typer.Option(help=words("table_unit"))] = None,
        column: Annotated[str | None, typer.Option(help=words("table_column"))] = None,
        sheet: Annotated[str | None, typer.Option(help=words("table_sheet"))] = None,
        status: Annotated[str, typer.Option(help=words("table_status"))] = "A",
        total_differs: Annotated[
            str | None, typer.Option(metavar="REASON", help=words("total_differs"))
        ] = None,
        source: Annotated[str | None, typer.Option(help=words("published_by"))] = None,
    ) -> None:
        from devindex.observations.tables import import_table, read_table

        made = read_table(
            file, series=series, year=year, legend=legend, unit=unit, column=column, sheet=sheet,
            status=status, total_differs=total_differs,
        )  # fmt: skip
        import_table(made, out, source=source)
        typer.echo(words("imported", n=len(made.figures), place=out, changed=len(made.changes)))
        for said in made.notes:
            typer.echo(f"  {getattr(said, words.language, said)}")

    def check(
        returns: Annotated[
            list[Path], typer.Argument(metavar="FOLDER|RETURNS...", help=words("checked"))
        ],
        out: Annotated[Path, typer.Option("--out", "-o", help=words("report_out"))],
        previous: Annotated[
            str | None, typer.Option(metavar="FOLDER|official", help=words("previous"))
        ] = None,
        waivers: Annotated[Path | None, typer.Option(metavar="FILE", help=words("waivers"))] = None,
        framework: Annotated[str | None, typer.Option(help=words("own_asked"))] = None,
        force: Force = False,
    ) -> None:
        from devindex.cli.show_office import findings
        from devindex.errors import ObservationError
        from devindex.observations import load_observations
        from devindex.observations.checks import check_paths, read_waivers, write_report
        from devindex.writing import check_new

        check_new(out, ObservationError, force=force)
        known = None
        if previous is not None:
            known = load_observations(None if previous == "official" else previous)
        excused = read_waivers(waivers) if waivers is not None else ()
        made = check_paths(returns, known, framework=framework, waivers=excused)
        write_report(made, out, force=force)
        findings(made, out, words)
        if made.blocking:
            raise typer.Exit(1)

    commands: dict[str, Any] = {
        "template": template, "collect": collect, "revise": revise, "import": take,
        "check": check,
    }  # fmt: skip
    for name, command in commands.items():
        app.command(name, help=words(f"office_{name}"))(command)
