// The ranking under one's own weights: the formula of the recipe, computed in the page.
"use strict";

/** Weighted mean of the parts that exist, their weights scaled up; null where none does. */
function mean(kind, parts, weights) {
  const kept = parts.map((part, n) => [part, weights[n]]).filter(([part, weight]) => part !== null && weight > 0);
  const total = kept.reduce((sum, [, weight]) => sum + weight, 0);
  if (!total) return null;
  const sum = (of) => kept.reduce((all, [part, weight]) => all + (weight / total) * of(part), 0);
  if (kind === "geometric") return Math.exp(sum(Math.log));
  if (kind === "harmonic") return 1 / sum((part) => 1 / part);
  return sum((part) => part);
}

/** Score of every region under weights by code. */
function scores(own, weights) {
  const column = new Map(own.themes.map((code, n) => [code, n]));
  const out = {};
  for (const [region, themes] of Object.entries(own.scores)) {
    const dimensions = own.dimensions.map((d) =>
      mean(own.means.theme, d.themes.map((t) => themes[column.get(t.code)]), d.themes.map((t) => weights[t.code])));
    out[region] = mean(own.means.dimension, dimensions, own.dimensions.map((d) => weights[d.code]));
  }
  return out;
}

function weighing() {
  const source = document.getElementById("own");
  if (!source) return;
  const own = JSON.parse(source.textContent);
  const table = document.getElementById("ranking-own");
  const told = document.getElementById("told");
  const sliders = [...document.querySelectorAll(".slider input")];
  const groups = [own.dimensions, ...own.dimensions.map((d) => d.themes)];
  const official = {};
  for (const group of groups) for (const node of group) official[node.code] = node.weight;

  /** Slider values that stand for the official weights: the largest of a group is 50. */
  const marks = {};
  for (const group of groups) {
    const most = Math.max(...group.map((node) => node.weight));
    for (const node of group) marks[node.code] = Math.round((50 * node.weight) / most);
  }
  const touched = () => sliders.some((s) => Number(s.value) !== marks[s.dataset.code]);
  const weights = () => (touched() ? Object.fromEntries(sliders.map((s) => [s.dataset.code, Number(s.value)])) : official);

  const show = () => {
    const w = weights();
    for (const group of groups) {
      const total = group.reduce((sum, node) => sum + w[node.code], 0);
      for (const node of group) {
        const share = total ? percent(w[node.code] / total, 1) : "\u2013";
        const slider = document.getElementById(`w-${node.code}`);
        slider.setAttribute("aria-valuetext", share);
        document.getElementById(`share-${node.code}`).textContent = share;
      }
    }
    if (groups.some((group) => group.every((node) => !w[node.code]))) {
      told.textContent = told.dataset.zero;
      return;
    }
    const made = scores(own, w);
    const known = Object.values(made).filter((v) => v !== null);
    const rows = [...table.tBodies[0].rows];
    const moves = [];
    for (const row of rows) {
      const score = made[row.dataset.code];
      const rank = score === null ? null : 1 + known.filter((v) => v > score).length;
      const before = row.cells[3].dataset.value;
      const moved = rank === null || before === "" ? null : Number(before) - rank;
      row.cells[0].textContent = shown(rank, 0);
      row.cells[0].dataset.value = rank ?? "";
      row.cells[2].textContent = shown(score, 1);
      row.cells[2].dataset.value = score ?? "";
      row.cells[4].textContent = signed(moved, 0);
      row.cells[4].className = `number ${moved > 0 ? "up" : moved < 0 ? "down" : ""}`;
      if (moved) moves.push([moved, row.cells[1].textContent]);
    }
    rows.sort((a, b) => (Number(a.cells[0].dataset.value) || 1e9) - (Number(b.cells[0].dataset.value) || 1e9));
    table.tBodies[0].append(...rows);
    moves.sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]));
    if (!touched()) told.textContent = told.dataset.same;
    else if (!moves.length) told.textContent = told.dataset.stay;
    else told.textContent = fill(told.dataset.moved, { n: moves.length, name: moves[0][1], places: signed(moves[0][0], 0) });
  };

  const load = () => {
    const asked = new Map((state.read().get("w") ?? "").split(",").map((pair) => pair.split(":")));
    for (const slider of sliders) {
      const value = Number(asked.get(slider.dataset.code));
      const given = asked.has(slider.dataset.code) && value >= 0 && value <= 100;
      slider.value = given ? value : marks[slider.dataset.code];
    }
    show();
  };
  const changed = () => {
    show();
    state.keep({ w: touched() ? sliders.map((s) => `${s.dataset.code}:${s.value}`).join(",") : null });
  };
  for (const slider of sliders) {
    slider.disabled = false;
    slider.addEventListener("input", changed);
  }
  const reset = document.getElementById("reset");
  reset.disabled = false;
  reset.addEventListener("click", () => { state.keep({ w: null }); load(); });
  addEventListener("hashchange", load);
  load();
}

document.addEventListener("DOMContentLoaded", weighing);
