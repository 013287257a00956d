"use strict";
// Shows openapi.json: operations by group, their parameters and fields, and a form to try each.

const byId = (id) => document.getElementById(id);

/** An element with properties and children; texts are never read as HTML. */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

let api = {};

function resolve(schema) {
  if (!schema || !schema.$ref) return schema || {};
  return schema.$ref.slice(2).split("/").reduce((at, part) => (at || {})[part], api) || {};
}

function nameOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const options = schema.oneOf || schema.anyOf;
  if (options) return options.map(nameOf).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const type = [].concat(schema.type || "object").join(" | ");
  if (type === "array") return nameOf(schema.items) + "[]";
  return schema.format ? type + " (" + schema.format + ")" : type;
}

/** Properties of an object schema, with those of the parts it is made of. */
function fieldsOf(schema) {
  const whole = resolve(schema);
  const own = Object.entries(whole.properties || {}).map(([name, field]) => ({
    name, field, required: (whole.required || []).includes(name),
  }));
  return (whole.allOf || []).flatMap(fieldsOf).concat(own);
}

function limits(schema) {
  const whole = resolve(schema);
  const parts = [];
  if (whole.maxLength !== undefined) parts.push("≤ " + whole.maxLength + " 字");
  if (whole.minimum !== undefined) parts.push("≥ " + whole.minimum);
  if (whole.maximum !== undefined) parts.push("≤ " + whole.maximum);
  if (schema.$ref && whole.enum) parts.push(whole.enum.join(" | "));
  return parts.join(" · ");
}

function table(rows, headings) {
  const head = make("tr", {}, ...headings.map((text) => make("th", { textContent: text })));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((text) => make("td", { textContent: text, className: "text" }))));
  return make("div", { className: "wide" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}

function fieldTable(schema) {
  if (schema.type === "array") return fieldTable(schema.items);
  const rows = fieldsOf(schema).map(({ name, field, required }) => [
    name + (required ? " *" : ""), nameOf(field), [field.description || resolve(field).description || "", limits(field)].filter(Boolean).join("\n"),
  ]);
  return rows.length ? table(rows, ["字段 Field", "类型 Type", "说明 Meaning"]) : make("p", { className: "soft", textContent: nameOf(schema) });
}

function example(schema, depth) {
  const whole = resolve(schema);
  if (whole.examples && whole.examples.length) return whole.examples[0];
  if (whole.enum) return whole.enum[0];
  if (whole.oneOf) return example(whole.oneOf.find((one) => one.type !== "null") || {}, depth);
  const type = [].concat(whole.type || "object")[0];
  if (type === "string") return "";
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return whole.minimum || 0;
  if (type === "array") return [];
  const fields = depth > 2 ? [] : fieldsOf(schema).filter((field) => field.required || depth === 0);
  return Object.fromEntries(fields.filter(({ field }) => !nameOf(field).includes("null")).map(({ name, field }) => [name, example(field, depth + 1)]));
}

function form(method, path, operation, body, id) {
  const inputs = (operation.parameters || []).map((parameter, n) => {
    const input = make("input", { id: id + "-" + n, autocomplete: "off" });
    return { parameter, input };
  });
  const needsCode = (operation.security || []).some((way) => "query_code" in way);
  if (needsCode) inputs.push({ parameter: { in: "header", name: "Query-Code" }, input: make("input", { id: id + "-code", autocomplete: "off" }) });
  const text = body && make("textarea", { id: id + "-body", value: JSON.stringify(example(body, 0), null, 2), spellcheck: false });
  const answer = make("pre", { hidden: true });
  answer.setAttribute("role", "status");
  const send = async (event) => {
    event.preventDefault();
    let target = path;
    const query = new URLSearchParams();
    const headers = {};
    for (const { parameter, input } of inputs) {
      const value = input.value.trim();
      if (parameter.in === "path") target = target.replace("{" + parameter.name + "}", encodeURIComponent(value));
      else if (value && parameter.in === "query") query.set(parameter.name, value);
      else if (value) headers[parameter.name] = value;
    }
    if (text) headers["Content-Type"] = "application/json";
    answer.hidden = false;
    answer.textContent = "…";
    try {
      const reply = await fetch(target + (query.size ? "?" + query : ""), { method, headers, body: text ? text.value : undefined });
      const came = await reply.text();
      let shown = came;
      try { shown = JSON.stringify(JSON.parse(came), null, 2); } catch { /* not JSON: shown as it is */ }
      const tag = reply.headers.get("etag");
      answer.textContent = reply.status + (tag ? "  ETag: " + tag : "") + "\n\n" + shown;
    } catch (error) {
      answer.textContent = "没有连上 (not connected): " + error;
    }
  };
  const rows = inputs.map(({ parameter, input }) => make("div", { className: "row" }, make("label", { htmlFor: input.id, textContent: parameter.name }), input));
  if (text) rows.push(make("label", { htmlFor: text.id, textContent: "JSON" }), text);
  return make("form", { onsubmit: send }, make("h3", { textContent: "试一试 Try it" }), ...rows, make("p", {}, make("button", { textContent: "发送 Send" })), answer);
}

function operationView(method, path, operation) {
  const id = "op-" + operation.operationId;
  const content = operation.requestBody ? operation.requestBody.content : {};
  const [type, sent] = Object.entries(content)[0] || [];
  const body = type === "application/json" ? sent.schema : undefined;
  const parts = [];
  if (operation.description) parts.push(make("p", { className: "text", textContent: operation.description }));
  const ways = (operation.security || []).map((way) => Object.keys(way).join(" + ") || "不用登录 open");
  parts.push(make("p", { className: "soft", textContent: "身份 Access: " + (ways.join(" / ") || "不用登录 open") }));
  const parameters = (operation.parameters || []).map((p) => [p.name + (p.required ? " *" : ""), p.in + " · " + nameOf(p.schema), [p.description || "", limits(p.schema || {})].filter(Boolean).join("\n")]);
  if (parameters.length) parts.push(make("h3", { textContent: "参数 Parameters" }), table(parameters, ["名称 Name", "位置 In", "说明 Meaning"]));
  if (body) parts.push(make("h3", { textContent: "内容 Body: " + nameOf(body) }), fieldTable(body));
  // Files and tables are sent by programs: there is no form to try them.
  else if (sent) parts.push(make("h3", { textContent: "内容 Body: " + type }), fieldTable(sent.schema || {}));
  for (const [status, listed] of Object.entries(operation.responses || {})) {
    const response = resolve(listed);
    const content = response.content && Object.values(response.content)[0];
    if (status === "default") continue;
    parts.push(make("h3", { textContent: status + (response.description ? " · " + response.description : "") }));
    if (content && content.schema) parts.push(fieldTable(content.schema));
  }
  const details = make("details", { id }, make("summary", {},
    make("span", { className: "method " + method, textContent: method.toUpperCase() }),
    make("code", { textContent: path }), make("span", { textContent: operation.summary || "" })));
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    const tries = body || !sent ? [form(method.toUpperCase(), path, operation, body, id)] : [];
    details.append(make("div", {}, ...parts, ...tries));
  });
  details.dataset.words = [method, path, operation.summary, operation.description].join(" ").toLowerCase();
  return details;
}

