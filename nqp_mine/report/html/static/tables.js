"use strict";
// Tables: sorting by a click on a heading, searching, and arrow keys in tables of colours.
(() => {
  const { say, make } = NQP;
  const value = (row, column) => {
    const cell = row.cells[column], text = cell?.dataset.v ?? cell?.textContent.trim() ?? "";
    const number = parseFloat(text.replace(/[,%]/g, "").replace("−", "-").replace("< .", "0."));
    return { text, number: /^[-−+<]?\s*\.?\d/.test(text) ? number : NaN };
  };
  const compare = (a, b) =>
    !Number.isNaN(a.number) && !Number.isNaN(b.number) ? a.number - b.number : a.text.localeCompare(b.text);

  document.querySelectorAll("table.sortable").forEach((table) => {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = make("button", { type: "button", class: "sort" }, ...head.childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "descending";
        [...table.tHead.rows[0].cells].forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "ascending" : "descending");
        const rows = [...body.rows].map((row) => ({ row, key: value(row, column) }));
        rows.sort((a, b) => (down ? 1 : -1) * compare(a.key, b.key));
        body.append(...rows.map(({ row }) => row));
      });
    });
  });

  document.querySelectorAll("table.searchable").forEach((table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) return;
    const count = make("span", { class: "matches", role: "status" });
    const input = make("input", { type: "search", placeholder: say("table.search"), "aria-label": say("table.search") });
    const filter = () => {
      const words = input.value.trim().toLowerCase();
      let n = 0;
      rows.forEach((row) => {
        row.hidden = words !== "" && !row.textContent.toLowerCase().includes(words);
        n += !row.hidden;
      });
      count.textContent = say("table.matches", { n: n.toLocaleString() });
    };
    input.addEventListener("input", filter);
    (table.closest(".scroll") ?? table).before(make("p", { class: "tools" }, input, count));
    filter();
  });

  document.querySelectorAll("table.heat").forEach((table) => {
    const scroll = table.closest(".scroll"), first = table.querySelector("button");
    if (scroll) scroll.scrollLeft = scroll.scrollWidth;
    if (first) first.tabIndex = 0;
    table.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      const cell = event.target.closest("td");
      if (!step || !cell) return;
      event.preventDefault();
      let row = cell.parentElement.rowIndex, column = cell.cellIndex, next = null;
      do {
        row += step[0];
        column += step[1];
        next = table.rows[row]?.cells[column];
      } while (next && !next.querySelector("button"));
      const button = next?.querySelector("button");
      if (!button) return;
      event.target.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
    });
  });

  // The part of the page that is being read is marked in the contents.
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting) {
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
  }, { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("main section[id]").forEach((section) => watch.observe(section));
  const menu = document.querySelector(".contents details");
  menu?.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
})();
