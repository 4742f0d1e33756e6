// A form per operation that calls the service beside which `clausebook serve --docs` shows the site.
"use strict";
(() => {
  const local = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
  if (!local || !location.protocol.startsWith("http")) return;

  const line = (kind, text) => {
    const made = document.createElement(kind);
    made.textContent = text;
    return made;
  };
  const said = (result, answer) => {
    const broken = answer.broken.map((it) => line("li", `${it.clause}: ${it.message}`));
    const list = document.createElement("ul");
    list.append(...broken);
    const verdict = line("p", answer.verdict);
    verdict.className = answer.broken.length ? "state broken" : "state kept";
    const head = [`${answer.status}`, ...answer.headers.map(([name, value]) => `${name}: ${value}`)];
    const text = line("pre", [...head, "", answer.body].join("\n"));
    text.tabIndex = 0;
    result.replaceChildren(verdict, ...(broken.length ? [list] : []), text);
  };
  const send = async (form) => {
    const result = form.querySelector(".result");
    const given = [...new FormData(form)].filter(([, value]) => value !== "");
    const body = given.find(([name]) => name === "body");
    const values = Object.fromEntries(given.filter(([name]) => name !== "body"));
    try {
      const response = await fetch("try", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          operation: form.dataset.operation, values, body: body ? body[1] : null,
        }),
      });
      if (!response.ok) throw new Error(await response.text());
      said(result, await response.json());
    } catch (error) {
      result.replaceChildren(line("p", `Not sent: ${error.message}`));
    }
  };
  for (const form of document.querySelectorAll("form.try")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  }
})();
