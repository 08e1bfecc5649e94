"use strict";
// Adds to a page that reads whole without it: contents that follow, code on demand, tables that sort, filter and
// leave as CSV, marks that tell what they are. Text goes in as text; nothing is fetched or stored.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, words = "", more = {}) => Object.assign(document.createElement(name), { textContent: words }, more);

  // contents: folded on a narrow screen, and the section that is read is marked
  const contents = document.querySelector(".contents details");
  const wide = matchMedia("(min-width: 60rem)");
  const fold = () => { if (contents) contents.open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
  const links = new Map(all(".contents ol ol a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let due = false;
  const follow = () => {
    due = false;
    const read = sections.filter((h) => h.getBoundingClientRect().top < innerHeight / 3).pop();
    for (const [id, a] of links) read && read.id === id ? a.setAttribute("aria-current", "location") : a.removeAttribute("aria-current");
  };
  if (sections.length) {
    addEventListener("scroll", () => { if (!due) { due = true; requestAnimationFrame(follow); } }, { passive: true });
    follow();
  }

  // what a link leads to is not left folded
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let d = target && target.closest("details:not([open])"); d; d = d.parentElement.closest("details:not([open])")) d.open = true;
    if (target) target.scrollIntoView({ block: "nearest" });
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  // what goes on beyond the right edge shows there that it does
  const edge = ({ target: e }) => e.classList.toggle("more", e.scrollWidth - e.clientWidth - e.scrollLeft > 1);
  const seen = new ResizeObserver((changed) => changed.forEach(edge));
  for (const e of all(".scroll")) {
    seen.observe(e);
    e.addEventListener("scroll", edge, { passive: true });
  }

  // code: out of the way until the button, or a key, brings in all of it; what is read stays where it is
  const code = all("details.code");
  if (code.length) {
    const button = make("button", "Show code", { type: "button", title: "All code of this page (Alt+C)" });
    const quiet = document.documentElement.classList;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-keyshortcuts", "Alt+C");
    addEventListener("keydown", (event) => { if (event.altKey && event.code === "KeyC") button.click(); });
    button.onclick = () => {
      const read = all("article > :not(.code)").find((e) => e.getBoundingClientRect().bottom > 0);
      const top = () => (read ? read.getBoundingClientRect().top : 0), before = top();
      const shown = quiet.contains("quiet");
      quiet.toggle("quiet", !shown);
      button.setAttribute("aria-pressed", String(shown));
      code.forEach((d) => { d.open = shown; });
      if (scrollY) scrollBy(0, top() - before);
    };
    quiet.add("quiet");
    const bar = document.querySelector(".actions") || document.querySelector("article").insertBefore(make("div", "", { className: "tools" }), document.querySelector("h1").nextSibling);
    bar.append(button);
  }

  // tables
  const number = (s) => (s === "" ? NaN : Number(s.replace(/[\s,\u00a0\u202f]/g, "").replace("\u2212", "-").replace(/%$/, "")));
  const order = new Intl.Collator("en", { numeric: true });
  const field = (cell) => {
    let s = cell.textContent.trim();
    if (/^[=+@\t-]/.test(s) && isNaN(number(s))) s = "'" + s; // or a spreadsheet would take it for a formula
    return /[",\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
  };
  for (const table of all("table.data")) {
    const body = table.tBodies[0], rows = [...body.rows];
    const caption = table.caption.textContent.trim();
    const name = (table.closest("[id^=fig-],[id^=tbl-]") || table).id.slice(4) || "table";
    const csv = [table.tHead.rows[0], ...rows].map((row) => [...row.cells].map(field).join(",")).join("\r\n") + "\r\n";
    const above = make("div", "", { className: "tools" }), below = make("div", "", { className: "tools" });
    if (rows.length > 1) {
      [...table.tHead.rows[0].cells].forEach((th, n) => {
        const numeric = th.classList.contains("number");
        const button = make("button", th.textContent, { type: "button" });
        th.replaceChildren(button);
        button.onclick = () => {
          const now = th.getAttribute("aria-sort");
          const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
          for (const other of th.parentNode.cells) other.removeAttribute("aria-sort");
          if (next) th.setAttribute("aria-sort", next);
          const sign = next === "descending" ? -1 : 1;
          const sorted = next ? [...rows].sort((a, b) => {
            const [s, t] = [a, b].map((row) => row.cells[n].textContent.trim());
            if (!s || !t) return !s - !t; // blanks last, either way
            return sign * (numeric ? number(s) - number(t) || 0 : order.compare(s, t));
          }) : rows;
          body.append(...sorted);
        };
      });
    }
    if (rows.length > 12) {
      const input = make("input", "", { type: "search", placeholder: "Filter rows" });
      input.setAttribute("aria-label", `Filter rows: ${caption}`);
      const count = make("output");
      input.oninput = () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const row of rows) {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
          shown += !row.hidden;
        }
        count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
      };
      above.append(input, count);
    }
    const said = make("output");
    if (navigator.clipboard) {
      const copy = make("button", "Copy CSV", { type: "button" });
      copy.onclick = () => navigator.clipboard.writeText(csv).then(() => { said.textContent = "Copied."; }, () => { said.textContent = "Copying is not allowed here."; });
      below.append(copy);
    }
    const save = make("button", "Save CSV", { type: "button" });
    save.onclick = () => {
      const a = make("a", "", { href: URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" })), download: `${name}.csv` });
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 1000);
    };
    below.append(save, said);
    const scroll = table.closest(".scroll");
    if (above.firstChild) scroll.before(above);
    scroll.after(below);
  }

  // marks: one stop of the Tab key for a figure, arrows within it, and a tip with the mark's row and its links
  for (const figure of all(".figure")) {
    const marks = all("svg a", figure);
    if (!marks.length) continue;
    const tip = make("div", "", { className: "tip", hidden: true });
    figure.querySelector("svg").parentNode.after(tip);
    let timer, current;
    const hide = () => { tip.hidden = true; current = null; };
    const later = () => { clearTimeout(timer); timer = setTimeout(() => { if (!figure.contains(document.activeElement) || !tip.contains(document.activeElement) && document.activeElement !== current) hide(); }, 300); };
    const show = (mark) => {
      clearTimeout(timer);
      if (current === mark) return;
      current = mark;
      const title = mark.querySelector("title");
      tip.replaceChildren(make("p", title ? title.textContent : ""));
      const row = mark.dataset.row, link = mark.getAttribute("href");
      if (!link.startsWith("#")) tip.append(make("a", "Document", { href: link }));
      if (row || link.startsWith("#")) tip.append(make("a", "Row in the data", { href: row ? `#row-${figure.id.slice(4)}-${row}` : link }));
      tip.hidden = false;
      const box = figure.getBoundingClientRect(), at = mark.getBoundingClientRect();
      tip.style.left = `${Math.max(0, Math.min(at.left - box.left, box.width - tip.offsetWidth))}px`;
      tip.style.top = `${at.bottom - box.top + 4}px`;
    };
    marks.forEach((mark, n) => {
      mark.setAttribute("tabindex", n ? -1 : 0);
      mark.addEventListener("pointerenter", () => show(mark));
      mark.addEventListener("pointerleave", later);
      mark.addEventListener("focus", () => show(mark));
      mark.addEventListener("blur", later);
      mark.addEventListener("keydown", (event) => {
        const step = { ArrowRight: n + 1, ArrowDown: n + 1, ArrowLeft: n - 1, ArrowUp: n - 1, Home: 0, End: marks.length - 1 }[event.key];
        if (step === undefined || !marks[step]) return;
        event.preventDefault();
        mark.setAttribute("tabindex", -1);
        marks[step].setAttribute("tabindex", 0);
        marks[step].focus();
      });
    });
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", later);
    tip.addEventListener("focusout", later);
    tip.addEventListener("click", () => setTimeout(hide));
    figure.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }
})();
