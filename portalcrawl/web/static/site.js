// Makes the pages handier. Everything works without it, and it remembers only whether its keys are
// off: who speaks to a computer presses keys without meaning to (WCAG 2.1.4).
(() => {
  "use strict";
  const hint = document.querySelector(".keys-hint");
  const kept = {
    get: () => {
      try {
        return localStorage.getItem("keys");
      } catch {
        return null;
      }
    },
    set: (value) => {
      try {
        localStorage.setItem("keys", value);
      } catch {
        // Off for this page alone, where the browser keeps nothing.
      }
    },
  };
  let isOff = kept.get() === "off";
  if (hint) {
    const button = hint.querySelector("button");
    const show = () => (button.textContent = isOff ? button.dataset.on : button.dataset.off);
    button.addEventListener("click", () => {
      isOff = !isOff;
      kept.set(isOff ? "off" : "on");
      show();
    });
    show();
    hint.hidden = false;
  }

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
    if (isOff || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
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

  const copyable = document.querySelectorAll(".copyable");
  if (navigator.clipboard && copyable.length > 0) {
    const { copy, copied } = document.body.dataset;
    const nameOf = (text) =>
      text.closest("tr")?.querySelector("th a") ??
      text.closest("dd")?.previousElementSibling ??
      (text.previousElementSibling?.matches("h3") ? text.previousElementSibling : null) ??
      text.closest("section")?.querySelector("h2");
    const told = document.createElement("p");
    told.className = "vh";
    told.setAttribute("role", "status");
    document.body.append(told);
    for (const text of copyable) {
      const button = document.createElement("button");
      const name = nameOf(text)?.textContent;
      const shown = document.createElement("span");
      button.type = "button";
      button.className = "copy";
      shown.textContent = copy;
      button.append(shown);
      if (name) {
        const hidden = document.createElement("span");
        hidden.className = "vh";
        hidden.textContent = ` ${name}`;
        button.append(hidden);
      }
      const words = text.innerText.trim();
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(words);
          shown.textContent = copied;
          told.textContent = `${copied} ${name ?? ""}`;
        } catch {
          getSelection().selectAllChildren(text);
        }
        setTimeout(() => {
          shown.textContent = copy;
          told.textContent = "";
        }, 2000);
      });
      text.append(button);
    }
  }
})();
