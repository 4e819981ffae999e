"use strict";
// From a number to the sentences that it counts.
(() => {
  const { data, evidence, say, make, show, interval, series, label, group } = NQP;
  const STEP = 40;
  const BY_TERMS = ["dictionary_share", "term_rate", "tfidf_share"];
  const NOT_COUNTED = ["topic_share", "tfidf_share", "fixed"];
  const box = document.getElementById("drill");
  const part = (name) => box.querySelector(`.${name}`);
  let state = null;

  const hit = (category, wanted) => category === wanted || data.parents[category] === wanted;
  const names = () => evidence().categories;

  // What a series counts, as a test of a sentence [document, text, themes, marks, why].
  const counts = ([axis, measure, , theme]) => {
    const all = names();
    const marked = (sentence, test) => {
      for (let i = 0; i < sentence[3].length; i += 3) if (test(all[sentence[3][i]])) return true;
      return false;
    };
    if (axis === "any") return () => true;
    if (axis === "labels") {
      const labelled = (sentence) => marked(sentence, (one) => data.axes[one] === "label");
      if (measure === "substance_share") return (sentence) => sentence[2].length > 0;
      if (measure === "label_share") return labelled;
      return (sentence) => labelled(sentence) && !sentence[2].length;
    }
    if ((axis === "theme" || axis === "composition") && !BY_TERMS.includes(measure))
      return (sentence) => sentence[2].some((one) => all[one] === theme);
    return (sentence) => marked(sentence, (one) => hit(one, theme));
  };

  const inCell = (at, name) => (sentence) => {
    const document_ = evidence().documents[sentence[0]];
    return (at === null || document_[4] === at) && (name === "all" || document_[5].includes(name));
  };

  const total = ([axis, measure, name, theme], at) => {
    const kind = (axis === "theme" || axis === "composition") && !BY_TERMS.includes(measure) ? "coded" : "hit";
    return axis === "labels" || axis === "any" ? null : evidence().totals[`${at}|${name}|${kind}:${theme}`] ?? null;
  };

  // The text in pieces: the terms of the category asked for stand out, other terms are underlined.
  const marked = (sentence, theme) => {
    const [, text, , marks] = sentence, all = names(), edges = new Set([0, text.length]);
    for (let i = 0; i < marks.length; i += 3) edges.add(marks[i + 1]).add(marks[i + 2]);
    const order = [...edges].sort((a, b) => a - b), line = make("p", { class: "said", dir: "auto" });
    for (let n = 0; n + 1 < order.length; n++) {
      const over = [];
      for (let i = 0; i < marks.length; i += 3)
        if (marks[i + 1] <= order[n] && order[n + 1] <= marks[i + 2]) over.push(all[marks[i]]);
      const piece = text.slice(order[n], order[n + 1]);
      if (!over.length) line.append(piece);
      else line.append(make("mark", { class: !theme || over.some((one) => hit(one, theme)) ? "on" : "off", title: over.map(label).join(" / ") }, piece));
    }
    return line;
  };

  const item = (sentence, theme) => {
    const [title, number, date, issuer] = evidence().documents[sentence[0]];
    const facts = [number, date || say("drill.undated"), issuer].filter(Boolean);
    return make("li", {}, marked(sentence, theme),
      make("p", { class: "source" }, make("cite", { dir: "auto" }, title), ...facts.map((fact) => make("span", { dir: "auto" }, fact))),
      make("p", { class: "codes" }, ...sentence[2].map((one) => make("span", { class: `chip t${data.themes.indexOf(names()[one])}` }, label(names()[one]))),
        sentence[4] ? make("details", {}, make("summary", {}, say("drill.why")), make("span", { dir: "auto" }, sentence[4])) : null));
  };

  const list = () => {
    const { key, at } = state, wanted = counts(key), here = inCell(at, key[2]);
    const words = part("search").value.trim().toLowerCase();
    const found = evidence().sentences.filter((one) => wanted(one) && here(one) && (!words || one[1].toLowerCase().includes(words)));
    const all = at === null ? null : total(key, at), sampled = evidence().sentences.length < evidence().n;
    const theme = key[0] === "labels" || key[0] === "any" ? null : key[3];
    part("count").textContent = [
      !words && all !== null && all > found.length ? say("drill.count_of", { n: found.length, total: all }) : say("drill.count", { n: found.length.toLocaleString() }),
      sampled ? say("drill.sampled", { n: evidence().sentences.length.toLocaleString(), total: evidence().n.toLocaleString() }) : "",
      NOT_COUNTED.includes(key[1]) ? say("drill.related") : "",
    ].filter(Boolean).join(" · ");
    const place = part("list");
    place.replaceChildren(...found.slice(0, state.shown).map((one) => item(one, theme)));
    if (!found.length) place.append(make("li", { class: "none" }, say("drill.none")));
    const rest = found.length - state.shown;
    part("more").hidden = rest <= 0;
    part("more").textContent = say("drill.more", { n: Math.min(STEP, rest) });
  };

  NQP.drill = (key, at) => {
    const one = series(key), everything = key[0] === "any";
    state = { key, at, shown: STEP };
    const name = key[0] === "labels" ? data.words[`measure.${key[1]}`] : label(key[3]);
    part("title").textContent = everything ? say("page.search_all") : [name, data.periods[at], group(key[2])].join(" · ");
    part("value").textContent = one ? `${data.measures[key[1]] ?? key[1]} ${show(one.v[at], key[1])}  ${interval(one.l[at], one.h[at], key[1])}` : "";
    part("filters").hidden = !everything;
    part("search").value = "";
    part("search").placeholder = say(everything ? "drill.search_everything" : "drill.search");
    list();
    if (!box.open) box.showModal();
    part("list").scrollTop = 0;
    if (everything) part("search").focus();
  };

  const refilter = () => {
    const theme = part("by-theme").value, period = part("by-period").value;
    state.key = theme ? ["theme", "sentence_share", "all", theme] : ["any", "", "all", ""];
    state.at = period === "" ? null : Number(period);
    state.shown = STEP;
    list();
  };

  part("by-theme").append(make("option", { value: "" }, say("drill.all_themes")), ...data.themes.map((one) => make("option", { value: one }, label(one))));
  part("by-period").append(make("option", { value: "" }, say("drill.all_periods")), ...data.periods.map((one, at) => make("option", { value: at }, one)));
  part("by-theme").addEventListener("change", refilter);
  part("by-period").addEventListener("change", refilter);
  part("search").addEventListener("input", () => { state.shown = STEP; list(); });
  part("more").addEventListener("click", () => { state.shown += STEP; list(); });
  part("close").addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.getElementById("search-all").addEventListener("click", () => {
    part("by-theme").value = part("by-period").value = "";
    NQP.drill(["any", "", "all", ""], null);
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-k]");
    if (cell) NQP.drill(cell.dataset.k.split("\t"), Number(cell.dataset.p));
  });
})();
