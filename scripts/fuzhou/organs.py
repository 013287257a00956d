"""What the public list of divisions does not say: departments, bureaus, teams and their duties.

Names and duties follow domain.md §10 and §11. They are composed from general knowledge and wait
for confirmation by officials.
"""

GAOXIN = "3501GX"
# code, short name, ending of the full name
COUNTIES = [
    ("350102", "鼓楼", "区"),
    ("350103", "台江", "区"),
    ("350104", "仓山", "区"),
    ("350105", "马尾", "区"),
    ("350111", "晋安", "区"),
    ("350112", "长乐", "区"),
    ("350121", "闽侯", "县"),
    ("350122", "连江", "县"),
    ("350123", "罗源", "县"),
    ("350124", "闽清", "县"),
    ("350125", "永泰", "县"),
    ("350181", "福清", "市"),
    (GAOXIN, "高新区", ""),
]
ENDINGS = {area: short + ending for area, short, ending in COUNTIES} | {"350128": "平潭县"}


def full(area):
    """仓山区, 闽侯县, 福清市, 福州高新区 …"""
    return "福州高新区" if area == GAOXIN else ENDINGS[area]


# Areas whose police is a branch (分局) of the city's; the others have a police bureau of their own.
WITH_BRANCH = {"350102", "350103", "350104", "350105", "350111", "350112", GAOXIN}

# slug, short name, official name, duties, further keys
DEPARTMENTS = [
    ("gaj", "公安局", None, [], {"composed": False}),
    ("zjj", "住建局", "福州市住房和城乡建设局",
     "A01 C02 C03 C08 C12 C14 D01 D20".split(), {"composed": False}),
    ("cgw", "城管委", "福州市城市管理委员会", "A09 B04 C09".split(), {}),
    ("ylzx", "园林中心", None, "A22 B19 B20".split(), {}),
    ("jtj", "交通运输局", None, "A20 D15".split(), {}),
    ("sthj", "生态环境局", None, [], {}),
    ("scjg", "市场监管局", "福州市市场监督管理局", "D02 D03 D17 E08".split(), {}),
    ("rsj", "人社局", "福州市人力资源和社会保障局", ["D18"], {}),
    ("ybj", "医保局", "福州市医疗保障局", [], {"from_": "2019-01-01"}),
    ("mzj", "民政局", None, [], {}),
    ("jyj", "教育局", None, ["D16"], {}),
    ("wjw", "卫健委", "福州市卫生健康委员会", "D10 D11".split(), {}),
    ("lfw", "旅发委", "福州市旅游发展委员会", "E03 E07 E09 E11".split(), {"until": "2019-01-31"}),
    ("wlj", "文旅局", "福州市文化和旅游局", "E03 E07 E09 E11".split(), {"from_": "2019-02-01"}),
    ("gtj", "国土局", "福州市国土资源局", [], {"until": "2019-01-31"}),
    ("ghj", "规划局", "福州市城乡规划局", [], {"until": "2019-01-31"}),
    ("zgj", "资源规划局", "福州市自然资源和规划局", [], {"from_": "2019-02-01"}),
    ("ajj", "安监局", "福州市安全生产监督管理局", [], {"until": "2019-01-31"}),
    ("yjj", "应急局", "福州市应急管理局", [], {"from_": "2019-02-01"}),
    ("sfj", "司法局", None, [], {}),
    ("fgw", "发改委", "福州市发展和改革委员会", ["D03"], {}),
    ("swj", "商务局", None, [], {}),
    ("nyj", "农业农村局", None, [], {}),
    ("slj", "水利局", None, [], {}),
    ("sjj", "数据局", None, [], {"from_": "2024-01-01"}),
    ("xfj", "信访局", None, [], {}),
    ("sw", "税务局", None, [], {}),
    ("gjj", "公积金中心", "福州住房公积金中心", [], {}),
    ("lplt", "城区水系联排联调中心", None, "A05 B18".split(), {}),
    ("xfzd", "消防救援支队", None, ["A24"], {}),
    ("yzj", "邮政管理局", None, ["D13"], {}),
    ("czj", "财政局", None, [], {}),
    ("kjj", "科技局", None, [], {}),
    ("gxj", "工信局", "福州市工业和信息化局", [], {}),
    ("jrb", "金融办", None, [], {}),
    ("gzw", "国资委", None, [], {}),
    ("tyj", "体育局", None, [], {}),
    ("hyj", "海洋渔业局", "福州市海洋与渔业局", [], {}),
    ("lyj", "林业局", None, [], {}),
    ("tjj", "统计局", None, [], {}),
    ("mzzj", "民宗局", "福州市民族与宗教事务局", [], {}),
    ("tyjr", "退役军人局", "福州市退役军人事务局", [], {"from_": "2019-02-01"}),
    ("ycj", "烟草专卖局", None, [], {}),
    ("qxj", "气象局", None, [], {}),
    ("zgh", "总工会", None, [], {}),
    ("fl", "妇联", "福州市妇女联合会", [], {}),
    ("tsw", "团市委", None, [], {}),
    ("cl", "残联", "福州市残疾人联合会", [], {}),
]

# Names that do not begin with 福州市: short name, full name
OTHER_NAMES = {"团市委": "共青团福州市委"}

