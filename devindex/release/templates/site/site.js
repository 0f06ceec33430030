// What every page shares: state in the address, sortable tables, search, the map, the steps of a
// score. Data enter the page as text or attributes only; no markup is made of them.
"use strict";

const page = document.body.dataset;
const lang = page.lang;
const MINUS = "\u2212";

/** An element with properties and children; children are elements or text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A sentence with its braces filled in. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

function shown(x, decimals) {
  if (x === null || x === undefined || Number.isNaN(x)) return "\u2013";
  const size = Math.abs(x);
  const places = decimals ?? (size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, roundingMode: "halfEven" };
  const text = x.toLocaleString("en-US", options);
  return text.replace(/^-(?=[0.,]*$)/, "").replace("-", MINUS);
}

/** A share in per cent; Chinese has no space before the sign. */
function percent(x, decimals = 0) {
  return `${shown(100 * x, decimals)}${lang === "zh" ? "" : "\u00a0"}%`;
}

function signed(x, decimals = 1) {
  const text = shown(x, decimals);
  return x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** The state of the page as the address keeps it. */
const state = {
  read: () => new URLSearchParams(location.hash.slice(1)),
  keep(values) {
    const now = state.read();
    for (const [key, value] of Object.entries(values)) {
      if (value === null || value === "") now.delete(key);
      else now.set(key, value);
    }
    const text = now.toString().replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/=(?=&|$)/g, "");
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    follow();
  },
};

/** The link to the other language leads to the same state. */
function follow() {
  const link = document.getElementById("switch");
  if (link) link.href = link.getAttribute("href").split("#")[0] + location.hash;
}

// --- tables ---------------------------------------------------------------------------------

const RISING = ["rank", "region", "range"];

function cellValue(row, column) {
  const text = row.cells[column].dataset.value ?? row.cells[column].textContent;
  if (text === "") return null;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

function sortBy(table, head, direction) {
  const column = head.cellIndex;
  const sign = direction === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, n) => ({ row, n, value: cellValue(row, column) }));
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) return (a.value === null) - (b.value === null) || a.n - b.n;
    if (typeof a.value === "number" && typeof b.value === "number") return sign * (a.value - b.value) || a.n - b.n;
    return sign * String(a.value).localeCompare(String(b.value), lang) || a.n - b.n;
  });
  body.append(...rows.map((entry) => entry.row));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
}

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  for (const head of heads) {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = RISING.includes(head.dataset.key) ? "ascending" : "descending";
      const now = head.getAttribute("aria-sort");
      const next = now === null ? first : now === "ascending" ? "descending" : "ascending";
      sortBy(table, head, next);
      state.keep({ sort: head.dataset.key, order: next });
    });
  }
  const asked = state.read();
  const head = heads.find((one) => one.dataset.key === asked.get("sort"));
  if (head) sortBy(table, head, asked.get("order") === "descending" ? "descending" : "ascending");
}

function searchable(table) {
  const field = document.getElementById("search");
  const told = document.getElementById("found");
  const rows = [...table.tBodies[0].rows];
  const look = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const row of rows) {
      const names = row.dataset.names.toLowerCase();
      row.hidden = !words.every((word) => names.includes(word));
      n += row.hidden ? 0 : 1;
    }
    told.textContent = words.length ? fill(told.dataset.said, { n, total: rows.length }) : "";
  };
  field.value = state.read().get("q") ?? "";
  field.addEventListener("input", () => { look(); state.keep({ q: field.value.trim() }); });
  look();
}

/** Pointing at a row marks those it is not told apart from. */
function marking(table) {
  const rows = [...table.tBodies[0].rows];
  const mark = (row) => {
    const those = row ? row.dataset.alike.split(" ") : [];
    for (const other of rows) other.classList.toggle("alike-row", those.includes(other.id));
  };
  for (const row of rows) {
    row.addEventListener("mouseenter", () => mark(row));
    row.addEventListener("mouseleave", () => mark(null));
    row.addEventListener("focusin", () => mark(row));
    row.addEventListener("focusout", () => mark(null));
  }
}

// --- the map --------------------------------------------------------------------------------

const CLASSES = 5;

/** Upper cuts of fifths over every region and year of a node. */
function cutsOf(data, code) {
  const covered = data.regions.filter((r) => r.covered).map((r) => data.values[code][r.code]);
  const seen = covered.flat().filter((v) => v !== null).sort((a, b) => a - b);
  if (!seen.length) return [];
  return Array.from({ length: CLASSES - 1 }, (_, k) => seen[Math.floor((seen.length * (k + 1)) / CLASSES)]);
}

