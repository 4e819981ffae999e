"use strict";
// What all parts of the page share. Text from documents becomes text nodes only, never markup.
const NQP = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  let sentences = null;

  // The sentences are the largest part of the page, and are read when they are first asked for.
  const evidence = () => (sentences ??= read("evidence"));

  const say = (key, values = {}) =>
    (data.words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  const make = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === "class") made.className = value;
      else if (name in made && name !== "list") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const percent = (value) => `${(100 * value).toFixed(Math.abs(value) < 0.01 ? 2 : 1)}%`;
  const show = (value, measure) =>
    value === null ? "–" : measure === "term_rate" ? value.toFixed(1) : percent(value);
  const interval = (low, high, measure) =>
    low === null || high === null ? "" : `${show(low, measure).replace("%", "")}–${show(high, measure)}`;

  // A series is stored where it has values; charts want a place for every period.
  const known = new Map();
  const series = ([axis, measure, group, theme]) => {
    const stored = data.series[axis]?.[measure]?.[group]?.[theme];
    if (stored && !known.has(stored)) {
      const full = {};
      for (const name of ["v", "l", "h", "m"]) {
        full[name] = data.periods.map(() => null);
        stored.i.forEach((at, n) => (full[name][at] = stored[name][n]));
      }
      known.set(stored, full);
    }
    return known.get(stored);
  };
  const label = (category) => data.labels[category] ?? category;
  const group = (name) => data.groups[name] ?? name;

  return { data, evidence, say, make, show, interval, series, label, group };
})();
