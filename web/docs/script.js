"use strict";
// Renders /openapi.json. Texts only ever become text nodes; the key stays in its input and goes nowhere but into a header.

const METHODS = ["get", "post", "put", "patch", "delete"];
const SCHEMA_LEVELS_MAX = 6;
let description = null;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties || {});
  for (const child of children) made.append(child);
  return made;
}

function resolve(schema) {
  let found = schema || {};
  for (let hops = 0; found.$ref && hops < 10; ++hops) {
    found = found.$ref.slice(2).split("/").reduce((place, part) => (place || {})[part], description) || {};
  }
  return found;
}

// The schema beside null, where there is one.
function withoutNull(schema) {
  const options = (schema.anyOf || []).filter((one) => one.type !== "null");
  return options.length === 1 ? options[0] : schema;
}

function nameOfType(schema) {
  const inner = withoutNull(schema);
  const optional = inner !== schema ? " or null" : "";
  if (inner.$ref) return inner.$ref.split("/").pop() + optional;
  if (inner.type === "array") return "list of " + nameOfType(inner.items || {}) + optional;
  if (inner.enum) return inner.enum.map((one) => JSON.stringify(one)).join(" | ") + optional;
  return (inner.format || inner.type || "anything") + optional;
}

function limitsOf(schema) {
  const inner = withoutNull(schema);
  const words = { minimum: "at least", maximum: "at most", minLength: "at least", maxLength: "at most", minItems: "at least", maxItems: "at most" };
  const units = { minLength: " bytes", maxLength: " bytes", minItems: " items", maxItems: " items" };
  return Object.keys(words).filter((key) => key in inner).map((key) => `${words[key]} ${inner[key]}${units[key] || ""}`).join(", ");
}

// An example value: only what is required, unless `whole`.
function example(schema, whole, level = 0) {
  const inner = resolve(withoutNull(schema || {}));
  if (inner.enum) return inner.enum[0];
  if (level > SCHEMA_LEVELS_MAX) return null;
  if (inner.type === "array") return whole || inner.minItems ? [example(inner.items, whole, level + 1)] : [];
  if (inner.type === "boolean") return false;
  if (inner.type === "integer" || inner.type === "number") return inner.minimum || 0;
  if (inner.type === "string") return inner.format === "date-time" ? "2025-01-01T00:00:00Z" : "text";
  if (!inner.properties) return {};
  const wanted = Object.keys(inner.properties).filter((name) => whole || (inner.required || []).includes(name));
  return Object.fromEntries(wanted.map((name) => [name, example(inner.properties[name], whole, level + 1)]));
}

function schemaTable(schema, level = 0) {
  const inner = resolve(withoutNull(schema));
  const table = element("table");
  for (const [name, member] of Object.entries(inner.properties || {})) {
    const type = element("span", { className: "type", textContent: nameOfType(member) });
    const cell = element("td", {}, type);
    const needs = (inner.required || []).includes(name) ? "required" : "";
    const facts = [needs, limitsOf(member)].filter(Boolean).join(", ");
    if (facts) cell.append(element("span", { className: "type", textContent: ` (${facts})` }));
    if (member.description) cell.append(element("div", { className: "help", textContent: member.description }));
    const below = withoutNull(member);
    const deeper = below.type === "array" ? below.items || {} : below;
    if (deeper.$ref && level < SCHEMA_LEVELS_MAX) cell.append(lazyTable(deeper, level + 1));
    table.append(element("tr", {}, element("td", { textContent: name }), cell));
  }
  return table;
}

// Filled when it is opened: a type may hold itself.
function lazyTable(schema, level) {
  const details = element("details", {}, element("summary", { textContent: nameOfType(schema) }));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(schemaTable(schema, level));
  });
  return details;
}

function pretty(value) {
  return JSON.stringify(value, null, 2);
}

function contentOf(holder) {
  return Object.entries((holder && holder.content) || {})[0] || [null, null];
}

function bodyPart(operation) {
  const [, media] = contentOf(operation.requestBody);
  if (!media) return [];
  return [element("h3", { textContent: "Body" }), schemaTable(media.schema),
    element("h3", { textContent: "Example of a body" }), element("pre", { textContent: pretty(example(media.schema, true)) })];
}

function answerPart(operation) {
  const parts = [element("h3", { textContent: "Answers" })];
  for (const [status, given] of Object.entries(operation.responses || {})) {
    const answer = resolve(given);
    const [type, media] = contentOf(answer);
    const title = `${status === "default" ? "otherwise" : status} ${type || ""}: ${answer.description || ""}`;
    const details = element("details", {}, element("summary", { textContent: title }));
    if (media && resolve(media.schema).properties) {
      details.append(schemaTable(media.schema), element("pre", { textContent: pretty(example(media.schema, true)) }));
    }
    parts.push(details);
  }
  return parts;
}

function parameterPart(operation, inputs) {
  const parameters = operation.parameters || [];
  if (parameters.length === 0) return [];
  const table = element("table");
  for (const parameter of parameters) {
    const input = element("input", { type: "text", name: parameter.name, required: Boolean(parameter.required) });
    input.setAttribute("aria-label", parameter.name);
    inputs.push({ parameter, input });
    const facts = [parameter.in, parameter.required ? "required" : "", nameOfType(parameter.schema || {}), limitsOf(parameter.schema || {})];
    table.append(element("tr", {}, element("td", { textContent: parameter.name }),
      element("td", {}, element("span", { className: "type", textContent: facts.filter(Boolean).join(", ") }),
        element("div", { className: "help", textContent: parameter.description || "" }), input)));
  }
  return [element("h3", { textContent: "Parameters" }), table];
}

