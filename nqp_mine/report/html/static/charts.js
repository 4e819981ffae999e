"use strict";
// Lines over periods with their intervals. Solid bands: documents resampled; hatched: sentences.
(() => {
  const { data, say, make, show, interval, series } = NQP;
  const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#767676"];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "circle"];
  const INK = "#45423c", RULE = "#e4dfd4";
  const charts = [];

  const hatch = (colour) => {
    const size = 6 * 2, canvas = make("canvas", { width: size, height: size }), pen = canvas.getContext("2d");
    pen.strokeStyle = colour;
    pen.globalAlpha = 0.3;
    pen.lineWidth = 1.5;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - 1, size + 1);
      pen.lineTo(shift + size + 1, -1);
      pen.stroke();
    }
    return { image: canvas, repeat: "repeat", scaleX: 0.5, scaleY: 0.5 };
  };

  // Neighbouring periods whose intervals were made in the same way are drawn as one band.
  const runs = (one) => {
    const found = [];
    one.v.forEach((value, i) => {
      if (value === null || one.l[i] === null || one.h[i] === null) return;
      const last = found[found.length - 1], method = data.methods[one.m[i]];
      if (last && last.at[last.at.length - 1] === i - 1 && last.method === method) last.at.push(i);
      else found.push({ method, at: [i] });
    });
    return found;
  };

  const quiet = { type: "line", symbol: "none", silent: true, animation: false, emphasis: { disabled: true }, tooltip: { show: false } };

  const bands = (one, colour, name) => {
    const made = [], bars = [], bounds = [];
    runs(one).forEach((run, n) => {
      const bar = (list) => run.at.forEach((i) => list.push([i, one.l[i]], [i, one.h[i]], [i, "-"]));
      if (run.method === "rule_of_three") return bar(bounds);
      if (run.at.length === 1) return bar(bars);
      const stack = `${name}-${n}`, solid = run.method === "documents" || run.method === "posterior";
      const edge = { width: solid ? 0 : 0.6, color: colour, opacity: 0.25 };
      made.push({ ...quiet, stack, data: run.at.map((i) => [i, one.l[i]]), lineStyle: edge, z: 1 });
      made.push({
        ...quiet, stack, data: run.at.map((i) => [i, one.h[i] - one.l[i]]), lineStyle: edge, z: 1,
        areaStyle: solid ? { color: colour, opacity: 0.16 } : { color: hatch(colour), opacity: 1 },
      });
    });
    const bar = (list, type) => made.push({ ...quiet, data: list, connectNulls: false, z: 1, lineStyle: { width: 1, type, color: colour, opacity: 0.55 } });
    if (bars.length) bar(bars, "solid");
    if (bounds.length) bar(bounds, [2, 3]);
    return made;
  };

  // Round years where the periods are years, else every n-th period.
  const ticks = (n, width) => {
    const room = Math.max(2, Math.floor(width / 62)), years = /^\d{4}$/.test(data.periods[0]);
    const step = [1, 2, 5, 10, 20, 50].find((one) => n / one <= room) ?? Math.ceil(n / room);
    const all = data.periods.map((_, at) => at);
    return years && step > 1 ? all.filter((at) => Number(data.periods[at]) % step === 0) : all.filter((at) => at % step === 0);
  };

  const tip = (lines, measure) => (at) => {
    const rows = lines.filter((line) => line.s.v[at] !== null).map((line) =>
      make("tr", {},
        make("td", {}, make("span", { class: `key c${line.c}` }), document.createTextNode(line.name)),
        make("td", { class: "n" }, show(line.s.v[at], measure)),
        make("td", { class: "ci" }, interval(line.s.l[at], line.s.h[at], measure))));
    const cell = data.cells[lines[0]?.k[2]];
    const head = cell ? `${data.periods[at]} · ${say("trends.documents")} ${cell.d[at]} · ${say("trends.sentences")} ${cell.s[at].toLocaleString()}` : data.periods[at];
    return make("div", { class: "tip" }, make("p", {}, head), rows.length ? make("table", {}, ...rows) : null);
  };

  const option = (lines, measure, width) => {
    const n = data.periods.length, font = getComputedStyle(document.body).fontFamily;
    const bySize = n > 40 ? 4 : n > 20 ? 6 : 8;
    const text = { fontFamily: font, color: INK, fontSize: 12 };
    const inTip = tip(lines, measure);
    const shown = lines.flatMap((line, i) => {
      const colour = COLOURS[line.c % COLOURS.length];
      const main = {
        type: "line", name: line.name, data: line.s.v.map((value, at) => [at, value ?? "-"]), connectNulls: false,
        symbol: SYMBOLS[line.c % SYMBOLS.length], symbolSize: bySize, showAllSymbol: true, animation: false,
        itemStyle: { color: colour }, lineStyle: { width: 2, color: colour, type: line.c === 7 ? [5, 3] : "solid" },
        emphasis: { scale: 1.6, lineStyle: { width: 2 } }, z: 3 + i,
      };
      if (i === 0 && data.event !== null)
        main.markLine = {
          silent: true, symbol: "none", animation: false, lineStyle: { color: "#8a8578", type: [4, 3], width: 1 },
          label: { ...text, formatter: say("trends.event"), position: "insideEndTop", rotate: 0, align: data.event > n / 2 ? "right" : "left", distance: [data.event > n / 2 ? 4 : 4, -14], fontSize: 11, color: "#6b665b", show: width > 560 },
          data: [{ xAxis: data.event }],
        };
      return [...bands(line.s, colour, line.name + i), main];
    });
    return {
      animation: false, textStyle: text, aria: { enabled: false },
      grid: { left: 46, right: 14, top: 22, bottom: 28 },
      tooltip: {
        trigger: "axis", confine: true, transitionDuration: 0, padding: 0, borderWidth: 0, backgroundColor: "transparent",
        axisPointer: { type: "line", snap: true, lineStyle: { color: "#b9b2a3", type: "solid" }, label: { show: false } },
        formatter: (found) => inTip(Math.round(found[0]?.axisValue ?? 0)),
      },
      xAxis: {
        type: "value", min: -0.5, max: n - 0.5, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: INK } },
        axisTick: { customValues: ticks(n, width), lineStyle: { color: INK } },
        axisLabel: { ...text, customValues: ticks(n, width), formatter: (at) => data.periods[at] ?? "", hideOverlap: true },
      },
      yAxis: {
        type: "value", min: 0, axisLine: { show: false }, axisTick: { show: false }, splitNumber: 4,
        splitLine: { lineStyle: { color: RULE } },
        axisLabel: { ...text, formatter: (value) => (measure === "term_rate" ? String(value) : `${+(100 * value).toFixed(2)}%`) },
      },
      series: shown,
    };
  };

  const chosen = (box) => {
    const controls = {};
    document.querySelectorAll(`[data-for="${box.id}"]`).forEach((one) => (controls[one.dataset.slot] = one.value));
    return JSON.parse(box.dataset.lines)
      .map((line) => ({ ...line, k: line.k.map((part) => controls[part.slice(1)] && part[0] === "$" ? controls[part.slice(1)] : part) }))
      .map((line) => ({ ...line, s: series(line.k) }))
      .filter((line) => line.s);
  };

  const nearest = (chart, lines, x, y) => {
    const at = Math.round(chart.convertFromPixel({ gridIndex: 0 }, [x, y])[0]);
    let best = null;
    for (const line of lines) {
      const value = line.s.v[at];
      if (value === null || value === undefined) continue;
      const far = Math.abs(chart.convertToPixel({ gridIndex: 0 }, [at, value])[1] - y);
      if (!best || far < best.far) best = { line, at, far };
    }
    return best;
  };

  const table = (lines) => {
    const measure = lines[0]?.k[1];
    const rows = data.periods.map((period, at) => ({ period, at })).filter(({ at }) => lines.some((line) => line.s.v[at] !== null)).reverse();
    return make("table", { class: "grid" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("table.period")),
        ...lines.map((line) => make("th", { scope: "col", class: "n" }, line.name)))),
      make("tbody", {}, ...rows.map(({ period, at }) => make("tr", {}, make("th", { scope: "row" }, period),
        ...lines.map((line) => make("td", { class: "n" }, line.s.v[at] === null ? "–" :
          make("button", { type: "button", class: "cell", "data-k": line.k.join("\t"), "data-p": at },
            show(line.s.v[at], measure), make("small", {}, interval(line.s.l[at], line.s.h[at], measure)))))))));
  };

  const bars = (box) => {
    const cells = data.cells[box.dataset.bars], n = data.periods.length;
    const text = { fontFamily: getComputedStyle(document.body).fontFamily, color: INK, fontSize: 12 };
    const chart = echarts.getInstanceByDom(box) ?? echarts.init(box, null, { renderer: "canvas" });
    chart.setOption({
      animation: false, textStyle: text, grid: { left: 46, right: 14, top: 10, bottom: 28 },
      tooltip: {
        trigger: "axis", confine: true, transitionDuration: 0, padding: 0, borderWidth: 0, backgroundColor: "transparent", axisPointer: { type: "none" },
        formatter: (found) => make("div", { class: "tip" }, make("p", {}, `${found[0].name} · ${say("trends.documents")} ${cells.d[found[0].dataIndex]} · ${say("trends.sentences")} ${cells.s[found[0].dataIndex].toLocaleString()}`)),
      },
      xAxis: { type: "category", data: data.periods, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } }, axisLabel: { ...text, interval: Math.max(0, Math.ceil(n / Math.max(2, Math.floor(box.clientWidth / 62))) - 1) } },
      yAxis: { type: "value", minInterval: 1, splitNumber: 3, splitLine: { lineStyle: { color: RULE } }, axisLabel: text },
      series: [{ type: "bar", data: cells.d, itemStyle: { color: "#8c8471" }, barCategoryGap: "30%", animation: false }],
    }, true);
    if (!charts.includes(box)) charts.push(box);
  };

  const draw = (box) => {
    if (box.dataset.bars) return bars(box);
    const lines = chosen(box), measure = lines[0]?.k[1];
    const chart = echarts.getInstanceByDom(box) ?? echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(lines, measure, box.clientWidth), true);
    chart.getZr().off("click");
    chart.getZr().on("click", (event) => {
      if (!chart.containPixel("grid", [event.offsetX, event.offsetY])) return;
      const point = nearest(chart, lines, event.offsetX, event.offsetY);
      if (point) NQP.drill(point.line.k, point.at);
    });
    const place = box.closest("figure").querySelector(".data .scroll");
    if (place) place.replaceChildren(table(lines));
    if (!charts.includes(box)) charts.push(box);
  };

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting) {
        seen.unobserve(entry.target);
        draw(entry.target);
      }
  }, { rootMargin: "400px" });
  document.querySelectorAll(".canvas").forEach((box) => seen.observe(box));
  document.querySelectorAll("[data-for]").forEach((one) =>
    one.addEventListener("change", () => draw(document.getElementById(one.dataset.for))));
  document.querySelectorAll("figure .data").forEach((one) =>
    one.addEventListener("toggle", () => {
      const box = one.closest("figure").querySelector(".canvas");
      if (box && !one.querySelector("table")) draw(box);
    }));

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => charts.forEach((box) => {
      const chart = echarts.getInstanceByDom(box);
      chart.resize();
      draw(box);
    }), 120);
  });
  addEventListener("beforeprint", () => document.querySelectorAll(".canvas").forEach(draw));
})();
