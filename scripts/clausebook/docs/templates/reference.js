// Draws the reference by Redoc, in the theme that the page is in.
"use strict";
(() => {
  const root = document.documentElement;
  const draw = () => {
    const css = getComputedStyle(root);
    const color = (name) => css.getPropertyValue(`--${name}`).trim();
    const options = {
      sanitize: true, untrustedSpec: true, disableSearch: true, hideDownloadButton: true,
      hideDownloadButtons: true, nativeScrollbars: true, scrollYOffset: 0, expandResponses: "",
      theme: {
        colors: {
          primary: { main: color("link") },
          success: { main: color("kept") }, error: { main: color("broken") },
          warning: { main: color("open") },
          gray: { 50: color("shade"), 100: color("shade") },
          text: { primary: color("ink"), secondary: color("quiet") },
          border: { dark: color("line"), light: color("line") },
          responses: {
            success: { color: color("kept"), backgroundColor: color("shade"), tabTextColor: "#7fd698" },
            error: { color: color("broken"), backgroundColor: color("shade"), tabTextColor: "#ff9d94" },
          },
        },
        schema: {
          nestedBackground: color("shade"), linesColor: color("line"),
          typeNameColor: color("quiet"), typeTitleColor: color("quiet"),
          requireLabelColor: color("broken"), labelsTextSize: "0.9em",
        },
        typography: {
          fontFamily: "inherit", fontSize: "16px", headings: { fontFamily: "inherit" },
          code: { color: color("ink"), backgroundColor: color("code"), wrap: true },
          links: { color: color("link") },
        },
        sidebar: { backgroundColor: color("shade"), textColor: color("ink"), activeTextColor: color("link") },
        rightPanel: { backgroundColor: "#14181d", textColor: "#e6e9ec" },
        codeBlock: { backgroundColor: "#0b0e11" },
      },
    };
    const place = document.getElementById("redoc");
    const fresh = place.cloneNode(false);
    place.replaceWith(fresh);
    Redoc.init(window.clausebookDocument, options, fresh, () => {
      document.getElementById("waiting").hidden = true;
    });
  };
  // What scrolls must be reachable by keyboard; Redoc makes new blocks when a tab is chosen.
  const reachable = () => {
    for (const block of document.querySelectorAll("#redoc pre:not([tabindex])")) block.tabIndex = 0;
  };
  new MutationObserver(reachable).observe(document.getElementById("main"), { childList: true, subtree: true });
  draw();
  document.addEventListener("themechange", draw);
})();
