#!/usr/bin/env python3
"""Write the pinyin initials of the items into items.toml.

    pip install pypinyin
    python3 scripts/item_initials.py [profiles/fuzhou/items.toml]

Every `initials = …` line is replaced by the initials of the `name` above it: the reading in its
context first, then every other combination of the readings of polyphonic characters. Run it after
adding or renaming an item.
"""

import itertools
import re
import sys
from pathlib import Path

from pypinyin import Style, pinyin

# Characters with readings of different initials that people still use. The dictionary behind
# pypinyin also lists archaic ones (施 yí, 不 fǒu), which nobody types.
POLYPHONIC = dict(
    车="cj", 行="xh", 区="qo", 单="ds", 臭="cx", 宿="sx", 识="sz", 校="xj", 巷="xh", 厕="cs",
    强="qj", 窨="yx", 长="cz", 调="dt", 重="zc", 降="jx", 系="xj", 参="cs", 藏="cz", 弹="td",
    石="sd", 提="td", 传="cz", 朝="zc", 便="bp", 盛="sc", 乐="ly", 卡="kq", 会="hk", 解="jx",
    查="cz", 曾="cz", 仇="cq", 夹="jg", 育="y", 色="s", 属="sz", 适="s", 折="zs", 率="ls",
    扎="zc", 吓="xh", 省="sx", 还="hx", 都="d", 粘="nz", 泊="bp", 扒="bp", 瀑="pb", 堡="bp",
    叶="yx", 术="sz", 覃="tq", 称="c", 畜="cx", 炮="pb", 辟="bp", 圈="qj", 见="jx", 南="n",
)

# Readings that the dictionary does not know from the context: 窨井 is yìnjǐng.
USUAL = dict(窨="y")


def initials(name):
    usual = [
        USUAL.get(char, reading[0][0])
        for char, reading in zip(name, pinyin(name, style=Style.NORMAL), strict=True)
    ]
    known = [
        {reading[0] for reading in readings if reading}
        for readings in pinyin(name, style=Style.NORMAL, heteronym=True)
    ]
    choices = []
    for char, first, others in zip(name, usual, known, strict=True):
        readings = set(POLYPHONIC.get(char, ""))
        # In a phrase pypinyin answers with one reading only; alone a character gives all.
        alone = {it[0] for it in pinyin(char, style=Style.NORMAL, heteronym=True)[0] if it}
        readings &= others | alone
        choices.append([first, *sorted(readings - {first})])
    return ["".join(combination) for combination in itertools.product(*choices)]


def main():
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "profiles/fuzhou/items.toml")
    name, lines = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r'name = "(.+)"', line):
            name = found[1]
        if line.startswith("initials = "):
            line = "initials = [" + ", ".join(f'"{it}"' for it in initials(name)) + "]"
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
