"""Hooks of scripts/test-interface: what a tester that only reads the document cannot know.

Left alone it invents every number, so that nearly each answer is 404. Here most of its requests get what the
city really has: numbers of cases with their ETag, numbers of citizens with their query code, codes of units,
items and reasons, ids out of the lists. The rest stays as it was invented. INTERFACE_URL and INTERFACE_TOKEN say
where and as whom; INTERFACE_SEED makes the choices repeat.
"""

import atexit
import json
import os
import random
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["INTERFACE_URL"]
TOKEN = os.environ["INTERFACE_TOKEN"]
CHANCE = random.Random(os.environ.get("INTERFACE_SEED", "12345"))

# Of a hundred requests, so many get what is real.
REAL = 80
# A wrong query code counts against its number, which is locked after ten.
RIGHT_CODE = 97
CITIZENS = 40
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def ask(path, body=None, headers=None, kind="application/json"):
    """An answer as status, headers and parsed body; refusals are answers too."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", **(headers or {})}
    if data is not None:
        headers["Content-Type"] = kind
    request = urllib.request.Request(URL + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, None


def found(path, *keys):
    """What stands in a list under one of these names; nothing if the asker may not read it."""
    status, _, body = ask(path)
    if status != 200:
        return []
    return [value for row in rows(body) for value in [first(row, keys)] if value is not None]


def rows(body):
    """The rows of a list, whether it stands alone or in a page."""
    if isinstance(body, list):
        return [row for row in body if isinstance(row, dict)]
    return [row for part in body.values() if isinstance(part, list) for row in rows(part)]


def first(row, keys):
    return next((row[key] for key in keys if key in row), None)


def citizens():
    """Cases with the codes of their requesters."""
    codes = {}
    for n in range(CITIZENS):
        case = {"kind": "help", "item": "B15", "area": "350104", "title": f"路灯不亮 {n}", "text": "晚上看不清路。",
                "requester": {"name": "陈女士", "phone": f"139{n:08}"}}
        status, _, body = ask("/api/public/cases", case)
        if status == 201:
            codes[body["no"]] = body["code"]
    return codes


def numbers():
    """Numbers of cases in every state that the asker sees."""
    every = []
    for status in ["submitted", "accepted", "in_progress", "answered", "closed", "merged"]:
        every.append(found(f"/api/cases?status={status}&limit=40", "no"))
    return [no for some in every for no in some]


def attached(codes):
    """Numbers with a file each."""
    files = []
    bound = "a-bound-of-parts"
    part = f'--{bound}\r\nContent-Disposition: form-data; name="file"; filename="1.png"\r\nContent-Type: image/png\r\n\r\n'
    form = part.encode() + PIXEL + f"\r\n--{bound}--\r\n".encode()
    for no, code in list(codes.items())[:5]:
        kind = f"multipart/form-data; boundary={bound}"
        ask(f"/api/public/cases/{no}/attach", form, {"Query-Code": code}, kind)
        _, _, case = ask(f"/api/public/cases/{no}", headers={"Query-Code": code})
        files += [(no, file["file"]) for file in (case or {}).get("files", [])]
    return files


CODES = citizens()
FILES = attached(CODES)
UNITS = found("/api/reference/units", "code")
ITEMS = [item for item in found("/api/reference/items", "code") if len(item) > 1]
REASONS = found("/api/reference/reasons", "code")
STAFF_NUMBERS = numbers() + list(CODES)
LISTS = ["to_sign", "in_hand", "return_asked", "due_today", "overdue", "rework", "assisting", "to_review", "to_accept",
         "to_dispatch", "to_rule", "extensions", "waiting", "rework_asked", "call_back"]
# The accounts of the tester stay as they are.
PEOPLE = [row["person"] for row in rows(ask("/api/people")[2] or []) if row.get("login") != "xitong"]
PATH = {
    "unit": UNITS,
    "list": LISTS,
    "item": ITEMS,
    "year": ["2017", "2018", "2025", "2026"],
    "line": found("/api/reference/lines", "number"),
    "entry": found("/api/knowledge", "entry"),
    "template": found("/api/templates", "template"),
    "webhook": found("/api/webhooks", "id"),
    "person": PEOPLE,
    "message": found("/api/messages", "message"),
    "version": found("/api/rules", "no"),
}
BODY = {
    "lead": UNITS, "to": UNITS, "unit": UNITS, "suggest": UNITS, "assist": UNITS, "usual_unit": UNITS,
    "item": ITEMS, "area": ["350104", "350102", "350100"], "channel": ["phone", "web", "province"],
    "into": STAFF_NUMBERS, "repeat_of": STAFF_NUMBERS, "no": STAFF_NUMBERS, "case": STAFF_NUMBERS,
}


def often(percent):
    return CHANCE.randrange(100) < percent


def real(body, operation):
    """A body with what the city has in the places that it knows."""
    if isinstance(body, list):
        return [real(one, operation) for one in body]
    if not isinstance(body, dict):
        return body
    changed = {}
    for key, value in body.items():
        pool = REASONS if key == "reason" and operation in ("return", "decline") else BODY.get(key)
        if pool and isinstance(value, str) and often(REAL):
            changed[key] = CHANCE.choice(pool)
        elif pool and isinstance(value, list) and value and all(isinstance(one, str) for one in value) and often(REAL):
            changed[key] = [CHANCE.choice(pool) for _ in value]
        else:
            changed[key] = real(value, operation)
    return changed


@schemathesis.hook
def filter_headers(context, headers):
    # Control characters in a header are refused by HTTP itself, before there is a request to answer.
    return all(str(value).isprintable() for value in (headers or {}).values())


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.operation.path
    given = case.path_parameters if isinstance(case.path_parameters, dict) else {}
    if "no" in given and often(REAL):
        if path.startswith("/api/public/"):
            citizen(case, given)
        else:
            staff(case, given, path)
    for name, pool in PATH.items():
        if name in given and pool and often(REAL):
            given[name] = CHANCE.choice(pool)
    if isinstance(case.body, (dict, list)):
        case.body = real(case.body, path.rsplit("/", 1)[-1])


def citizen(case, given):
    """A citizen's own number, with his code, and now and then his file."""
    no, code = CHANCE.choice(list(CODES.items()))
    if "file" in given and FILES:
        no, given["file"] = CHANCE.choice(FILES)
        code = CODES[no]
    given["no"] = no
    if often(RIGHT_CODE):
        case.headers["Query-Code"] = code
    else:
        case.headers.pop("Query-Code", None)
    matched(case, f"/api/public/cases/{no}", {"Query-Code": code})


