// Lists from the keyboard: while the focus stands in a list, arrow keys (or j and k) go from row to row, Home and End to its ends.
(() => {
  const rows = (list) => [...list.querySelectorAll("tbody th a")];
  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  const beside = matchMedia("(hover: hover) and (min-width: 60rem)");
  for (const list of document.querySelectorAll("table.list")) {
    const hint = list.closest("main")?.querySelector("[data-list-keys]");
    if (hint && beside.matches && rows(list).length > 1) hint.hidden = false;
    list.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
      const links = rows(list);
      const here = links.indexOf(event.target.closest("tr")?.querySelector("tbody th a"));
      const last = links.length - 1;
      const to = event.key === "Home" ? 0 : event.key === "End" ? last : here + (steps[event.key] ?? NaN);
      if (here < 0 || Number.isNaN(to)) return;
      event.preventDefault();
      links[Math.min(Math.max(to, 0), last)].focus();
    });
  }
})();
