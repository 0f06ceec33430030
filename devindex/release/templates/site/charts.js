// Charts: specifications come from the release, rows from its data; a drawing can be saved.
"use strict";

const drawn = new WeakMap();

function historyRows(codes) {
  const data = window.DEVINDEX_DATA;
  const names = new Map(data.regions.map((r) => [r.code, r[lang]]));
  const rows = [];
  for (const code of codes) {
    const region = names.get(code);
    data.years.forEach((year, n) => {
      const score = data.values.score[code]?.[n] ?? null;
      if (score !== null) rows.push({ region, year, score, ahead: false });
    });
    const last = rows.at(-1);
    const ahead = data.ahead[code] ?? [];
    if (ahead.length && last && last.region === region) {
      rows.push({ ...last, ahead: true, low: last.score, high: last.score });
      for (const [year, score, low, high] of ahead) rows.push({ region, year, score, low, high, ahead: true });
    }
  }
  return rows;
}

function rankRows(code) {
  const data = window.DEVINDEX_DATA;
  const { rank, rank_lower: low, rank_upper: high } = data.ranks[code] ?? { rank: [], rank_lower: [], rank_upper: [] };
  return data.years
    .map((year, n) => ({ year, rank: rank[n], low: low[n] - 0.5, high: high[n] + 0.5, range: `${low[n]}\u2013${high[n]}` }))
    .filter((row) => row.rank !== null && row.rank !== undefined);
}

function fanRows(target) {
  return (window.DEVINDEX_DATA.fans[target] ?? []).map((row) => ({ ...row, range: `${shown(row.q100)}\u2013${shown(row.q900)}` }));
}

function rowsOf(figure) {
  const { chart, region, target } = figure.dataset;
  if (chart === "rank") return rankRows(region);
  if (chart === "fan") return fanRows(target);
  return historyRows((region ?? "").split(" ").filter(Boolean));
}

async function draw(figure) {
  const rows = rowsOf(figure);
  const place = figure.querySelector(".drawing");
  if (!rows.length) { place.replaceChildren(); return; }
  const spec = structuredClone(window.DEVINDEX_CHARTS[figure.dataset.chart][lang]);
  spec.datasets = { rows };
  place.classList.add("drawn");
  const made = await vegaEmbed(place, spec, { renderer: "svg", actions: false, tooltip: { theme: "custom" } });
  place.querySelector("svg").setAttribute("aria-hidden", "true"); // the figure is named, a table holds its numbers
  drawn.set(figure, made.view);
  for (const button of figure.querySelectorAll("[data-save]")) button.disabled = false;
}

// --- saving a chart -------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";

/** The drawing with its title, unit, note and source, as SVG that stands alone. */
async function standalone(figure) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const text = (await drawn.get(figure).toSVG()).replace(/var\((--[\w-]+)\)/g, (_, name) => colour(name));
  const inner = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const width = Math.max(480, Number(inner.getAttribute("width")) + 32);
  const height = Number(inner.getAttribute("height"));
  const lines = wrapped(figure.querySelector(".said").textContent.replace(/\s+/g, " ").trim(), (width - 32) / 7);
  const whole = height + 84 + 18 * lines.length;
  const outer = document.createElementNS(SVG, "svg");
  const set = (element, values) => { for (const [k, v] of Object.entries(values)) element.setAttribute(k, v); return element; };
  set(outer, { xmlns: SVG, width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": "system-ui, sans-serif" });
  outer.append(set(document.createElementNS(SVG, "rect"), { width, height: whole, fill: colour("--paper") }));
  const write = (said, y, size, fill, weight = 400) => {
    const line = set(document.createElementNS(SVG, "text"), { x: 16, y, "font-size": size, fill, "font-weight": weight });
    line.textContent = said;
    outer.append(line);
  };
  write(figure.querySelector("figcaption strong").textContent, 28, 17, colour("--ink"), 600);
  write(figure.querySelector(".unit").textContent, 48, 12, colour("--muted"));
  set(inner, { x: 16, y: 60 });
  outer.append(inner);
  lines.forEach((line, n) => write(line, height + 80 + 18 * n, 12, colour("--muted")));
  return { text: new XMLSerializer().serializeToString(outer), width, height: whole };
}

/** Lines of at most so many letters; a Chinese character counts two. */
function wrapped(text, most) {
  const lines = [""];
  let length = 0;
  for (const piece of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
    const size = [...piece].reduce((sum, c) => sum + (c > "\u2e7f" ? 2 : 1), 0);
    if (length + size > most && length) { lines.push(""); length = 0; }
    lines[lines.length - 1] += piece;
    length += size;
  }
  return lines;
}

async function save(figure, kind) {
  const { text, width, height } = await standalone(figure);
  const data = window.DEVINDEX_DATA;
  const about = figure.dataset.target ?? (figure.dataset.region ?? "").replace(/ /g, "-");
  let address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  if (kind === "png") {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = make("canvas", { width: 2 * width, height: 2 * height });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    address = canvas.toDataURL("image/png");
  }
  make("a", { href: address, download: `${data.id}-${figure.dataset.chart}-${about}.${kind}` }).click();
}

function savable(figure) {
  for (const button of figure.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => save(figure, button.dataset.save));
  }
}

