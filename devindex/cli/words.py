"""What the command line says, in both languages. Nothing heavy is imported here."""

from __future__ import annotations

import os
from collections.abc import Sequence

from devindex.cli.words_enterprise import ENTERPRISE

__all__ = ["LANGUAGES", "Words", "language_of"]

LANGUAGES = ("en", "zh")

_SAID: dict[str, tuple[str, str]] = {
    "about": (
        "Regional development-index statistics of the industrial internet.",
        "工业互联网地区发展指数统计。",
    ),
    "lang": ("Language of the command line: en or zh.", "命令行语言：en 或 zh。"),
    "version": ("Show the version and stop.", "显示版本后退出。"),
    "release": (
        "Compute the index and write the release of one edition.",
        "计算指数，生成某一年版的发布包。",
    ),
    "verify": (
        "Check a release: its checksums, and its scores and ranks computed again from its own "
        "figures, framework and recipe. Exit code 1 if it does not hold.",
        "核实发布包：核对校验和，并用其自带的数据、框架和方案重算得分与位次。不能成立时退出码为1。",
    ),
    "release_folder": ("Folder of the release.", "发布包文件夹。"),
    "site": (
        "Build the web page of a release: a folder that opens from disk and asks no other host.",
        "由发布包生成网页：一个可直接打开的文件夹，不访问任何其他主机。",
    ),
    "site_out": (
        "Folder to write; RELEASE-site in the working folder if not given.",
        "输出文件夹；未给出时为当前文件夹下的“发布包名-site”。",
    ),
    "site_force": (
        "Replace the files of an earlier page in that folder.",
        "替换该文件夹中已有的网页文件。",
    ),
    "site_written": ("Page written to {place}; open {page}", "网页已写入 {place}；请打开 {page}"),
    "open": (
        "Show the web page of a release on this machine and open the browser; Ctrl-C ends it.",
        "在本机显示发布包的网页并打开浏览器；按 Ctrl-C 结束。",
    ),
    "port": ("Port to use; a free one if 0.", "端口；为0时自动选用空闲端口。"),
    "no_browser": ("Only print the address.", "只显示地址，不打开浏览器。"),
    "serving": ("{address} (Ctrl-C ends it)", "{address}（按 Ctrl-C 结束）"),
    "full": (
        "Compute every file again that can be: rank ranges, tables, workbook, pages, maps.",
        "重算全部可重算的文件：位次区间、各表、工作簿、说明和地图。",
    ),
    "diff": (
        "Compare two releases: values that changed and why, revision statistics.",
        "比较两个发布包：改动的数值、原因和修订统计。",
    ),
    "old_release": ("Folder of the earlier release.", "较早的发布包文件夹。"),
    "new_release": ("Folder of the later release.", "较晚的发布包文件夹。"),
    "diff_csv": (
        "Also write every difference here, with what each cause moved.",
        "同时将全部差别及各原因的影响写入此文件。",
    ),
    "reasons_template": (
        "Write a file of reasons to fill in, for --reasons of release.",
        "写出待填写的原因文件，供 release 的 --reasons 使用。",
    ),
    "vintage": (
        "Take a series as it stood: eco_gdp=eco_gdp_v2023. May be repeated.",
        "使用某一序列当时的版本，如 eco_gdp=eco_gdp_v2023。可重复给出。",
    ),
    "released": (
        "Day of publication, YYYY-MM-DD; the day the data were read if not given.",
        "发布日期，YYYY-MM-DD；未给出时为数据读取日期。",
    ),
    "supersedes": (
        "Release of the same edition that this one corrects; it stays as it is.",
        "本版所更正的同一年版的发布包，原样保留。",
    ),
    "follows": (
        "Release of an earlier edition that this one follows.",
        "本版所接续的较早年版的发布包。",
    ),
    "reasons": (
        "TOML file that says why published values change.",
        "说明已公布数值变动原因的 TOML 文件。",
    ),
    "file": ("File", "文件"),
    "found": ("Finding", "结果"),
    "kind_of": ("Kind", "类别"),
    "level": ("Level", "层级"),
    "level_indicator": ("Indicators", "三级指标"),
    "level_theme": ("Themes", "二级指标"),
    "level_dimension": ("Dimensions", "一级指标"),
    "level_index": ("Score, index, rank", "得分、指数、位次"),
    "values_n": ("Values", "数值数"),
    "old": ("Old", "原值"),
    "new": ("New", "新值"),
    "change_of_scores": (
        "Scores and ranks of {year} that changed, by cause (points)",
        "{year}年有变动的得分与位次，按原因分解（分）",
    ),
    "change_of_method": ("What changed in the method", "方法变动"),
    "largest_part": ("Moved most by", "影响最大的指标"),
    "revision_statistics": ("Revisions, by indicator and for ranks", "修订统计（按指标和位次）"),
    "mean_revision": ("Mean", "均值"),
    "mean_absolute": ("Mean absolute", "平均绝对值"),
    "relative": ("Relative", "相对平均绝对值"),
    "sd": ("SD", "标准差"),
    "range_of": ("Lowest to highest", "最低至最高"),
    "turned": ("Direction turned", "方向改变"),
    "p_zero": ("p (mean 0)", "p（均值为0）"),
    "few_vintages": (
        "Whether the mean differs from zero is tested from {least} vintages on; there are {n}.",
        "满{least}个版本方检验均值是否为零；现有{n}个版本。",
    ),
    "index": (
        "Compute the index and print one year's ranking; for a framework of national level "
        "(national, platform, five-g) the nation's index of every year.",
        "计算指数并显示某一年的排名；国家级框架（national、platform、five-g）显示全国各年的指数。",
    ),
    "until": (
        "National frameworks: only figures published by this day, YYYY, YYYY-MM or YYYY-MM-DD.",
        "国家级框架：只用在该日（YYYY、YYYY-MM 或 YYYY-MM-DD）以前公布的数值。",
    ),
    "linking": (
        "National frameworks: chained or fixed-base; the framework's own if not given.",
        "国家级框架：chained（逐年衔接）或 fixed-base（定基）；未给出时按框架声明。",
    ),
    "nation_title": ("{title}: index, {base} = 100", "{title}：指数（{base}年=100）"),
    "in_year": ("Year", "年份"),
    "between": ("Between", "范围"),
    "one_out": ("One left out", "任缺一项"),
    "measured": ("With a figure", "有数值的指标"),
    "linked": ("Compared", "可比指标"),
    "nation_note": (
        "{compared} The range covers every figure the announcements allow, and its geometric mean "
        "is the index. One left out: the lowest and highest index if any one indicator had no "
        "figures. A dimension no figure links with the base year has none.",
        "{compared}范围涵盖公布数值所容许的一切数值，"
        "其两端的几何平均即为指数。“任缺一项”为任一指标没有数值时指数的最低值和最高值。不能与基年衔接的一级指标没有指数。",
    ),
    "chained": (
        "Each year is compared with the one before by the indicators both have.",
        "各年与上年都有数值的指标相比，逐年衔接。",
    ),
    "fixed-base": (
        "Each year is compared with the base year by the indicators both have; years with other "
        "indicators do not follow one another.",
        "各年与基年都有数值的指标相比（定基）；指标不同的年份之间不可比。",
    ),
    "levels": (
        "The announced level stands in where the denominator has no figures: {codes}. The index "
        "then moves with the denominator too.",
        "以下指标的分母没有数值，以公布的总量代替：{codes}。此时指数也随分母变动。",
    ),
    "beside": (
        "Published by others, not an input: {name}, {unit}: {values}",
        "他方公布，不参与计算：{name}，{unit}：{values}",
    ),
    "indicators": (
        "List a framework's indicators and its function × system matrix.",
        "列出框架的指标及其“功能×体系”矩阵。",
    ),
    "sources": ("List where the figures come from.", "列出数据来源。"),
    "explain": (
        "Show what a province's score is made of; with --from, why it moved between two years.",
        "显示某个省份得分的构成；给出 --from 时说明两年之间变动的原因。",
    ),
    "list_methods": (
        "List every method a recipe can name, with its parameters and source.",
        "列出方案可用的全部方法及其参数和文献出处。",
    ),
    "recipes": (
        "List the recipes of a framework, and how each differs from the headline.",
        "列出框架的方案，以及各方案与公布方案的不同之处。",
    ),
    "compare": (
        "Compare the rankings of two recipes in one year.",
        "比较两个方案在某一年的排名。",
    ),
    "audit": (
        "Audit the index statistically: correlations, components, reliability, weights.",
        "对指数作统计审查：相关、主成分、信度、权重。",
    ),
    "audit_title": ("{title}: statistical audit, {year}", "{title}：统计审查（{year}年）"),
    "check": ("Check", "检查"),
    "finding": ("Finding", "发现"),
    "threshold": ("Threshold", "阈值"),
    "verdict": ("Verdict", "结论"),
    "audit_note": (
        "To look at is no fault: it names what whoever answers for the index should explain.",
        "“需关注”并非差错，而是指数负责人应能说明的事项。",
    ),
    "recipe_a": (
        "The reference: a recipe by name, or a TOML file of your own.",
        "作为参照的方案：名称，或自己的 TOML 文件。",
    ),
    "recipe_b": ("The recipe compared with it.", "与之比较的方案。"),
    "step_asked": ("One step only, such as normalise.", "只列某一步骤，如 normalise。"),
    "methods": (
        "A Python file or module of your own whose methods a recipe may then name.",
        "自己的 Python 文件或模块，其中登记的方法可用于方案。",
    ),
    "edition": (
        "Year to rank; the edition of a year uses data to that year. The latest if not given.",
        "排名年份；某年版只用截至该年的数据。默认为最新年份。",
    ),
    "out": ("Folder to write; must not exist yet.", "输出文件夹；不能是已有的文件夹。"),
    "force": ("Replace an earlier release in that folder.", "替换该文件夹中已有的发布包。"),
    "status": (
        "draft or final; a draft bears another id and says so on every page.",
        "draft（草稿）或 final（正式）；草稿另有编号，各页均注明。",
    ),
    "embargo": (
        "End of the embargo with its time zone, such as 2026-06-30T09:30:00+08:00.",
        "解禁时间，含时区，如 2026-06-30T09:30:00+08:00。",
    ),
    "calendar": (
        "TOML file of the releases to come, kept by the office.",
        "本单位保存的发布日程（TOML 文件）。",
    ),
    "framework": (
        "Framework by name, or a folder of your own definitions.",
        "框架名称，或存放自定义框架的文件夹。",
    ),
    "recipe": ("Recipe by name, or a TOML file of your own.", "方案名称，或自己的 TOML 文件。"),
    "data": (
        "Folder of observations (CSV with TOML sidecars) to use instead of the official figures.",
        "代替官方数据的观测文件夹（CSV 及同名 TOML 说明）。",
    ),
    "draws": ("Number of recomputations behind the rank ranges.", "计算位次区间时的重算次数。"),
    "year": ("Year to show; the latest if not given.", "显示的年份，默认为最新年份。"),
    "from_year": (
        "Year to explain the change from; the year before --to if not given.",
        "变动的起始年份，默认为 --to 的上一年。",
    ),
    "to_year": (
        "Year to explain the change to; the latest if not given.",
        "变动的终止年份，默认为最新年份。",
    ),
    "change_title": ("{region}, {start} to {end}", "{region}（{start}年至{end}年）"),
    "cause": ("Cause", "原因"),
    "points_in": ("Points {year}", "{year}年标准分"),
    "change_points": ("Score", "得分变动"),
    "change_places": ("Places", "位次变动"),
    "sum_change": ("Sum = change", "合计＝变动"),
    "change_note": (
        "Parts sum exactly to the change. Places gained are above zero. Score split by {split}.",
        "各项之和恰为总变动；位次上升为正。得分分解方法：{split}。",
    ),
    "province": (
        "Code (440000, CN-GD) or name (广东, Guangdong).",
        "代码（440000、CN-GD）或名称（广东、Guangdong）。",
    ),
    "rank": ("Rank", "位次"),
    "region": ("Region", "地区"),
    "score": ("Score", "得分"),
    "development": ("Index", "发展指数"),
    "range": ("Rank range", "位次区间"),
    "score_change": ("Change", "得分变化"),
    "rank_change": ("Rank change", "位次变化"),
    "nation": ("Nation", "全国"),
    "code": ("Code", "代码"),
    "indicator": ("Indicator", "指标"),
    "unit": ("Unit", "单位"),
    "dimension": ("Dimension", "一级指标"),
    "scored": ("Scored", "计分"),
    "stands_for": ("Stands for", "替代"),
    "matrix": ("Indicators by function and system", "按功能与体系划分的指标数"),
    "empty_cells": ("Empty cells", "空白单元"),
    "none": ("none", "无"),
    "value": ("Value", "数值"),
    "points": ("Points", "标准分"),
    "weight": ("Weight", "权重"),
    "contribution": ("Contribution", "贡献"),
    "nation_points": ("Nation's points", "全国标准分"),
    "sum": ("Sum = score", "合计＝得分"),
    "source": ("Source", "来源"),
    "producer": ("Producer", "机构"),
    "title": ("Title", "名称"),
    "licence": ("Licence", "许可"),
    "read_on": ("Read on", "读取日期"),
    "reliability": ("Reliability", "可靠性"),
    "series": ("Series", "序列"),
    "written": ("Release written to", "发布包已写入"),
    "open_first": ("Open first", "可先打开"),
    "base": ("nation {year} = 100", "全国{year}年=100"),
    "ranking_title": ("{title}, {year}", "{title}（{year}年）"),
    "range_note": (
        "Rank range: 90 % of {draws:,} recomputations. Is one province really above another? "
        "devindex uncertainty A B. Scores 0-100.",
        "位次区间：{draws:,}次重算结果的90%。某省是否确实高于另一省：devindex uncertainty 甲 乙。"
        "得分0—100。",
    ),
    "coverage_note": (
        "Public proxies: {touched} of the {full} regional indicators are touched, none measured "
        "itself.",
        "公开统计代理指标：触及地方级{full}项指标中的{touched}项，均非直接测量。",
    ),
    "experimental": ("Experiment, not the official edition: {told}.", "试算，非正式年版：{told}。"),
    "fell": (
        "Estimated (E): last published figure carried forward.",
        "E：估计值，沿用上一年公布值。",
    ),
    "step": ("Step", "步骤"),
    "method": ("Method", "方法"),
    "parameters": ("Parameters and defaults", "参数及默认值"),
    "cite": ("Source", "文献出处"),
    "recipe_name": ("Recipe", "方案"),
    "differs": ("Differs from {recipe} in", "与 {recipe} 的不同"),
    "as_headline": ("(the headline)", "（公布方案）"),
    "comparison_title": ("{a} and {b}, {year}", "{a} 与 {b}（{year}年）"),
    "rank_of": ("Rank, {recipe}", "位次（{recipe}）"),
    "score_of": ("Score, {recipe}", "得分（{recipe}）"),
    "shift": ("Shift", "位次变动"),
    "alike": (
        "Spearman {spearman:.3f}, Kendall tau-b {kendall:.3f}, weighted rank similarity WS "
        "{ws:.3f} ({regions} regions).",
        "斯皮尔曼系数 {spearman:.3f}，肯德尔 tau-b {kendall:.3f}，加权排名相似系数 WS {ws:.3f}"
        "（{regions}个地区）。",
    ),
    "moved": (
        "Mean shift {mean:.2f} places, median {median:g}, largest {largest}{whose}.",
        "平均变动{mean:.2f}位，中位数{median:g}位，最大{largest}位{whose}。",
    ),
    "whose": (": {names}", "：{names}"),
    "disparity": (
        "Show how unequal the provinces are by year, within and between the macro-regions.",
        "按年显示省份之间的差异，以及四大地区组内和组间的差异。",
    ),
    "disparity_weights": (
        "Series the provinces are weighted by, such as eco_pop; all alike if not given.",
        "各省份的权重序列，如 eco_pop；默认等权。",
    ),
    "convergence": (
        "Show whether the provinces come closer: sigma, beta, convergence clubs.",
        "检验各省份是否趋于收敛：σ收敛、β收敛与收敛俱乐部。",
    ),
    "since": ("First year; the first of the index if not given.", "起始年份，默认为指数的首年。"),
    "sd_log": ("Std. dev. of logs", "对数标准差"),
    "model": ("Model", "模型"),
    "absolute": ("absolute beta, across regions", "绝对β（截面）"),
    "panel": ("absolute beta, panel with region effects", "绝对β（面板，地区固定效应）"),
    "beta": ("Beta", "β系数"),
    "se": ("Std. error", "标准误"),
    "p": ("p", "p值"),
    "speed": ("Speed, % a year", "收敛速度（%/年）"),
    "half_life": ("Half-life, years", "半衰期（年）"),
    "club": ("Club", "俱乐部"),
    "members": ("Members", "成员"),
    "no_clubs": ("No clubs: {reason}", "未分俱乐部：{reason}"),
    "club_none": ("none", "不属任何俱乐部"),
    "spatial": (
        "Show whether like lies near like: Moran, Geary, Getis-Ord, local clusters.",
        "显示空间自相关：莫兰指数、吉尔里系数、Getis-Ord 统计量与局部聚集。",
    ),
    "spatial_weights": (
        "Who is near whom: contiguity, distance or nearest.",
        "空间权重：contiguity（相邻）、distance（距离）或 nearest（最近邻）。",
    ),
    "moran": ("Moran's I", "莫兰指数"),
    "geary": ("Geary's C", "吉尔里系数"),
    "getis-ord": ("Getis-Ord G", "Getis-Ord G"),
    "lag": ("Neighbours (z)", "相邻地区（标准化）"),
    "z": ("Own (z)", "本地区（标准化）"),
    "local_moran": ("Local Moran", "局部莫兰指数"),
    "cluster": ("Cluster", "局部聚集"),
    "HH": ("high-high", "高—高"),
    "HL": ("high-low", "高—低"),
    "LH": ("low-high", "低—高"),
    "LL": ("low-low", "低—低"),
    "clusters_in": ("Local clusters, {year}", "局部聚集（{year}年）"),
    "year_column": ("Year", "年份"),
    "regions": ("Regions", "地区数"),
    "mean": ("Mean", "均值"),
    "cv": ("Coeff. of variation", "变异系数"),
    "gini": ("Gini", "基尼系数"),
    "theil": ("Theil", "泰尔指数"),
    "theil_between": ("Theil between", "泰尔组间"),
    "atkinson": ("Atkinson", "阿特金森指数"),
    "gini_within": ("Within", "组内"),
    "gini_net_between": ("Net between", "组间净差异"),
    "gini_transvariation": ("Overlap", "超变密度"),
    "group": ("Group", "组别"),
    "gini_part": ("Adds to Gini", "对基尼系数的贡献"),
    "theil_part": ("Adds to Theil", "对泰尔指数的贡献"),
    "groups_in": ("Groups, {year}", "各组（{year}年）"),
    "uncertainty": (
        "Show how sure each rank is, or whether one province is really above another.",
        "显示各位次有多确定，或某省份是否确实高于另一省份。",
    ),
    "two": (
        "Two provinces, by code or name: is the first really above the second?",
        "两个省份（代码或名称）：前者是否确实高于后者？",
    ),
    "sensitivity": (
        "Show which choices the ranks hang on, and what each single choice moves.",
        "显示位次取决于哪些选择，以及每一项选择引起的变动。",
    ),
    "points_asked": (
        "Sample points, a power of 2; each is recomputed once more than choices vary.",
        "抽样点数，应为2的幂；每点的重算次数为可变选择数加二。",
    ),
    "seed": (
        "Seed of the draws; the same seed gives the same draws.",
        "随机种子；种子相同则结果相同。",
    ),
    "how_sure": ("How sure is a rank? {year}", "位次有多确定？{year}年"),
    "median": ("Median", "中位数"),
    "at_rank": ("Draws at this rank", "取该位次的比例"),
    "ask_two": (
        "Ranges hold 90 % of the draws. For two provinces: devindex uncertainty 江苏 浙江",
        "区间包含90%的重算结果。比较两个省份：devindex uncertainty 江苏 浙江",
    ),
    "of_two": ("{a} (first) and {b} (second)", "{a}（前者）与{b}（后者）"),
    "first_above": ("First above", "前者高"),
    "second_above": ("Second above", "后者高"),
    "level_with": ("Level", "并列"),
    "hangs": ("What the ranks hang on, {year}", "位次取决于什么（{year}年）"),
    "choice": ("Choice", "选择"),
    "first_order": ("By itself", "单独作用"),
    "total_effect": ("In all", "总效应"),
    "interval": ("90 % interval", "90%区间"),
    "single": ("Single choices that move a rank furthest", "使位次变动最大的单一选择"),
    "mean_shift": ("Mean shift", "平均变动"),
    "largest_shift": ("Largest", "最大变动"),
    "from_to": ("From - to", "由—至"),
    "forecast": (
        "Forecast an announced series or a target: median, intervals, probability.",
        "预测已公布的序列或目标：中位数、区间与概率。",
    ),
    "of_what": (
        "Code of an announced series, or of a target, whose own series is then taken.",
        "已公布序列的代码；或目标的代码，此时采用目标自身的序列。",
    ),
    "last_date": (
        "Last date, YYYY, YYYY-MM or YYYY-MM-DD; the deadline, or five years on, if not given.",
        "预测止于何日（YYYY、YYYY-MM 或 YYYY-MM-DD），默认为目标期限，或此后五年。",
    ),
    "as_of": (
        "Read only what was published by that day.",
        "只读该日及以前公布的数值。",
    ),
    "link": (
        "For a target: another series that is offered for it.",
        "用于目标：改用为其备选的另一序列。",
    ),
    "why": (
        "Weights of growth families and noise before and after, and what each figure did.",
        "各增长类型与噪声在采用数值前后的权重，以及每个数值的作用。",
    ),
    "choices": ("Every figure read, used or not, and why.", "读入的每个数值、是否采用及理由。"),
    "figure": ("Save the fan chart as .png or .svg.", "将扇形图存为 .png 或 .svg。"),
    "force_file": ("Replace a file that is there already.", "替换已有的文件。"),
    "csv": ("Save the table as CSV.", "将表存为 CSV。"),
    "paths": ("Number of paths drawn.", "抽取的路径数。"),
    "date": ("By", "截至"),
    "in_unit": ("{what}, {unit}", "{what}，{unit}"),
    "interval_of": ("{level} % interval", "{level}%区间"),
    "to": ("{low} to {high}", "{low}至{high}"),
    "chance": ("Probability of {value}", "达到{value}的概率"),
    "evidence": ("Evidence: {said}", "依据：{said}"),
    "mind": ("Mind: {said}.", "注意：{said}。"),
    "scope": ("Scope: {said}.", "口径：{said}。"),
    "figures_from": ("Source: {said}.", "资料来源：{said}。"),
    "saved": ("Saved: {file}", "已存：{file}"),
    "unmeasured": ("{name}: {state}; {reason}.", "{name}：{state}；{reason}。"),
    "stated": (
        "A document states {value} {unit} (as of {when}); one value gives no forecast.",
        "政策文件称已有{value}{unit}（{when}）；单独一个数值不能用于预测。",
    ),
    "why_title": ("Weight of each setting, %", "各设定的权重（%）"),
    "part": ("Part", "部分"),
    "setting": ("Setting", "设定"),
    "before": ("Prior", "先验"),
    "with_reference": ("With reference", "参照后"),
    "after": ("After the figures", "采用数值后"),
    "family": ("growth family", "增长类型"),
    "fading": ("fading of growth", "增长减退"),
    "size": ("size of noise", "噪声大小"),
    "kind": ("kind of noise", "噪声类型"),
    "start": ("first growth", "起始增长"),
    "a_year": ("{rate} a year", "每年{rate}"),
    "level jumps": ("level jumps", "水平跳动"),
    "level jumps, figures are noisy": ("level jumps, figures are noisy", "水平跳动，数值有误差"),
    "level and slope jump": ("level and slope jump", "水平与增速均跳动"),
    "slope wanders": ("slope wanders", "增速游移"),
    "figures scatter around a trend": ("figures scatter around a trend", "数值围绕趋势波动"),
    "almost a fixed curve": ("almost a fixed curve", "近于固定曲线"),
    "effects_title": (
        "What each figure did: the forecast had it not been announced",
        "每个数值的作用：若未公布，预测将是",
    ),
    "figure_date": ("Date", "日期"),
    "median_without": ("Median without", "无此数值时的中位数"),
    "chance_without": ("Probability without", "无此数值时的概率"),
    "as_it_is": ("with all", "全部采用"),
    "bound_exact": ("{value}", "{value}"),
    "bound_at_least": ("at least {value}", "至少{value}"),
    "bound_about": ("about {value}", "约{value}"),
    "bound_at_most": ("at most {value}", "至多{value}"),
    "targets": (
        "Every policy target: state, probability, evidence and the verdicts of three rules.",
        "全部政策目标：状态、概率、依据和三种判定规则的结论。",
    ),
    "only_open": ("Only the targets still open.", "只显示未到期的目标。"),
    "backtest": (
        "Forecast past targets and figures from what was known before them, and score it.",
        "只用当时已知的数值预测过去的目标和数值，并评分。",
    ),
    "record": (
        "Score the forecasts of an earlier release by what has been announced since: its "
        "data/trajectories.csv.",
        "用此后公布的数值为以往年版的预测评分：给出该年版的 data/trajectories.csv。",
    ),
    "record_open": (
        "Nothing the record forecasts has been announced since.",
        "记录所预测的数值此后尚未公布。",
    ),
    "record_figures": (
        "Figures announced since the record, and whether they lie inside its intervals",
        "记录形成后公布的数值，及其是否在区间内",
    ),
    "record_targets": ("Targets whose outcome is known by now", "结果已知的目标"),
    "quantile_score": ("Quantile score", "分位数得分"),
    "record_count": (
        "{figures} figures announced since, {past} targets with a known outcome",
        "此后公布的数值{figures}个，结果已知的目标{past}个",
    ),
    "record_inside": (
        "; {in_80} % of the figures inside the 80 % interval, {in_95} % inside the 95 % interval",
        "；{in_80}%的数值在80%区间内，{in_95}%在95%区间内",
    ),
    "record_brier": ("; mean Brier score {brier}", "；平均 Brier 得分{brier}"),
    "this_forecast": ("this forecast", "本预测"),
    "target_value": ("Value", "目标值"),
    "targets_title": ("Targets of five policy documents", "五份政策文件的目标"),
    "target_id": ("Target", "目标代码"),
    "deadline": ("By", "期限"),
    "state": ("State", "状态"),
    "chance_short": ("Probability", "概率"),
    "grade": ("Evidence", "依据"),
    "reached": ("reached", "已达到"),
    "reason": ("Why", "理由"),
    "semicolon": ("; ", "；"),
    "targets_count": ("{n} targets on {day}: {said}.", "截至{day}共{n}个目标：{said}。"),
    "verdict_of": ("{rule}: {said}", "{rule}：{said}"),
    "growth-ratio": ("growth against growth required", "实际增速与所需增速之比"),
    "growth": ("growth alone", "增速本身"),
    "path": ("against the path to the target", "与目标路径相比"),
    "probability": ("by probability", "按概率"),
    "standstill": (
        "In brackets: if the latest figure, announced again since, has stood still.",
        "括号内：如最近数值此后的重复公布意味着停滞。",
    ),
    "disagree": ("The rules disagree.", "各规则结论不一。"),
    "backtest_cases": (
        "Plan targets, forecast from the figures published by that day",
        "规划目标：只用截至当日公布的数值预测",
    ),
    "forecast_on": ("Forecast on", "预测日"),
    "figures_known": ("Figures known", "已知数值"),
    "none_known": ("no figure", "无数值"),
    "outcome": ("Outcome", "结果"),
    "met": ("met", "完成"),
    "missed": ("missed", "未完成"),
    "backtest_scores": (
        "Scores of these forecasts, lower is better",
        "上述预测的得分（越低越好）",
    ),
    "over": ("Over", "范围"),
    "all": ("all", "全部"),
    "not yet reached": ("not yet reached", "当时尚未达到"),
    "always one half": ("always one half", "恒为一半"),
    "growth carried on": ("growth carried on", "按已有增速外推"),
    "always met": ("always met", "恒判完成"),
    "random walk with drift": ("random walk with drift", "带漂移的随机游走"),
    "forecasts_n": ("Forecasts", "预测数"),
    "log_score": ("Log score", "对数得分"),
    "backtest_figures": (
        "Every later figure, forecast the day before it was published: share inside the interval",
        "后来公布的每个数值，用公布前一日已知的数值预测：落在区间内的比例",
    ),
    "figures_n": ("Figures", "数值数"),
    # what an office does: ask, collect, import, check
    "office_template": (
        "Write the questionnaire of a region, or of all 31, as workbooks.",
        "生成某个地区或全部31个地区的填报工作簿。",
    ),
    "office_collect": (
        "Read filled questionnaires or tidy tables into a folder of figures.",
        "读取填好的工作簿或 CSV 表，汇总为数据文件夹。",
    ),
    "office_revise": (
        "Write a folder of figures in which revised ones take the place of those known before.",
        "以修订后的数据代替原有数据，另写数据文件夹。",
    ),
    "office_import": (
        "Read one series and year from a table as published, and report every change.",
        "从已公布的表中读取某一序列某一年的数据，并报告每处改动。",
    ),
    "office_check": (
        "Check figures or returns for plausibility; exit code 1 if a finding blocks.",
        "核查数据或填报表是否合理；有须更正的发现时退出码为1。",
    ),
    "office_force": ("Replace what an earlier run wrote there.", "替换先前写在该处的文件。"),
    "asked_by": (
        "A framework of regional level: regional, regional-public, or a folder of your own.",
        "地方级框架：regional、regional-public，或自定义框架的文件夹。",
    ),
    "of_year": ("Year the answers are of.", "填报数据所属年份。"),
    "of_region": (
        "Code or name of a province, or all.",
        "省份代码或名称；all 为全部。",
    ),
    "template_out": (
        "Workbook to write (.xlsx); for all regions a folder.",
        "要生成的工作簿（.xlsx）；全部地区时为文件夹。",
    ),
    "compared": (
        "Folder of figures shown beside the questions; the official ones if not given.",
        "列在题项旁供对照的数据文件夹；默认为官方数据。",
    ),
    "templates_written": ("Questionnaires written: {n}, {place}", "已生成{n}份问卷：{place}"),
    "returns": (
        "Filled workbooks, tidy CSV tables, or a folder of them.",
        "填好的工作簿、CSV 表，或其所在文件夹。",
    ),
    "figures_out": (
        "Folder of figures to write; must not exist yet.",
        "要生成的数据文件夹；不能已存在。",
    ),
    "gathered_by": ("Who gathered the returns, for the sidecar.", "汇总单位，写入来源说明。"),
    "earlier": (
        "Carry figures of the years before along: a folder of figures, or official.",
        "一并带入以前年份的数据：数据文件夹，或 official（官方数据）。",
    ),
    "to_be_revised": (
        "Folder of figures, or official; it is only read.",
        "数据文件夹，或 official（官方数据）；只读取，不改动。",
    ),
    "revised_by": (
        "Folder the revised figures are taken from, or official. May be repeated.",
        "修订数据所在的文件夹，或 official（官方数据）。可重复给出。",
    ),
    "revised_series": (
        "Series that is revised, such as eco_gdp. May be repeated.",
        "所修订的序列，如 eco_gdp。可重复给出。",
    ),
    "revised_vintage": (
        "Take a series whole as it stood: eco_gdp=eco_gdp_v2023. May be repeated.",
        "整个序列改用当时的版本，如 eco_gdp=eco_gdp_v2023。可重复给出。",
    ),
    "revised": (
        "{series}: {changed} figures changed, {added} added, {out} left out",
        "{series}：改动{changed}个数据，增加{added}个，略去{out}个",
    ),
    "figures_written": ("Written to {place}", "已写入 {place}"),
    "own_asked": (
        "Framework of your own that the questionnaires were made from.",
        "问卷所依据的自定义框架。",
    ),
    "collected": (
        "Returns: {files}; figures: {figures}; questions unanswered: {empty}. Written to {place}",
        "共{files}份填报表，{figures}个数据，{empty}个题项未填。已写入 {place}",
    ),
    "absent": ("No return of {n} regions: {names}", "{n}个地区没有填报：{names}"),
    "table": ("A table as published: CSV or XLSX.", "已公布的表：CSV 或 XLSX。"),
    "one_series": (
        "Series the figures are of, such as net_bb_ports.",
        "数据所属序列，如 net_bb_ports。",
    ),
    "table_year": ("Year of the figures.", "数据所属年份。"),
    "legend": (
        'What symbols of the table mean, such as "—=none,...=0,blank=unknown": none, unknown, 0 '
        "or suppressed.",
        "表中符号的含义，如“—=none,...=0,blank=unknown”；可为 none（无）、unknown（不详）、0、"
        "suppressed（隐去）。",
    ),
    "table_unit": ("Unit of the table, where it does not say.", "表的单位（表中未注明时）。"),
    "table_column": (
        "Words of the header of the column to read, where several fit.",
        "有多列符合时，所读列表头中的文字。",
    ),
    "table_sheet": (
        "Sheet of a workbook, where it has several.",
        "工作簿有多个工作表时，所读的工作表。",
    ),
    "table_status": ("SDMX status of the figures: A, P, E, ...", "数据的 SDMX 状态：A、P、E 等。"),
    "total_differs": (
        "Take the table though its provinces do not sum to its total, for this reason.",
        "分省之和与合计不符时仍予采用，并注明理由。",
    ),
    "published_by": ("Who published the table, for the sidecar.", "该表的发布单位，写入来源说明。"),
    "imported": (
        "Figures: {n}; changes reported: {changed}. Written to {place}",
        "共{n}个数据，报告改动{changed}处。已写入 {place}",
    ),
    "checked": (
        "A folder of figures, or returns as they came in.",
        "数据文件夹，或收到的填报表。",
    ),
    "report_out": ("Folder of the report.", "核查报告的文件夹。"),
    "previous": (
        "Figures known before, with which to compare: a folder, or official.",
        "用于对照的以前数据：文件夹，或 official（官方数据）。",
    ),
    "waivers": (
        "TOML file of findings that are right as they stand: name, date, reason.",
        "豁免文件（TOML）：经核实无误的发现，含姓名、日期、理由。",
    ),
    "checked_all": (
        "{n} figures checked: {block} to block, {ask} to ask, {inform} to inform; {waived} waived.",
        "共核查{n}个数据：须更正{block}项，请核实{ask}项，供参考{inform}项；已豁免{waived}项。",
    ),
    "more_findings": ("  ... and {n} more in the report", "  ……另有{n}项见报告"),
    "waiver_unused": (
        "Waiver fits nothing: {check}, {place} ({name}, {date})",
        "豁免未用到：{check}，{place}（{name}，{date}）",
    ),
    "report_written": ("Report: {place}", "核查报告：{place}"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
} | ENTERPRISE


class Words:
    """The words of one language: ``words("rank")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """One phrase, filled in."""
        said = _SAID[key][self._column]
        return said.format(**values) if values else said


def language_of(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Language asked for anywhere on the line, or by DEVINDEX_LANG; and the line without it.

    Examples
    --------
    >>> language_of(["index", "--lang", "zh", "--year", "2023"])
    ('zh', ['index', '--year', '2023'])
    """
    language = os.environ.get("DEVINDEX_LANG", "en")
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            language = next(words, "")
        elif word.startswith("--lang="):
            language = word.removeprefix("--lang=")
        else:
            rest.append(word)
    return language, rest
