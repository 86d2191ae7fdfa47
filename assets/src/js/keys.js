// Keys: "/" and each element with data-key; "?" shows them all. Never while typing, never with Ctrl, Alt or Meta.
import { isTyping } from "./text.js";

const sheet = document.getElementById("cv-keys");

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else element.click();
}

function usable(element) {
  return element.offsetParent !== null && element.getAttribute("aria-disabled") !== "true";
}

function list() {
  const box = sheet.querySelector("[data-cv-keylist]");
  for (const old of box.querySelectorAll("[data-of-page]")) old.remove();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    if (seen.has(key) || !usable(element)) continue;
    seen.add(key);
    const line = document.createElement("div");
    line.dataset.ofPage = "";
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = key.toUpperCase();
    term.append(cap);
    const words = document.createElement("dd");
    const own = element.cloneNode(true);
    for (const kbd of own.querySelectorAll("kbd")) kbd.remove();
    words.textContent = element.dataset.keyLabel ?? own.textContent.trim();
    line.append(term, words);
    box.append(line);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?" && sheet) {
    list();
    sheet.showModal();
    event.preventDefault();
    return;
  }
  const key = event.key.toLowerCase();
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(usable);
  if (found) {
    event.preventDefault();
    press(found);
  }
});
