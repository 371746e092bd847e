// Sorts and searches the list of regions, and shows on the map which region a line of the list is about.
// Everything is there without it.
"use strict";

(() => {
  const german = new Intl.Collator("de", { numeric: true });
  const number = (text) => {
    const found = text.replace(/[\u202f\u00a0 ]/g, "").match(/^[−-]?\d+(?:,\d+)?/);
    return found ? Number(found[0].replace("−", "-").replace(",", ".")) : null;
  };
  const name = (text) => text.replace(/^(Kreis|Region|Städteregion) /, "");

  function compare(a, b) {
    const [x, y] = [number(a), number(b)];
    if (x !== null && y !== null) return x - y;
    if (x !== null) return -1;
    if (y !== null) return 1;
    return german.compare(name(a), name(b));
  }

  function sort(table, column, button) {
    const head = button.parentElement;
    const falling = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const body = table.tBodies[0];
    const text = (row) => row.cells[column].textContent.trim();
    const known = (row) => number(text(row)) !== null || column === 0 || !table.tHead.rows[0].cells[column].classList.contains("n");
    const rows = [...body.rows].sort((a, b) => {
      if (known(a) !== known(b)) return known(a) ? -1 : 1; // what has no value stands last in either direction
      return (falling ? -1 : 1) * compare(text(a), text(b));
    });
    body.append(...rows);
  }

  for (const table of document.querySelectorAll("table.liste")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column, button));
      head.append(button);
    });
  }

  const search = document.getElementById("suche");
  if (search) {
    const box = search.closest(".suche");
    const hits = box.querySelector(".treffer");
    const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
    const find = () => {
      const wanted = fold(search.value.trim());
      let count = 0;
      for (const group of document.querySelectorAll(".gruppe")) {
        let any = false;
        for (const row of group.querySelectorAll("tbody tr")) {
          row.hidden = !fold(row.cells[0].textContent).includes(wanted);
          any = any || !row.hidden;
          count += row.hidden ? 0 : 1;
        }
        group.hidden = !any;
      }
      hits.textContent = !wanted ? "" : count === 0 ? "Keine Region gefunden" : count === 1 ? "Eine Region gefunden" : `${count} Regionen gefunden`;
    };
    search.addEventListener("input", find);
    box.hidden = false;
  }

  const twins = new Map();
  for (const one of document.querySelectorAll("[data-region]")) {
    const key = one.dataset.region;
    if (!twins.has(key)) twins.set(key, []);
    twins.get(key).push(one);
  }
  for (const together of twins.values()) {
    if (together.length < 2) continue;
    const mark = (on) => () => together.forEach((one) => one.classList.toggle("gemeint", on));
    for (const one of together) {
      one.addEventListener("pointerenter", mark(true));
      one.addEventListener("pointerleave", mark(false));
      one.addEventListener("focusin", mark(true));
      one.addEventListener("focusout", mark(false));
    }
  }
})();
