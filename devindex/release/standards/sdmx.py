"""``data/sdmx.csv`` and ``data/structure.json``: the observations in SDMX.

SDMX-CSV 2.0 and the SDMX-JSON 2.0 structure message, both by pysdmx; names in Chinese and English.
Source: SDMX 3.0 technical specifications; code lists CL_OBS_STATUS and CL_CONF_STATUS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from devindex.definitions.model import Text
from devindex.release.standards.concepts import COMPONENTS, LEVELS, LISTS, Part
from devindex.release.standards.files import day_of, rows_of

if TYPE_CHECKING:
    from pysdmx.model import Codelist, Component, Components

__all__ = ["AGENCY", "sdmx"]

AGENCY = "DEVINDEX"
SAME = "1.0.0"
"""Version of what does not depend on a framework."""
CONCEPTS = "CS_IIDI"
LANGUAGES = ("en", "zh")

Codes = Mapping[str, Mapping[str, Text]]
"""Names by code, by code list."""


def sdmx(folder: Path, about: Mapping[str, Any]) -> tuple[str, str]:
    """Write ``data/observations.csv`` as SDMX: the data, and the structure message.

    ``about`` is the content of ``release.json``. The message was prepared on the release's date:
    the same inputs give the same bytes.
    """
    from pysdmx.io.csv.sdmx20.writer import write
    from pysdmx.io.pd import PandasDataset
    from pysdmx.model import Schema

    rows = rows_of(folder, "data/observations.csv")
    whole = {"": "A", "embargo_time": about["embargo_time"]}
    parts = [p for p in COMPONENTS if p.column in rows[0] or whole.get(p.column)]
    codes = _codes(folder)
    version = about["framework"]["version"]
    components = _components(COMPONENTS, _code_lists(folder, codes, version))
    data = pd.DataFrame(
        {p.id: [row.get(p.column) or whole.get(p.column, "") for row in rows] for p in parts}
    )
    schema = Schema(
        context="dataflow", agency=AGENCY, id=_flow(about), version=version,
        components=components, generated=_day(about),
    )  # fmt: skip
    text = write([PandasDataset(structure=schema, data=data)]) or ""
    message = json.loads(_structure(about, components))
    names = _names(about, codes)
    for artefacts in message["data"].values():
        for artefact in artefacts:
            _name(artefact, names, artefact["id"])
    for structure in message["data"]["dataStructures"]:
        del structure["dataStructureComponents"]["groups"]  # empty, which the standard forbids
    message["meta"]["contentLanguages"] = list(LANGUAGES)
    return text.replace("\r\n", "\n"), json.dumps(message, ensure_ascii=False, indent=1) + "\n"


def _day(about: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(day_of(about)).replace(tzinfo=UTC)


def _flow(about: Mapping[str, Any]) -> str:
    return "IIDI_EXPERIMENTAL" if about["departures"] else "IIDI"


def _codes(folder: Path) -> Codes:
    """Codes and names of every list, by its id in SDMX."""
    lists: dict[str, dict[str, Text]] = {}
    for row in rows_of(folder, "data/codelists.csv"):
        lists.setdefault(row["list"], {})[row["code"]] = _text(row)
    indicators = {r["indicator_code"]: _text(r) for r in rows_of(folder, "data/indicators.csv")}
    return {
        "CL_FREQ": {"A": Text(zh="年度", en="Annual")},
        "CL_AREA": {r["region_code"]: _text(r) for r in rows_of(folder, "data/regions.csv")},
        "CL_INDICATOR": indicators | lists["node"],
        "CL_LEVEL": LEVELS,
        "CL_UNIT_MEASURE": lists["unit_measure"],
        "CL_OBS_STATUS": lists["obs_status"],
        "CL_CONF_STATUS": lists["conf_status"],
    }


def _text(row: Mapping[str, str]) -> Text:
    return Text(zh=row["name_zh"], en=row["name_en"])


def _code_lists(folder: Path, codes: Codes, version: str) -> dict[str, Codelist]:
    """Code lists of pysdmx, in English; an area bears its GB/T 2260 code as an annotation."""
    from pysdmx.model import Annotation, Code, Codelist

    gb = {r["region_code"]: r["gb_code"] for r in rows_of(folder, "data/regions.csv")}

    def code(name: str, item: str, text: Text) -> Code:
        if name != "CL_AREA":
            return Code(id=item, name=text.en)
        return Code(id=item, name=text.en, annotations=(Annotation(id="GB_T_2260", text=gb[item]),))

    return {
        name: Codelist(
            id=name, name=LISTS[name].en, agency=AGENCY,
            version=version if name == "CL_INDICATOR" else SAME,
            items=[code(name, item, text) for item, text in held.items()],
        )
        for name, held in codes.items()
    }  # fmt: skip


def _components(parts: Sequence[Part], lists: Mapping[str, Codelist]) -> Components:
    from pysdmx.model import Component, Components, DataType, ItemReference, Role

    def component(part: Part) -> Component:
        codes = lists.get(part.codes)
        return Component(
            id=part.id, required=part.required, role=Role(part.role),
            concept=ItemReference("Concept", AGENCY, CONCEPTS, SAME, part.id),
            local_dtype=DataType(part.type), local_codes=codes,
            local_enum_ref=_urn("codelist", codes.short_urn) if codes else None,
            attachment_level=part.attached if part.role == "A" else None,
        )  # fmt: skip

    return Components([component(p) for p in parts])


def _urn(package: str, short: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{package}.{short}"


def _structure(about: Mapping[str, Any], components: Components) -> str:
    """Code lists, concepts, data structure and dataflow as one message, in English."""
    from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write
    from pysdmx.model import Concept, ConceptScheme, Dataflow, DataStructureDefinition, Organisation
    from pysdmx.model.message import Header

    version, flow, title = about["framework"]["version"], _flow(about), about["title"]["en"]
    known = {p.id: p for p in COMPONENTS}
    scheme = ConceptScheme(
        id=CONCEPTS, name=SCHEME.en, agency=AGENCY, version=SAME,
        items=[Concept(id=c.id, name=known[c.id].en) for c in components],
    )  # fmt: skip
    structure = DataStructureDefinition(
        id=flow, name=title, agency=AGENCY, version=version, components=components
    )
    dataflow = Dataflow(
        id=flow, name=title, agency=AGENCY, version=version,
        structure=_urn("datastructure", structure.short_urn),
    )  # fmt: skip
    lists = [c.local_codes for c in components if c.local_codes]
    header = Header(id=about["id"], prepared=_day(about), sender=Organisation(id=AGENCY))
    return write([*lists, scheme, structure, dataflow], header=header) or ""


# --- names in both languages ----------------------------------------------------------------

SCHEME = Text(zh="概念", en="Concepts")
Names = Mapping[tuple[str, str], Text]
"""Name of an item by the ids of its scheme and of its own; of a scheme, the second is empty."""


def _names(about: Mapping[str, Any], codes: Codes) -> Names:
    names = {(CONCEPTS, p.id): Text(zh=p.zh, en=p.en) for p in COMPONENTS}
    names |= {(name, item): text for name, held in codes.items() for item, text in held.items()}
    names |= {(name, ""): text for name, text in LISTS.items()}
    return names | {(CONCEPTS, ""): SCHEME, (_flow(about), ""): Text(**about["title"])}


def _name(artefact: dict[str, Any], names: Names, scheme: str, item: str = "") -> None:
    """Give an artefact and its items their names in both languages; pysdmx writes one."""
    text = names[scheme, item]
    artefact["names"] = {"en": text.en, "zh": text.zh}
    for held in (*artefact.get("codes", ()), *artefact.get("concepts", ())):
        _name(held, names, scheme, held["id"])