// --- compare --------------------------------------------------------------------------------

function compare() {
  const data = window.DEVINDEX_DATA;
  const pairs = window.DEVINDEX_PAIRS;
  const picks = [...document.querySelectorAll(".picks select")];
  const table = document.getElementById("compared");
  const said = document.getElementById("apart");
  const figure = document.querySelector(".chart");
  const names = new Map(data.regions.map((r) => [r.code, r[lang]]));
  const at = data.years.indexOf(data.year);

  const chosen = () => [...new Set(picks.map((p) => p.value).filter(Boolean))];
  const show = () => {
    const codes = chosen();
    figure.dataset.region = codes.join(" ");
    draw(figure);
    const head = table.tHead.rows[0];
    head.replaceChildren(head.cells[0], ...codes.map((code) => make("th", { scope: "col", className: "number" },
      make("a", { href: `province/${code}.html` }, names.get(code)))));
    const rows = data.nodes.map((node) => {
      const values = codes.map((code) => data.values[node.code][code]?.[at] ?? null);
      const cells = values.map((value) => make("td", { className: "number" },
        shown(value, node.level === "indicator" ? undefined : 1)));
      const unit = node.level === "indicator" ? make("small", { className: "unit" }, ` ${node[`unit_${lang}`]}`) : null;
      return make("tr", { className: node.level === "indicator" ? "theme" : "dimension" },
        make("th", { scope: "row" }, node[lang], unit), ...cells);
    });
    const ranks = codes.map((code) => {
      const r = data.ranks[code];
      return make("td", { className: "number" }, r && r.rank[at] !== null ? `${r.rank[at]} (${r.rank_lower[at]}\u2013${r.rank_upper[at]})` : "\u2013");
    });
    rows.unshift(make("tr", { className: "dimension" }, make("th", { scope: "row" }, table.dataset.rank), ...ranks));
    table.tBodies[0].replaceChildren(...rows);
    const sentences = [];
    codes.forEach((one, n) => codes.slice(n + 1).forEach((other) => {
      const straight = pairs[`${one} ${other}`];
      const found = straight ?? pairs[`${other} ${one}`];
      if (!found) return;
      const [high, low] = straight ? [one, other] : [other, one];
      sentences.push(make("li", {}, fill(said.dataset.said, {
        one: names.get(high), other: names.get(low), share: percent(found[0]),
        verdict: found[1] === "yes" ? said.dataset.yes : said.dataset.no,
      })));
    }));
    said.replaceChildren(...sentences);
  };
  const load = () => {
    const asked = (state.read().get("regions") ?? "").split(",").filter((code) => code in data.ranks);
    if (asked.length) picks.forEach((pick, n) => { pick.value = asked[n] ?? ""; });
    show();
  };
  for (const pick of picks) {
    pick.disabled = false;
    pick.addEventListener("change", () => { show(); state.keep({ regions: chosen().join(",") }); });
  }
  addEventListener("hashchange", load);
  load();
}

// --- a single chart -------------------------------------------------------------------------

function embed() {
  const asked = new URLSearchParams(location.search);
  const figure = document.querySelector(".chart");
  const data = window.DEVINDEX_DATA;
  const words = JSON.parse(document.getElementById("said").textContent);
  const [chart, region, target] = ["chart", "region", "target"].map((key) => asked.get(key) ?? "");
  const known = chart in window.DEVINDEX_CHARTS && (chart === "fan" ? target in data.fans : region in data.ranks);
  if (!known) { document.getElementById("missing").hidden = false; return; }
  const told = words.charts[chart];
  const name = chart === "fan" ? words.targets[target].name : data.regions.find((r) => r.code === region)[lang];
  figure.dataset.chart = chart;
  if (chart === "fan") figure.dataset.target = target; else figure.dataset.region = region;
  figure.querySelector("figcaption strong").textContent = fill(told.title, { name });
  figure.querySelector(".unit").textContent = chart === "fan" ? words.targets[target].unit : told.unit;
  figure.querySelector(".said").textContent = `${told.note} ${told.source}`;
  figure.querySelector(".drawing").setAttribute("aria-label", fill(told.title, { name }));
  figure.hidden = false;
  draw(figure);
}

document.addEventListener("DOMContentLoaded", () => {
  if (!window.vegaEmbed) return;
  for (const figure of document.querySelectorAll("figure.chart")) {
    savable(figure);
    if (page.page !== "compare" && page.page !== "embed") draw(figure);
  }
  if (page.page === "compare") compare();
  if (page.page === "embed") embed();
});
