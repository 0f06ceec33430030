"""The components and the code lists of the SDMX structure, with names in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from devindex.definitions.model import Text

__all__ = ["COMPONENTS", "LEVELS", "LISTS", "Part"]


@dataclass(frozen=True)
class Part:
    """One component of the data structure and the column of ``observations.csv`` it holds."""

    id: str
    column: str
    role: str
    """``D`` dimension, ``M`` measure, ``A`` attribute."""
    type: str
    zh: str
    en: str
    codes: str = ""
    """Code list, empty for none."""
    attached: str = "O"
    """Of an attribute: ``O`` the observation, ``D`` the whole data set, or a dimension."""
    required: bool = False


COMPONENTS = (
    Part("FREQ", "", "D", "String", "频率", "Frequency", "CL_FREQ", required=True),
    Part("REF_AREA", "region_code", "D", "String", "地区", "Reference area", "CL_AREA",
         required=True),
    Part("INDICATOR", "indicator_code", "D", "String", "指标", "Indicator", "CL_INDICATOR",
         required=True),
    Part("TIME_PERIOD", "time_period", "D", "ObservationalTimePeriod", "时期", "Time period",
         required=True),
    Part("OBS_VALUE", "obs_value", "M", "Double", "观测值", "Observation value"),
    Part("OBS_STATUS", "obs_status", "A", "String", "观测状态", "Observation status",
         "CL_OBS_STATUS", required=True),
    Part("CONF_STATUS", "conf_status", "A", "String", "保密状态", "Confidentiality status",
         "CL_CONF_STATUS", required=True),
    Part("EMBARGO_TIME", "embargo_time", "A", "String", "解禁时间", "Embargo time", attached="D"),
    Part("LEVEL", "level", "A", "String", "层级", "Level", "CL_LEVEL", "INDICATOR"),
    Part("UNIT_MEASURE", "unit_measure", "A", "String", "计量单位", "Unit of measure",
         "CL_UNIT_MEASURE", "INDICATOR", required=True),
    Part("DECIMALS", "decimals", "A", "Integer", "小数位数", "Decimals", attached="INDICATOR"),
    Part("VALUE_LOWER", "value_lower", "A", "Double", "数值区间下限", "Lower end of the interval"),
    Part("VALUE_UPPER", "value_upper", "A", "Double", "数值区间上限", "Upper end of the interval"),
    Part("INTERVAL_LEVEL", "interval_level", "A", "Double", "区间水平", "Level of the interval"),
    Part("RANK", "rank", "A", "Integer", "位次", "Rank"),
    Part("RANK_LOWER", "rank_lower", "A", "Integer", "最高位次", "Best rank of the range"),
    Part("RANK_UPPER", "rank_upper", "A", "Integer", "最低位次", "Worst rank of the range"),
    Part("N_RANKED", "n_ranked", "A", "Integer", "参与排名的地区数", "Number of regions ranked"),
    Part("COVERAGE", "coverage", "A", "Double", "覆盖率", "Coverage"),
    Part("N_UNITS", "n_units", "A", "Integer", "单位数", "Number of units"),
    Part("CV", "cv", "A", "Double", "变异系数", "Coefficient of variation"),
    Part("REVISED", "revised", "A", "String", "是否修订", "Revised"),
    Part("OBS_NOTE", "obs_note", "A", "String", "说明", "Note"),
    Part("RELEASE_ID", "release_id", "A", "String", "发布包编号", "Id of the release",
         attached="D"),
    Part("VINTAGE_DATE", "vintage_date", "A", "String", "数据版本日期", "Date of the vintage",
         attached="D"),
    Part("METHOD_VERSION", "method_version", "A", "String", "方法版本", "Version of the method",
         attached="D"),
)  # fmt: skip
LEVELS = {
    "indicator": Text(zh="三级指标", en="Indicator"), "theme": Text(zh="二级指标", en="Theme"),
    "dimension": Text(zh="一级指标", en="Dimension"), "index": Text(zh="指数", en="Index"),
}  # fmt: skip
LISTS = {
    "CL_FREQ": Text(zh="频率", en="Frequency"), "CL_AREA": Text(zh="地区", en="Areas"),
    "CL_INDICATOR": Text(zh="指标、主题、维度和指数", en="Indicators, themes, dimensions, index"),
    "CL_LEVEL": Text(zh="层级", en="Levels"),
    "CL_UNIT_MEASURE": Text(zh="计量单位", en="Units of measure"),
    "CL_OBS_STATUS": Text(zh="观测状态", en="Observation status"),
    "CL_CONF_STATUS": Text(zh="保密状态", en="Confidentiality status"),
}  # fmt: skip