# slug, short name, type, slug of the unit above, duties
TEAMS = [
    ("jjzd", "交警支队", "bureau", "gaj", "A17 A18 A19 C05 E10".split()),
    ("ldzx", "路灯管理中心", "team", "cgw", "A07 A08".split()),
    ("aqz", "建设工程安全站", "team", "zjj", ["C11"]),
    ("jtzf", "交通执法支队", "team", "jtj", "D14 E12".split()),
    ("jzz", "救助管理站", "team", "mzj", ["D19"]),
    ("wlzf", "文旅执法支队", "team", "wlj", "E05 E06".split()),
]

# slug, name, aliases, duties
UTILITIES = [
    ("swjt", "福州水务集团", ["市水务集团"], "A06 A10 A11 A24 C13 D11".split()),
    ("gddw", "国网福州供电公司", ["福州供电公司"], "A08 A12 A13 C13".split()),
    ("rq", "福州华润燃气", ["华润燃气"], "A14 C13".split()),
    ("gjjt", "福州公交集团", ["公交集团"], "A20 D15".split()),
    ("dtjt", "福州地铁集团", ["地铁集团"], []),
    ("xqjt", "福州新区开发投资集团", ["新区开发投资集团"], []),
    ("dx", "中国电信福州分公司", ["福州电信"], "A15 A16 C13 D12".split()),
    ("yd", "中国移动福州分公司", ["福州移动"], "A15 A16 C13 D12".split()),
    ("lt", "中国联通福州分公司", ["福州联通"], "A15 A16 C13 D12".split()),
    ("gd", "福建广电网络福州分公司", ["福州广电网络"], "A15 A16 D12".split()),
    ("tt", "中国铁塔福州分公司", ["福州铁塔"], ["A15"]),
    ("yz", "中国邮政福州分公司", ["福州邮政"], ["D13"]),
]

POLICE = "B15 B16 D08 D09 D16 E04 E07 E12".split()
STATION = ["D16"]
TRAFFIC_TEAM = "B11 C04 C07".split()
FIRE_TEAM = "D04 D05 D06".split()
# Only what a street may decide itself: departmental work is not pushed down to it.
STREET = "A16 B01 B03 B04 B10 B16 B17 D01 D04 D06 D07 D10 D20".split()

# Streets of 仓山 with a police station: code of the street, slug, name
STATIONS = [
    ("350104001", "cangqian", "仓前"),
    ("350104003", "duihu", "对湖"),
    ("350104004", "linjiang", "临江"),
    ("350104005", "sanchajie", "三叉街"),
    ("350104006", "shangdu", "上渡"),
    ("350104007", "xiadu", "下渡"),
    ("350104008", "jinshan", "金山"),
    ("350104101", "chengmen", "城门"),
    ("350104102", "gaishan", "盖山"),
    ("350104103", "jianxin", "建新"),
    ("350104104", "luozhou", "螺洲"),
]

# Bureaus of every county: slug, name, duties
BUREAUS = [
    ("cgj", "城管局",
     "A03 B05 B06 B07 B08 B09 B10 B12 B13 B14 B17 C01 C04 C07 C09 C10".split()),
    ("zjj", "住建局",
     "A01 A02 A04 A06 A19 A23 C02 C03 C06 C08 C11 C12 C13 C14 D01 D07 D20".split()),
    ("scjg", "市场监管局", "D02 D03 D17 E07 E08".split()),
    ("mzj", "民政局", ["D19"]),
    ("jyj", "教育局", ["D16"]),
    ("wjj", "卫健局", "D10 D11".split()),
    ("rsj", "人社局", ["D18"]),
    ("wtj", "文体旅局", "A22 E01 E02 E03 E04 E07 E09 E10".split()),
    ("sthj", "生态环境局", ["B13"]),
    ("nyj", "农业农村局", []),
    ("jtj", "交通局", []),
    ("slj", "水利局", ["C09"]),
    ("yjj", "应急局", []),
    ("sfj", "司法局", []),
    ("zrj", "自然资源局", []),
    ("fgj", "发改局", []),
    ("ylzx", "园林中心", "A22 B19 B20".split()),
    ("hwzx", "环卫中心", "A21 B01 B02 B03".split()),
    ("xfj", "信访局", []),
]
# Outside the inner districts the county lights its own streets.
INNER = {"350102", "350103", "350104", "350105", "350111"}


def bureaus(area):
    """Bureaus below a county's centre."""
    if area == GAOXIN:
        return gaoxin()
    if area in INNER:
        return BUREAUS
    return [(slug, name, duties + (["A07"] if slug == "cgj" else []))
            for slug, name, duties in BUREAUS]


def gaoxin():
    """The high-tech zone has few offices, and no streets of its own."""
    by_slug = {slug: duties for slug, _, duties in BUREAUS}

    def of(*slugs):
        return sorted({item for slug in slugs for item in by_slug[slug]})

    return [
        ("cgj", "城管局", sorted({*of("cgj", "ylzx", "hwzx"), "A07", "A16"})),
        ("jsj", "建设局", of("zjj")),
        ("scjg", "市场监管局", of("scjg")),
        ("shj", "社会事务局", of("mzj", "jyj", "wjj", "rsj", "wtj")),
    ]


# Managers of scenic sites, below the centre of their county.
SITES = {
    "350102": [("sfqx", "三坊七巷管委会", "E01 E02 E03 E04 E09 E11".split())],
    "350111": [("gushan", "鼓山风景名胜区管委会", "E01 E02 E03 E04 E09".split())],
}
