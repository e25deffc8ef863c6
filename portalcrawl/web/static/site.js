// Makes the pages handier. Everything works without it, and it remembers nothing.
(() => {
  "use strict";
  const hint = document.querySelector(".keys-hint");
  if (hint) hint.hidden = false;

  const isTyping = (target) =>
    target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);

  const box = () => {
    const shown = [...document.querySelectorAll('input[type="search"]')];
    return shown.find((input) => input.offsetParent !== null);
  };

  const step = (by) => {
    const links = [...document.querySelectorAll(".hit :is(h2, h3) a")];
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    if (links[next]) links[next].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") {
      const input = box();
      event.preventDefault();
      if (input) {
        input.focus();
        input.select();
      } else document.querySelector(".pages a")?.click();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });

  if (navigator.clipboard) {
    const { copy, copied } = document.body.dataset;
    for (const text of document.querySelectorAll(".copyable")) {
      const button = document.createElement("button");
      const label = text.closest("tr")?.querySelector("th a")?.textContent;
      button.type = "button";
      button.className = "copy";
      button.textContent = copy;
      if (label) button.setAttribute("aria-label", `${copy} ${label}`);
      const words = text.innerText.trim();
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(words);
          button.textContent = copied;
        } catch {
          getSelection().selectAllChildren(text);
        }
        setTimeout(() => (button.textContent = copy), 2000);
      });
      text.append(button);
    }
  }
})();
