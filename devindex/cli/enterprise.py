"""The commands of an office that surveys firms: ask, make up, check, score, estimate, publish."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devindex.cli.words import Words

if TYPE_CHECKING:
    import ibis

    from devindex.enterprise.engine import Engine
    from devindex.enterprise.returns.checked import Checked

__all__ = ["add"]


def add(app: typer.Typer, words: Words) -> None:
    """Add ``devindex enterprise`` to the application."""
    firms = typer.Typer(help=words("enterprise"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(firms, name="enterprise")
    Returns = Annotated[str, typer.Argument(metavar="RETURNS", help=words("firms_returns"))]
    Frame = Annotated[str | None, typer.Option(metavar="FILE", help=words("firms_frame"))]
    Out = Annotated[Path, typer.Option("--out", "-o", help=words("firms_out"))]
    Force = Annotated[bool, typer.Option("--force", help=words("force"))]
    Where = Annotated[str, typer.Option("--engine", help=words("firms_engine"))]
    Memory = Annotated[str | None, typer.Option(help=words("firms_memory"))]
    By = Annotated[list[str], typer.Option(metavar="COLUMN[,COLUMN]", help=words("firms_by"))]
    Only = Annotated[list[str] | None, typer.Option("--measure", help=words("firms_measure"))]

    def template(
        out: Out,
        table: Annotated[bool, typer.Option("--table", help=words("firms_table"))] = False,
        force: Force = False,
    ) -> None:
        from devindex.enterprise.questionnaire import template, template_table
        from devindex.release.folder import check_file

        check_file(out, force=force)
        made = template_table(out) if table else template(out)
        typer.echo(words("firms_written", place=made))

    def simulate(
        out: Out,
        number: Annotated[int, typer.Option("--firms", help=words("firms_number"))] = 10_000,
        seed: Annotated[int, typer.Option(min=0, help=words("seed"))] = 0,
        missing: Annotated[float, typer.Option(help=words("firms_missing"))] = 0.03,
        wrong: Annotated[float, typer.Option(help=words("firms_wrong"))] = 0.0,
        force: Force = False,
    ) -> None:
        from devindex.cli import show
        from devindex.definitions.model import Text
        from devindex.enterprise.synthetic import SYNTHETIC, simulate
        from devindex.release.folder import check_file

        check_file(out, force=force)
        with show.progress(words) as step:

            def told(n: int) -> None:
                step(Text(zh=f"已生成{n:,}家", en=f"{n:,} firms made up"))

            made = simulate(out, number, seed, missing=missing, wrong=wrong, progress=told)
        typer.echo(SYNTHETIC.say("zh" if words.language == "zh" else "en"))
        for place in (made.path, made.frame, made.damage):
            if place is not None:
                typer.echo(words("firms_written", place=place))

    def check(
        returns: Returns, out: Out, frame: Frame = None, engine: Where = "duckdb",
        memory: Memory = None, force: Force = False,
    ) -> None:  # fmt: skip
        from devindex.release.folder import new_folder, write_checksums

        with opened(engine, memory) as duck:
            table, made_up = read(duck, returns)
            out = marked(out) if made_up else out
            with new_folder(out, force=force) as draft:
                found = checked(duck, table, returns, frame)
                found.save(draft)
                write_checksums(draft)
            said = found.summary()
        typer.echo(getattr(said, words.language, said))
        typer.echo(words("firms_written", place=out))
        if (found.counts["severity"] == "block").any():
            raise typer.Exit(1)

    def score(
        returns: Returns, out: Out, frame: Frame = None, engine: Where = "duckdb",
        memory: Memory = None, force: Force = False,
    ) -> None:  # fmt: skip
        from devindex.enterprise.scores import score
        from devindex.enterprise.synthetic.marks import KEY, MARK
        from devindex.release.folder import check_file

        with opened(engine, memory) as duck:
            table, made_up = read(duck, returns)
            out = marked(out) if made_up else out
            check_file(out, force=force)
            found = checked(duck, table, returns, frame)
            mark = {KEY: MARK} if made_up else None
            duck.save(score(found.good), out, mark)
            aside(found)
        typer.echo(words("firms_scored", n=found.firms - found.set_aside, place=out))

    def estimate(
        returns: Returns, out: Out, frame: Frame = None, by: By = ["province,industry"],  # noqa: B006
        measure: Only = None, engine: Where = "duckdb", memory: Memory = None, force: Force = False,
    ) -> None:  # fmt: skip
        from devindex.enterprise.tables.asked import all_margins, asked, crossings
        from devindex.enterprise.tables.tabulate import tabulate_all
        from devindex.release.folder import check_file, new_file

        with opened(engine, memory) as duck:
            table, made_up = read(duck, returns)
            out = marked(out) if made_up else out
            check_file(out, force=force)
            found = checked(duck, table, returns, frame)
            framed = None if frame is None else duck.read(frame)
            wanted = asked(duck, found.good, measure)
            made = tabulate_all(duck, wanted, all_margins(crossings(by)), framed)
            aside(found)
        text = made.to_csv(index=False, lineterminator="\n")
        new_file(text.encode("utf-8"), out, force=force)
        typer.echo(words("firms_estimated", n=len(made), place=out))

    def publish(
        returns: Returns, out: Out,
        year: Annotated[int, typer.Option(min=1990, max=2100, help=words("firms_year"))],
        frame: Frame = None, by: By = ["province,industry"],  # noqa: B006
        measure: Only = None,
        rules: Annotated[
            Path | None, typer.Option(metavar="FILE", help=words("firms_rules"))
        ] = None,
        previous: Annotated[
            Path | None, typer.Option(metavar="FOLDER", help=words("firms_previous"))
        ] = None,
        certify: Annotated[
            str | None, typer.Option(metavar="ENGINE", help=words("firms_certify"))
        ] = None,
        engine: Where = "duckdb", memory: Memory = None, force: Force = False,
    ) -> None:  # fmt: skip
        from contextlib import ExitStack

        from devindex.cli import show
        from devindex.enterprise.confidential.office import read_rules
        from devindex.enterprise.confidential.primary import Rules
        from devindex.enterprise.tables.asked import asked, crossings
        from devindex.release.firms import Asked, Survey, publish_firms
        from devindex.release.folder import check_place

        check_place(out, force=force)
        confidential = Rules() if rules is None else read_rules(rules)
        with ExitStack() as stack:
            step = stack.enter_context(show.progress(words))
            made: list[tuple[Survey, Asked]] = []
            for where in [engine] if certify is None else [engine, certify]:
                one = stack.enter_context(opened(where, memory))
                table, made_up = read(one, returns)
                if not made:
                    out = marked(out) if made_up else out
                    check_place(out, force=force)
                found = checked(one, table, returns, frame)
                framed = None if frame is None else one.read(frame)
                survey = Survey(one, found, framed, year, made_up)
                made.append((survey, asked(one, found.good, measure)))
            (survey, wanted), *again = made
            publish_firms(
                survey, out, wanted, crossings(by), rules=confidential, previous=previous,
                again=again[0] if again else None, force=force, progress=step,
            )  # fmt: skip
            aside(survey.checked)
        typer.echo(words("firms_published", place=out))

    def opened(where: str, memory: str | None) -> "Engine":
        from devindex.enterprise.engine import engine

        return engine(where, memory=memory, progress=False)

    def read(duck: "Engine", returns: str) -> "tuple[ibis.Table, bool]":
        """The table of firms, and whether they are synthetic."""
        from devindex.enterprise.synthetic import is_synthetic

        table = duck.with_nan(returns)
        return table, is_synthetic(returns) or is_synthetic(table)

    def checked(duck: "Engine", table: "ibis.Table", returns: str, frame: str | None) -> "Checked":
        from devindex.enterprise.returns.checks import check

        return check(duck, table, frame, name=Path(returns).name)

    def marked(out: Path) -> Path:
        from devindex.enterprise.synthetic.marks import marked

        return marked(out)

    def aside(found: "Checked") -> None:
        if found.set_aside or found.answers_left_out:
            typer.echo(
                words("firms_aside", aside=found.set_aside, answers=found.answers_left_out),
                err=True,
            )

    def gather(
        forms: Annotated[list[Path], typer.Argument(metavar="FORMS...", help=words("firms_forms"))],
        out: Out, force: Force = False,
    ) -> None:  # fmt: skip
        from devindex.enterprise.questionnaire import read_forms
        from devindex.release.folder import check_file, new_file

        check_file(out, force=force)
        made = read_forms(forms)
        text = made.to_csv(index=False, lineterminator="\n")
        new_file(text.encode("utf-8-sig"), out, force=force)
        typer.echo(words("firms_gathered", n=len(made), place=out))

    for command in (template, simulate, gather, check, score, estimate, publish):
        name = command.__name__
        firms.command(name, help=words(f"enterprise_{name}"))(command)