function map() {
  const data = window.DEVINDEX_DATA;
  const words = document.getElementById("reading").dataset;
  const measure = document.getElementById("measure");
  const slider = document.getElementById("year");
  const [title, big, more] = ["title", "big", "more"].map((part) => document.getElementById(`reading-${part}`));
  const tiles = [...document.querySelectorAll(".tile[data-code]")];
  const regions = new Map(data.regions.map((r) => [r.code, r]));
  const nodes = new Map(data.nodes.map((n) => [n.code, n]));
  let current = null;

  const asked = state.read();
  if (nodes.has(asked.get("measure"))) measure.value = asked.get("measure");
  if (data.years.includes(Number(asked.get("year")))) slider.value = asked.get("year");

  const read = (code) => {
    current = code;
    const node = nodes.get(measure.value);
    const at = data.years.indexOf(Number(slider.value));
    const value = data.values[node.code][code]?.[at] ?? null;
    title.textContent = regions.get(code)[lang];
    big.textContent = value === null ? words.none : shown(value, node.level === "indicator" ? undefined : 1);
    const all = data.regions.filter((r) => r.covered).map((r) => data.values[node.code][r.code][at]);
    const place = 1 + all.filter((v) => v !== null && v > value).length;
    const lines = [`${node[lang]}${words.comma}${slider.value}`, node[`unit_${lang}`]];
    const ranks = data.ranks[code];
    if (node.code === "score" && ranks && ranks.rank[at] !== null) {
      lines.push(fill(words.rank, { rank: ranks.rank[at], low: ranks.rank_lower[at], high: ranks.rank_upper[at], n: all.length }));
    } else if (value !== null) {
      lines.push(fill(words.place, { n: place }));
    }
    more.replaceChildren(...lines.map((line) => make("span", {}, line, make("br"))));
  };

  const paint = () => {
    const node = nodes.get(measure.value);
    const at = data.years.indexOf(Number(slider.value));
    const cuts = cutsOf(data, node.code);
    const decimals = node.level === "indicator" ? undefined : 1;
    document.getElementById("year-shown").textContent = slider.value;
    slider.setAttribute("aria-valuetext", slider.value);
    for (const tile of tiles) {
      const value = data.values[node.code][tile.dataset.code]?.[at] ?? null;
      tile.className = value === null ? "tile empty" : `tile c${cuts.filter((c) => value >= c).length}`;
      tile.lastElementChild.textContent = value === null ? words.none : shown(value, decimals);
    }
    const seen = Object.values(data.values[node.code]).flat().filter((v) => v !== null);
    const ends = [Math.min(...seen), ...cuts, Math.max(...seen)];
    const items = document.querySelectorAll("#legend [data-class]");
    for (const item of items) {
      const k = Number(item.dataset.class);
      item.lastElementChild.textContent = cuts.length ? `${shown(ends[k], decimals)}\u2013${shown(ends[k + 1], decimals)}` : "";
    }
    document.getElementById("map-title").textContent = `${node[lang]}${words.comma}${slider.value}`;
    document.getElementById("map-unit").textContent = node[`unit_${lang}`];
    for (const row of document.querySelectorAll("#map-table tbody tr")) {
      const value = data.values[node.code][row.dataset.code]?.[at] ?? null;
      row.lastElementChild.textContent = shown(value, decimals);
    }
    document.getElementById("map-value").textContent = `${node[lang]}${words.comma}${slider.value}`;
    if (current) read(current);
  };

  for (const tile of tiles) {
    tile.addEventListener("mouseenter", () => read(tile.dataset.code));
    tile.addEventListener("focus", () => read(tile.dataset.code));
  }
  const change = () => { paint(); state.keep({ measure: measure.value, year: slider.value }); };
  measure.addEventListener("change", change);
  slider.addEventListener("input", change);
  for (const control of [measure, slider]) control.disabled = false;
  paint();
}

// --- how a score is computed ----------------------------------------------------------------

function figure(found, name, traced) {
  if (!found) return null;
  const [value, year, at] = found;
  const { unit, [lang]: series } = traced.series[name];
  const source = traced.sources[at];
  const link = make("a", { href: `data.html#${source}` }, `[${source.split("-")[0]}]`);
  const said = value.toLocaleString("en-US", { maximumFractionDigits: 6 });
  return make("span", {}, `${series} ${year}${document.getElementById("steps").dataset.colon}${said} ${unit} `, link);
}

function computed() {
  const traced = window.DEVINDEX_TRACED;
  const choice = document.getElementById("region");
  const table = document.getElementById("steps");
  const words = table.dataset;
  const show = () => {
    const code = choice.value;
    const name = choice.selectedOptions[0].textContent;
    const rows = traced.regions[code].map((cells, n) => {
      const told = traced.indicators[n];
      const [value, status, points, weight, contribution, above, below] = cells;
      const posts = `${told.low}\u2013${told.high}${told.log ? ` (${words.log})` : ""}`;
      return make("tr", {},
        make("th", { scope: "row" }, told[lang]),
        make("td", { className: "number" }, shown(value), make("br"), make("small", { className: "unit" }, told[`unit_${lang}`])),
        make("td", { className: "number" }, told.low === null ? "\u2013" : posts),
        make("td", { className: "number" }, shown(points, 2)),
        make("td", { className: "number" }, shown(weight, 4)),
        make("td", { className: "number strong" }, shown(contribution, 2)),
        make("td", {}, status),
        make("td", {}, make("span", { className: "figures" }, figure(above, told.numerator, traced), figure(below, told.denominator, traced))));
    });
    table.tBodies[0].replaceChildren(...rows);
    document.getElementById("total").textContent = shown(traced.scores[code], 2);
    table.caption.textContent = fill(words.caption, { name });
  };
  const asked = state.read().get("region");
  if (asked && asked in traced.regions) { choice.value = asked; show(); }
  choice.disabled = false;
  choice.addEventListener("change", () => { show(); state.keep({ region: choice.value }); });
}

// --- start ----------------------------------------------------------------------------------

addEventListener("hashchange", follow);
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.sortable")) sortable(table);
  const ranking = document.getElementById("ranking");
  if (ranking) { searchable(ranking); marking(ranking); }
  if (page.page === "map") map();
  if (page.page === "computed") computed();
  follow();
  const menu = document.querySelector("nav ul");
  const here = menu.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
});