function show(document_) {
  api = document_;
  byId("about").append(make("p", { className: "text", textContent: api.info.description || "" }));
  const groups = new Map((api.tags || []).map((tag) => [tag.name, make("section", { id: "tag-" + tag.name }, make("h2", { textContent: tag.name + " " }, make("span", { textContent: tag.description || "" })))]));
  for (const [path, item] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const group = groups.get((operation.tags || [])[0]);
      if (group) group.append(operationView(method, path, operation));
    }
  }
  byId("operations").replaceChildren(...groups.values());
  byId("tags").append(...[...groups.keys()].map((name) => make("a", { href: "#tag-" + name, textContent: name })), make("a", { href: "#problems", textContent: "problems" }));
}

function filter() {
  const wanted = byId("filter").value.trim().toLowerCase();
  for (const details of document.querySelectorAll("details")) details.hidden = !details.dataset.words.includes(wanted);
}

async function start() {
  const [description, problems] = await Promise.all(["/api/openapi.json", "/api/reference/problems"].map((path) => fetch(path).then((reply) => reply.json())));
  show(description);
  for (const { code, status, zh, en } of problems) {
    byId("codes").append(make("tr", { id: "problem-" + code }, make("td", {}, make("code", { textContent: code })), make("td", { textContent: status }), make("td", {}, zh, make("br", {}), make("span", { lang: "en", className: "soft", textContent: en }))));
  }
  byId("filter").addEventListener("input", filter);
  const target = location.hash && byId(location.hash.slice(1));
  if (target) target.scrollIntoView();
}

start().catch((error) => byId("operations").replaceChildren(make("p", { textContent: "读取失败，请刷新 (could not load): " + error })));
