// The filter of the clause table. Its state stands in the address, so that it can be sent on.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const names = ["text", "operation", "side", "state"];
  const field = (name) => document.getElementById(`f-${name}`);
  const sections = [...document.querySelectorAll("section.clauses")].map((section) => ({
    section,
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({
      row, text: row.textContent.toLowerCase(),
    })),
  }));

  const apply = () => {
    const wanted = Object.fromEntries(names.map((name) => [name, field(name).value]));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { section, rows } of sections) {
      const here = !wanted.operation || section.dataset.operation === wanted.operation;
      let left = 0;
      for (const { row, text } of rows) {
        const fits = here
          && (!wanted.side || row.dataset.side === wanted.side)
          && (!wanted.state || row.dataset.state === wanted.state)
          && words.every((word) => text.includes(word));
        row.hidden = !fits;
        left += fits;
      }
      section.hidden = !left;
      count += left;
    }
    document.getElementById("shown").textContent = `${count} ${count === 1 ? "clause" : "clauses"}`;
  };
  const fromAddress = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) return;
    const given = new URLSearchParams(hash);
    for (const name of names) field(name).value = given.get(name) || "";
    apply();
  };
  form.addEventListener("input", () => {
    apply();
    const set = names.filter((name) => field(name).value);
    const hash = new URLSearchParams(set.map((name) => [name, field(name).value])).toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    history.replaceState(null, "", location.pathname + location.search);
    setTimeout(apply);
  });
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
