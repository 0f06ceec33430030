"""Closed lists every room shares, in both languages."""

from __future__ import annotations

from typing import get_args

from devindex.definitions.model import Aspect, Function, System, Text

__all__ = [
    "ASPECTS",
    "CONF_STATUS",
    "FUNCTIONS",
    "MACRO_REGIONS",
    "OBS_STATUS",
    "STATUS_ORDER",
    "SYSTEMS",
]

FUNCTIONS: dict[Function, Text] = {
    "network": Text(zh="网络", en="Network"),
    "identifier": Text(zh="标识", en="Identifier"),
    "platform": Text(zh="平台", en="Platform"),
    "data": Text(zh="数据", en="Data"),
    "security": Text(zh="安全", en="Security"),
    "cross-cutting": Text(zh="综合", en="Cross-cutting"),
}
"""The five horizontals, and what lies across them."""

SYSTEMS: dict[System, Text] = {
    "policy": Text(zh="政策", en="Policy"),
    "infrastructure": Text(zh="基础设施", en="Infrastructure"),
    "innovation": Text(zh="创新", en="Innovation"),
    "application": Text(zh="应用", en="Application"),
    "ecosystem": Text(zh="生态", en="Ecosystem"),
}
"""The five verticals."""

ASPECTS: dict[Aspect, Text] = {
    "basic-supply": Text(zh="基础供给能力", en="Basic supply"),
    "application-effect": Text(zh="应用成效价值", en="Application effect"),
    "ecosystem-service": Text(zh="生态服务能力", en="Ecosystem service"),
    "economic-operation": Text(zh="经济社会运行", en="Economic operation"),
}

MACRO_REGIONS: dict[str, Text] = {
    "east": Text(zh="东部", en="East"),
    "central": Text(zh="中部", en="Central"),
    "west": Text(zh="西部", en="West"),
    "north-east": Text(zh="东北", en="North-east"),
}

OBS_STATUS: dict[str, Text] = {
    "A": Text(zh="正常值", en="Normal value"),
    "B": Text(zh="序列断点", en="Time series break"),
    "D": Text(zh="口径不同", en="Definition differs"),
    "E": Text(zh="估计值", en="Estimated value"),
    "F": Text(zh="预测值", en="Forecast value"),
    "G": Text(zh="试验值", en="Experimental value"),
    "H": Text(zh="缺失：节假日", en="Missing value; holiday or weekend"),
    "I": Text(zh="接收机构插补值", en="Value imputed by a receiving agency"),
    "J": Text(zh="豁免报送", en="Derogation"),
    "K": Text(zh="并入其他类别", en="Data included in another category"),
    "L": Text(zh="缺失：未采集", en="Missing value; data exist but were not collected"),
    "M": Text(zh="缺失：不可能存在", en="Missing value; data cannot exist"),
    "N": Text(zh="不显著", en="Not significant"),
    "O": Text(zh="缺失", en="Missing value"),
    "P": Text(zh="初步值", en="Provisional value"),
    "Q": Text(zh="缺失：因保密隐去", en="Missing value; suppressed"),
    "S": Text(zh="特殊事件", en="Strike and other special events"),
    "U": Text(zh="可靠性低", en="Low reliability"),
    "V": Text(zh="未核实", en="Unvalidated value"),
    "W": Text(zh="含其他类别", en="Includes data from another category"),
}
"""SDMX code list CL_OBS_STATUS."""

CONF_STATUS: dict[str, Text] = {
    "F": Text(zh="可公开", en="Free for publication"),
    "N": Text(zh="仅供内部使用", en="Not for publication, internal use only"),
    "C": Text(zh="保密", en="Confidential statistical information"),
    "A": Text(zh="一级保密：单位过少", en="Primary confidentiality: small counts"),
    "O": Text(zh="一级保密：一个单位占优", en="Primary confidentiality: dominance by one unit"),
    "T": Text(zh="一级保密：两个单位占优", en="Primary confidentiality: dominance by two units"),
    "G": Text(
        zh="一级保密：一个或两个单位占优",
        en="Primary confidentiality: dominance by one or two units",
    ),
    "M": Text(
        zh="一级保密：其他集中度指标",
        en="Primary confidentiality: another measure of concentration",
    ),
    "D": Text(zh="二级保密：由提供方设定", en="Secondary confidentiality set by the sender"),
    "S": Text(zh="二级保密：由接收方设定", en="Secondary confidentiality set by the receiver"),
    "E": Text(
        zh="解禁前仅供内部使用，解禁后可公开",
        en="For internal use until the embargo ends, then free",
    ),
}
"""SDMX code list CL_CONF_STATUS. A public table uses F and C, one under embargo E."""

STATUS_ORDER = "BOMLHQJSDKWIFEPNUVGA"
"""SDMX precedence where several would apply: the first found is the one shown."""

if set(FUNCTIONS) != set(get_args(Function)) or set(STATUS_ORDER) != set(OBS_STATUS):
    raise RuntimeError("code lists and their types differ")
