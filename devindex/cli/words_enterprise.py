"""What the commands on firms say, in both languages."""

from __future__ import annotations

__all__ = ["ENTERPRISE"]

ENTERPRISE: dict[str, tuple[str, str]] = {
    "enterprise": (
        "Returns of firms: questionnaire, checks, scores, estimates, publication.",
        "企业填报：问卷、审核、评分、估计与发布。",
    ),
    "enterprise_template": (
        "Write the questionnaire of a firm, or the header of a table of firms.",
        "生成企业问卷，或一户一行的空表。",
    ),
    "enterprise_simulate": (
        "Make up synthetic firms for tests and demonstrations.",
        "生成用于测试和演示的合成企业数据。",
    ),
    "enterprise_gather": (
        "Read filled questionnaires into one table, stratum and weight left to fill in.",
        "把填好的问卷汇成一张表，层和权数留待填写。",
    ),
    "enterprise_check": (
        "Check returns; list every fault with row, firm and item. Exit code 1 if one blocks.",
        "审核填报数据，列出每处错误的行、企业和题项；有须改正的错误时退出码为1。",
    ),
    "enterprise_score": (
        "Score and grade every firm.",
        "为每家企业评分、定级。",
    ),
    "enterprise_estimate": (
        "Estimate tables with standard errors. Not yet protected: for the office alone.",
        "估计汇总表及标准误；未做保密处理，仅供内部使用。",
    ),
    "enterprise_publish": (
        "Estimate, suppress what is confidential, and write tables, provincial figures and index.",
        "估计并做保密处理，生成汇总表、省级数据和各省指数。",
    ),
    "firms_returns": (
        "Parquet or CSV file, a folder of Parquet files, FILE.duckdb::TABLE or "
        "postgres://...::TABLE.",
        "Parquet 或 CSV 文件、Parquet 文件夹、FILE.duckdb::TABLE 或 postgres://...::TABLE。",
    ),
    "firms_frame": (
        "Sampling frame: CSV with the columns stratum and firms.",
        "抽样框：含 stratum 和 firms 两列的 CSV。",
    ),
    "firms_out": ("File or folder to write.", "要写入的文件或文件夹。"),
    "firms_engine": ("duckdb, spark or spark://HOST:PORT.", "duckdb、spark 或 spark://主机:端口。"),
    "firms_memory": ("Most memory of the engine, as 2GB.", "引擎最多使用的内存，如 2GB。"),
    "firms_by": (
        "Columns to cross, with commas: province, industry, size; may be repeated. All margins "
        "come with it.",
        "交叉分组的列，以逗号分隔：province、industry、size；可重复给出，并含全部边际合计。",
    ),
    "firms_measure": (
        "Measure, such as E01, firms, score, score-network, maturity=3; may be repeated. All if "
        "not given.",
        "指标，如 E01、firms、score、score-network、maturity=3；可重复给出，缺省为全部。",
    ),
    "firms_table": ("One row a firm instead of a form.", "改为一户一行的空表。"),
    "firms_number": ("Number of firms.", "企业数。"),
    "firms_missing": ("Share of answers that are missing.", "缺失答案的比例。"),
    "firms_wrong": ("Share of firms with each kind of fault.", "每类错误的企业比例。"),
    "firms_year": ("Year of the returns.", "数据所属年份。"),
    "firms_rules": (
        "TOML with the office's rules of confidentiality; they stay inside.",
        "保密规则（TOML），仅供内部使用。",
    ),
    "firms_previous": ("Folder published last year.", "上年发布的文件夹。"),
    "firms_certify": (
        "Make the tables on this engine too and put a certificate of how they differ beside them.",
        "再用该引擎计算一遍，并附差异证书。",
    ),
    "firms_forms": ("Filled questionnaires, or folders of them.", "填好的问卷，或其所在文件夹。"),
    "firms_written": ("Written: {place}", "已写入：{place}"),
    "firms_gathered": ("{n} forms written to {place}", "{n}份问卷已写入 {place}"),
    "firms_scored": ("{n:,} firms scored: {place}", "已为{n:,}家企业评分：{place}"),
    "firms_estimated": (
        "{n:,} estimates: {place}. Not protected: for the office alone.",
        "{n:,}个估计值：{place}。未做保密处理，仅供内部使用。",
    ),
    "firms_published": (
        "Written: {place}. The folder public may be published, internal must not.",
        "已写入：{place}。其中 public 可以公开，internal 不得公开。",
    ),
    "firms_aside": (
        "{aside:,} firms set aside, {answers:,} wrong answers left out; devindex enterprise check "
        "lists them.",
        "{aside:,}家企业剔除，{answers:,}个错误答案作缺失处理；"
        "可用 devindex enterprise check 列出。",
    ),
}
