"""The commands. Heavy libraries are imported inside them, so that ``--help`` is at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from devindex import __version__
from devindex.cli import enterprise, office, page
from devindex.cli.words import Words

if TYPE_CHECKING:
    from devindex.forecast.linking import Method

__all__ = ["build"]

PUBLIC = "regional-public"
DRAWS = 10_000
SEED = 20260630


def build(words: Words) -> typer.Typer:
    """The application, speaking one language."""
    app = typer.Typer(
        help=words("about"),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    Framework = Annotated[str, typer.Option(help=words("framework"))]
    Recipe = Annotated[str | None, typer.Option(help=words("recipe"))]
    Data = Annotated[Path | None, typer.Option(help=words("data"))]
    Year = Annotated[int | None, typer.Option(help=words("year"))]
    Methods = Annotated[str | None, typer.Option(metavar="FILE|MODULE", help=words("methods"))]
    Seed = Annotated[int, typer.Option(help=words("seed"), min=0)]
    Draws = Annotated[int, typer.Option(help=words("draws"), min=100, max=1_000_000)]

    def version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"devindex {__version__}")
            raise typer.Exit

    def top(
        lang: Annotated[str, typer.Option(help=words("lang"))] = words.language,
        version: Annotated[
            bool, typer.Option("--version", help=words("version"), callback=version, is_eager=True)
        ] = False,
    ) -> None:
        pass

    app.callback()(top)

    def release(
        edition: Annotated[int | None, typer.Option(help=words("edition"))] = None,
        out: Annotated[Path | None, typer.Option(help=words("out"))] = None,
        force: Annotated[bool, typer.Option("--force", help=words("force"))] = False,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        data: Data = None,
        draws: Draws = DRAWS,
        status: Annotated[str, typer.Option(metavar="draft|final", help=words("status"))] = "final",
        embargo: Annotated[str | None, typer.Option(metavar="TIME", help=words("embargo"))] = None,
        calendar: Annotated[Path | None, typer.Option(help=words("calendar"))] = None,
        vintage: Annotated[
            list[str] | None, typer.Option(metavar="SERIES=VINTAGE", help=words("vintage"))
        ] = None,
        date: Annotated[str, typer.Option(metavar="DATE", help=words("released"))] = "",
        supersedes: Annotated[
            Path | None, typer.Option(metavar="FOLDER", help=words("supersedes"))
        ] = None,
        after: Annotated[Path | None, typer.Option(metavar="FOLDER", help=words("follows"))] = None,
        reasons: Annotated[Path | None, typer.Option(metavar="FILE", help=words("reasons"))] = None,
    ) -> None:
        from devindex.cli import show
        from devindex.release import plan, prepare, write
        from devindex.release.build import stood
        from devindex.release.folder import check_place
        from devindex.release.revisions import corrected
        from devindex.release.revisions.corrections import line_of
        from devindex.release.standards.issue import issue

        what = plan(
            framework, edition=edition, recipe=recipe, data=data, draws=draws,
            vintage=stood(vintage or []), released=date, issue=issue(status, embargo, calendar),
        )  # fmt: skip
        before, follows, number = line_of(supersedes, after, reasons, out)
        kind = f"-r{number}" if number else ""
        kind += "-experimental" if what.departures else ""
        kind += "-draft" if status == "draft" else ""
        place = out or Path("release") / f"iidi-{what.year}{kind}"
        check_place(place, force=force)
        with show.progress(words) as step:
            made = prepare(what, step)
            if before is not None:
                made = corrected(made, before, reasons=reasons, follows=follows)
            write(made, place, force=force, progress=step)
        show.ranking(made, words)
        show.files(place, made, words)

    def verify(
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=words("release_folder"))],
        full: Annotated[bool, typer.Option("--full", help=words("full"))] = False,
    ) -> None:
        from devindex.cli import show, show_revisions
        from devindex.release.revisions import verify as check

        with show.progress(words) as step:
            step(show_revisions.VERIFY)
            found = check(folder, full=full, progress=step)
        show_revisions.verified(found, words)
        if not found.holds:
            raise typer.Exit(1)

    def diff(
        old: Annotated[Path, typer.Argument(metavar="OLD", help=words("old_release"))],
        new: Annotated[Path, typer.Argument(metavar="NEW", help=words("new_release"))],
        csv: Annotated[Path | None, typer.Option(metavar="FILE", help=words("diff_csv"))] = None,
        reasons_template: Annotated[
            Path | None, typer.Option(metavar="FILE", help=words("reasons_template"))
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=words("force_file"))] = False,
    ) -> None:
        from devindex.cli import show, show_revisions
        from devindex.release.folder import check_file
        from devindex.release.revisions import diff as compared

        for file in (csv, reasons_template):
            if file is not None:
                check_file(file, force=force)
        with show.progress(words) as step:
            step(show_revisions.COMPARE)
            found = compared(old, new)
        show_revisions.difference(found, words)
        show_revisions.save(found, csv, reasons_template, words, force=force)

    def own(methods: str | None) -> None:
        if methods is not None:
            from devindex.index import import_methods

            import_methods(methods)

    def index(
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
        draws: Annotated[
            int | None,
            typer.Option(help=words("draws"), min=100, max=1_000_000, show_default=str(DRAWS)),
        ] = None,
        until: Annotated[str | None, typer.Option(metavar="DATE", help=words("until"))] = None,
        method: Annotated[str | None, typer.Option(metavar="METHOD", help=words("linking"))] = None,
    ) -> None:
        from devindex.cli import show, show_nation
        from devindex.definitions import load_framework
        from devindex.forecast import national_index
        from devindex.release import plan, prepare

        level = load_framework(framework).level
        if level == "national":
            given = {"year": year, "recipe": recipe, "methods": methods, "data": data,
                     "draws": draws}  # fmt: skip
            show_nation.refuse_options(given, framework, level)
            show_nation.national(
                national_index(framework, until=until, method=cast("Method | None", method)), words
            )
            return
        show_nation.refuse_options({"until": until, "method": method}, framework, level)
        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data, draws=draws or DRAWS)
        with show.progress(words) as step:
            made = prepare(what, step)
        show.ranking(made, words)

    def indicators(framework: Framework = PUBLIC) -> None:
        from devindex.cli import show
        from devindex.definitions import load_framework

        show.indicators(load_framework(framework), words)

    def sources(data: Data = None) -> None:
        from devindex.cli import show
        from devindex.observations import load_observations

        show.sources(load_observations(data), words)

    def explain(
        province: Annotated[str, typer.Argument(help=words("province"))],
        year: Year = None,
        start: Annotated[int | None, typer.Option("--from", help=words("from_year"))] = None,
        end: Annotated[int | None, typer.Option("--to", help=words("to_year"))] = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
        draws: Draws = DRAWS,
    ) -> None:
        from devindex.cli import show, show_explain
        from devindex.definitions import region
        from devindex.release import index_of, plan

        own(methods)
        unit = region(province)
        what = plan(framework, year=year, recipe=recipe, data=data)
        if start is None and end is None:
            show.explanation(index_of(what), unit, what.year, words)
            return
        show_explain.one_or_two_years(year)
        with show.progress(words) as step:
            made, ranges = show_explain.prepare(what, (start, end), draws, step)
        show_explain.change(made, unit, ranges, words)

    def list_methods(
        step: Annotated[str | None, typer.Option(help=words("step_asked"))] = None,
        methods: Methods = None,
    ) -> None:
        from devindex.cli import show
        from devindex.index import catalogue

        own(methods)
        show.methods(catalogue(step), words)

    def recipes(framework: Framework = PUBLIC, methods: Methods = None) -> None:
        from devindex.cli import show
        from devindex.definitions import load_framework
        from devindex.index import load_recipe, recipe_names

        own(methods)
        chosen = load_framework(framework)
        known = [load_recipe(name, chosen.id) for name in recipe_names(chosen.id)]
        headline = chosen.scoring.recipe if chosen.scoring else "headline"
        show.recipes(known, headline, words)

    def compare(
        recipe_a: Annotated[str, typer.Argument(help=words("recipe_a"))],
        recipe_b: Annotated[str, typer.Argument(help=words("recipe_b"))],
        year: Year = None,
        framework: Framework = PUBLIC,
        methods: Methods = None,
        data: Data = None,
    ) -> None:
        from devindex.cli import show
        from devindex.index import compare
        from devindex.release import index_of, plan

        own(methods)
        plans = [plan(framework, year=year, recipe=r, data=data) for r in (recipe_a, recipe_b)]
        one, other = (index_of(what) for what in plans)
        show.comparison(compare(one, other, plans[0].year), words)

    def uncertainty(
        regions: Annotated[
            list[str] | None, typer.Argument(metavar="[A B]", help=words("two"))
        ] = None,
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
        draws: Draws = DRAWS,
        seed: Seed = SEED,
    ) -> None:
        import devindex as dx
        from devindex.cli import show, show_robustness
        from devindex.errors import MethodError, say
        from devindex.release import index_of, plan
        from devindex.release.build import COMPUTE, DRAW

        if regions and len(regions) != 2:
            raise MethodError(
                say(
                    "{n} provinces given; name two to compare, or none",
                    "给出了{n}个省份；比较时应给出两个，或不给",
                    n=len(regions),
                )
            )
        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data)
        with show.progress(words) as step:
            step(COMPUTE)
            index = index_of(what)
            step(DRAW)
            made = dx.uncertainty(index, draws=draws, seed=seed)
        if regions:
            show_robustness.comparison_of_two(made, regions[0], regions[1], what.year, words)
        else:
            show_robustness.uncertainty(made, what.year, words)

    def sensitivity(
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
        points: Annotated[int, typer.Option(help=words("points_asked"), min=2)] = 512,
        seed: Seed = SEED,
    ) -> None:
        import devindex as dx
        from devindex.cli import show, show_robustness
        from devindex.release import index_of, plan
        from devindex.release.build import DRAW

        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data)
        with show.progress(words) as step:
            step(DRAW)
            made = dx.sensitivity(index_of(what), year=what.year, points=points, seed=seed)
        show_robustness.sensitivity(made, words)

    def disparity(
        weights: Annotated[str | None, typer.Option(help=words("disparity_weights"))] = None,
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
    ) -> None:
        from devindex.analysis import disparity
        from devindex.cli import show_regions
        from devindex.release import index_of, plan

        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data, extended=True)
        show_regions.disparity(disparity(index_of(what), weights=weights), what.year, words)

    def convergence(
        since: Annotated[int | None, typer.Option(help=words("since"))] = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
    ) -> None:
        from devindex.analysis import Clubs, clubs, convergence
        from devindex.cli import show_regions
        from devindex.errors import MethodError
        from devindex.release import index_of, plan

        own(methods)
        made = index_of(plan(framework, recipe=recipe, data=data))
        closer = convergence(made, start=since)
        parts: Clubs | MethodError
        try:
            parts = clubs(made, start=since)
        except MethodError as reason:
            parts = reason
        show_regions.convergence(closer, parts, words)

    def spatial(
        weights: Annotated[str, typer.Option(help=words("spatial_weights"))] = "contiguity",
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
    ) -> None:
        from devindex.analysis import spatial
        from devindex.cli import show_regions
        from devindex.release import index_of, plan

        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data, extended=True)
        show_regions.spatial(spatial(index_of(what), what.year, weights=weights), words)

    def audit(
        year: Year = None,
        framework: Framework = PUBLIC,
        recipe: Recipe = None,
        methods: Methods = None,
        data: Data = None,
    ) -> None:
        from devindex.analysis import audit
        from devindex.cli import show_audit
        from devindex.release import index_of, plan

        own(methods)
        what = plan(framework, year=year, recipe=recipe, data=data)
        show_audit.audit(audit(index_of(what), what.year), words)

    def forecast(
        what: Annotated[str, typer.Argument(metavar="SERIES|TARGET", help=words("of_what"))],
        until: Annotated[str | None, typer.Option(help=words("last_date"))] = None,
        as_of: Annotated[str | None, typer.Option(help=words("as_of"))] = None,
        link: Annotated[str | None, typer.Option(help=words("link"))] = None,
        why: Annotated[bool, typer.Option("--why", help=words("why"))] = False,
        choices: Annotated[bool, typer.Option("--choices", help=words("choices"))] = False,
        figure: Annotated[Path | None, typer.Option(help=words("figure"))] = None,
        csv: Annotated[Path | None, typer.Option(help=words("csv"))] = None,
        force: Annotated[bool, typer.Option("--force", help=words("force_file"))] = False,
        draws: Annotated[int, typer.Option(help=words("paths"), min=100, max=100_000)] = 10_000,
        seed: Seed = 0,
    ) -> None:
        from devindex.cli import show_forecast
        from devindex.forecast import forecast, target_state, unmeasured
        from devindex.release.folder import check_file

        for file in (figure, csv):
            if file is not None:
                check_file(file, force=force)
        show_forecast.two_files(figure, csv)
        if link is None and unmeasured(what):
            show_forecast.refuse_options(
                what, until=until, figure=figure, csv=csv, why=why, choices=choices
            )
            show_forecast.unmeasured(target_state(what, as_of), words)
            return
        made = forecast(what, until, as_of=as_of, link=link, draws=draws, seed=seed)
        show_forecast.files(made, figure, csv, words, force=force)
        show_forecast.forecast(made, words)
        if why:
            show_forecast.why(made, words)
        if choices:
            show_forecast.choices(made, words)

    def targets(
        as_of: Annotated[str | None, typer.Option(help=words("as_of"))] = None,
        only_open: Annotated[bool, typer.Option("--open", help=words("only_open"))] = False,
        csv: Annotated[Path | None, typer.Option(help=words("csv"))] = None,
        force: Annotated[bool, typer.Option("--force", help=words("force_file"))] = False,
        draws: Annotated[int, typer.Option(help=words("paths"), min=100, max=100_000)] = 10_000,
        seed: Seed = 0,
    ) -> None:
        from devindex.cli import show, show_targets
        from devindex.forecast import assessments
        from devindex.release.folder import check_file

        if csv is not None:
            check_file(csv, force=force)
        with show.progress(words) as step:
            step(show_targets.ASSESS)
            found = assessments(as_of, draws=draws, seed=seed)
        show_targets.targets(found, words, every=not only_open)
        show_targets.save([a.to_dict() for a in found], csv, words, force=force)

    def backtest(
        context: typer.Context,
        kept: Annotated[Path | None, typer.Option("--record", help=words("record"))] = None,
        csv: Annotated[Path | None, typer.Option(help=words("csv"))] = None,
        force: Annotated[bool, typer.Option("--force", help=words("force_file"))] = False,
        draws: Annotated[int, typer.Option(help=words("paths"), min=100, max=100_000)] = 10_000,
        seed: Seed = 0,
    ) -> None:
        from devindex.cli import show, show_targets
        from devindex.forecast import backtest, read_record, score_record
        from devindex.release.folder import check_file

        if csv is not None:
            check_file(csv, force=force)
        if kept is not None:
            show_targets.refuse_beside_record(context, ("draws", "seed"))
            found = score_record(read_record(kept))
            show_targets.record(found, words)
            show_targets.save(found, csv, words, force=force)
            return
        with show.progress(words) as step:
            step(show_targets.PAST)
            made = backtest(draws=draws, seed=seed)
        show_targets.backtest(made, words)
        show_targets.save(made.cases, csv, words, force=force)

    for command in (
        release,
        verify,
        diff,
        index,
        indicators,
        sources,
        explain,
        recipes,
        compare,
        uncertainty,
        sensitivity,
        disparity,
        convergence,
        spatial,
        audit,
        forecast,
        targets,
        backtest,
    ):
        app.command(help=words(command.__name__))(command)
    app.command("methods", help=words("list_methods"))(list_methods)
    enterprise.add(app, words)
    office.add(app, words)
    page.add(app, words)
    return app
