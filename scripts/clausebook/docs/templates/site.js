// What every page has: the theme, the search, the buttons that copy. Without it all text is there.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripts");

  const remembered = {
    get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private mode */ } },
  };
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (systemIsDark.matches ? "dark" : "light")) === "dark";
  const button = document.getElementById("theme");
  const named = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  if (["dark", "light"].includes(remembered.get())) root.dataset.theme = remembered.get();
  named();
  systemIsDark.addEventListener("change", named);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered.set(root.dataset.theme);
    named();
    document.dispatchEvent(new Event("themechange"));
  });

  const field = document.getElementById("search");
  const found = document.getElementById("found");
  let loading;
  const index = () => {
    loading ||= new Promise((done) => {
      const script = document.createElement("script");
      script.src = "search.js";
      script.onload = () => done(window.clausebookIndex.map((entry) =>
        ({ entry, text: `${entry[0]} ${entry[1]}`.toLowerCase() })));
      document.head.append(script);
    });
    return loading;
  };
  const shown = (entry) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const detail = document.createElement("small");
    link.href = entry[2];
    link.textContent = entry[0];
    detail.textContent = entry[1];
    link.append(detail);
    link.addEventListener("click", () => { found.hidden = true; });
    item.append(link);
    return item;
  };
  const search = async () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) { found.hidden = true; return; }
    const all = await index();
    const matches = all.filter(({ text }) => words.every((word) => text.includes(word)));
    const items = matches.slice(0, 30).map(({ entry }) => shown(entry));
    if (!items.length) {
      const nothing = document.createElement("li");
      nothing.className = "nothing";
      nothing.textContent = "Nothing found.";
      items.push(nothing);
    }
    found.replaceChildren(...items);
    found.hidden = false;
  };
  field.addEventListener("focus", index);
  field.addEventListener("input", search);
  const links = () => [...found.querySelectorAll("a")];
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); field.focus(); }
    if (found.hidden) return;
    if (event.key === "Escape") { found.hidden = true; field.focus(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !document.activeElement.closest(".search")) return;
    event.preventDefault();
    const at = links().indexOf(document.activeElement) + step;
    (links()[at] || field).focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) found.hidden = true;
  });

  for (const copy of document.querySelectorAll(".copy")) {
    copy.addEventListener("click", async () => {
      const text = copy.nextElementSibling.textContent;
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(copy.nextElementSibling);
        copy.textContent = "Selected";
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }
})();