// --- Try it ---------------------------------------------------------------------------------------------------------

function targetOf(path, inputs) {
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (input.value !== "") query.append(parameter.name, input.value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

function headersOf(operation, hasBody) {
  const headers = {};
  const key = document.getElementById("key").value.trim();
  const project = document.getElementById("project").value.trim();
  const isOpen = Array.isArray(operation.security) && operation.security.length === 0;
  if (key && !isOpen) headers["X-API-Key"] = key;
  if (project && !isOpen) headers["X-Project"] = project;
  if (hasBody) headers["Content-Type"] = "application/json";
  return headers;
}

function shownBody(text, type) {
  if (!type.includes("json")) return text;
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

const SHOWN_MAX = 200000;

async function showStream(response, output) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    output.textContent = (output.textContent + value).slice(-SHOWN_MAX);
  }
}

async function send(method, target, options, status, output) {
  output.textContent = "";
  status.className = "";
  status.textContent = "waiting …";
  const begun = performance.now();
  const response = await fetch(target, { method: method.toUpperCase(), credentials: "omit", cache: "no-store", ...options });
  const type = response.headers.get("content-type") || "";
  status.className = response.ok ? "" : "bad";
  status.textContent = `${response.status} ${response.statusText}, ${Math.round(performance.now() - begun)} ms, ${type}`;
  if (type.startsWith("text/event-stream")) return showStream(response, output);
  output.textContent = shownBody(await response.text(), type).slice(0, SHOWN_MAX);
}

function tryPart(path, method, operation, inputs) {
  const [, media] = contentOf(operation.requestBody);
  const status = element("span"), output = element("pre", { hidden: true });
  const body = media ? element("textarea", { spellcheck: false, value: pretty(example(media.schema, false)) }) : null;
  if (body) body.setAttribute("aria-label", "body");
  const go = element("button", { type: "submit", textContent: "Send" });
  const stop = element("button", { type: "button", textContent: "Stop", hidden: true });
  const form = element("form", { autocomplete: "off" }, element("h3", { textContent: "Try it" }));
  if (body) form.append(body);
  form.append(element("div", { className: "row" }, go, stop, status), output);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const controller = new AbortController();
    stop.onclick = () => controller.abort();
    output.hidden = stop.hidden = false;
    go.disabled = true;
    const options = { headers: headersOf(operation, Boolean(body)), signal: controller.signal };
    if (body) options.body = body.value;
    try {
      await send(method, targetOf(path, inputs), options, status, output);
    } catch (error) {
      status.className = "bad";
      status.textContent = error.name === "AbortError" ? "stopped" : `no answer: ${error.message}`;
    }
    stop.hidden = true;
    go.disabled = false;
  });
  return [form];
}

// --- The page -------------------------------------------------------------------------------------------------------

function operationPart(path, method, operation) {
  const permission = operation["x-permission"] === "open" ? "no key" : operation["x-permission"] || "";
  const summary = element("summary", {}, element("span", { className: "method", textContent: method.toUpperCase() }),
    element("span", { className: "path", textContent: path }), element("span", { textContent: operation.summary || "" }),
    element("span", { className: "permission", textContent: permission }));
  const details = element("details", { className: "operation", id: operation.operationId || "" }, summary);
  details.dataset.words = `${method} ${path} ${operation.summary} ${permission}`.toLowerCase();
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const inputs = [];
    details.append(element("div", {}, ...parameterPart(operation, inputs), ...bodyPart(operation), ...answerPart(operation),
      ...tryPart(path, method, operation, inputs)));
  });
  return details;
}

function groups() {
  const byTag = new Map();
  for (const [path, operations] of Object.entries(description.paths || {})) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (!operation) continue;
      const tag = (operation.tags || ["other"])[0];
      if (!byTag.has(tag)) byTag.set(tag, []);
      byTag.get(tag).push(operationPart(path, method, operation));
    }
  }
  return [...byTag].sort(([a], [b]) => a.localeCompare(b));
}

function applyFilter() {
  const words = document.getElementById("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("main section")) {
    let shown = 0;
    for (const operation of section.querySelectorAll("details.operation")) {
      operation.hidden = !words.every((word) => operation.dataset.words.includes(word));
      if (!operation.hidden) ++shown;
    }
    section.hidden = shown === 0;
  }
}

async function start() {
  const main = document.getElementById("routes");
  document.getElementById("settings").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("filter").addEventListener("input", applyFilter);
  try {
    const response = await fetch("/openapi.json", { credentials: "omit" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    description = await response.json();
  } catch (error) {
    main.replaceChildren(element("p", { className: "bad", textContent: `/openapi.json cannot be read: ${error.message}` }));
    return;
  }
  document.getElementById("version").textContent = description.info.version;
  main.replaceChildren(...groups().map(([tag, operations]) =>
    element("section", {}, element("h2", { textContent: tag }), ...operations)));
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) wanted.open = true;
}

start();