def staff(case, given, path):
    """A number that staff see."""
    given["no"] = CHANCE.choice(STAFF_NUMBERS)
    if "file" in given and FILES:
        given["no"], given["file"] = CHANCE.choice(FILES)
    matched(case, f"/api/cases/{given['no']}", {})


def matched(case, address, headers):
    """The version that was read, any version, or whatever was invented."""
    if "If-Match" not in case.headers and case.method.upper() != "POST":
        return
    turn = CHANCE.randrange(3)
    if turn == 0:
        _, answered, _ = ask(address, headers=headers)
        case.headers["If-Match"] = answered.get("ETag", "*")
    elif turn == 1:
        case.headers["If-Match"] = "*"


ANSWERED = {}


@atexit.register
def told():
    """What was reached: an operation that only ever refuses has had no body of its looked at."""
    never = sorted(name for name, statuses in ANSWERED.items() if not any(status < 300 for status in statuses))
    done = sum(status < 300 for statuses in ANSWERED.values() for status in statuses)
    every = sum(len(statuses) for statuses in ANSWERED.values())
    print(f"{done} of {every} answers were 2xx; {len(ANSWERED) - len(never)} of {len(ANSWERED)} operations had one.")
    print("None of: " + ", ".join(never))


@schemathesis.hook
def after_call(context, case, response):
    name = f"{case.method.upper()} {case.operation.path}"
    ANSWERED.setdefault(name, []).append(response.status_code)
    # Cases that the tester makes are worked on too.
    if response.status_code == 201 and case.operation.path in ("/api/cases", "/api/public/cases"):
        try:
            made = response.json()
            STAFF_NUMBERS.append(made["no"])
            if made.get("code"):
                CODES[made["no"]] = made["code"]
        except (ValueError, KeyError):
            pass
