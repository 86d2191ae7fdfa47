// Rows of a list: J and K walk, Enter opens, X chooses, a row's own keys act on it; Shift chooses a range.
import { isTyping, say } from "./text.js";

const rowsOf = (table) => [...table.querySelectorAll("[data-cv-row]")];
const box = (row) => row.querySelector("input[data-cv-pick]");
let last = null;

function go(row) {
  for (const other of document.querySelectorAll("[data-cv-row].is-at")) other.classList.remove("is-at");
  row.classList.add("is-at");
  (row.querySelector("[data-cv-opens]") ?? box(row))?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// The list in hand: the one whose row one stands on, else the page's first.
const current = () =>
  document.querySelector("[data-cv-row].is-at")?.closest("[data-cv-rows]") ?? document.querySelector("[data-cv-rows]");

function step(by) {
  const table = current();
  const rows = table ? rowsOf(table) : [];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-at"));
  go(rows[Math.min(Math.max(at + by, 0), rows.length - 1)]);
  return true;
}

function count(table) {
  const picks = rowsOf(table).map(box).filter(Boolean);
  const chosen = picks.filter((input) => input.checked);
  for (const input of picks) input.closest("[data-cv-row]").classList.toggle("is-sel", input.checked);
  const all = table.querySelector("[data-cv-pick-all]");
  if (all) {
    all.checked = picks.length > 0 && chosen.length === picks.length;
    all.indeterminate = chosen.length > 0 && chosen.length < picks.length;
  }
  for (const place of document.querySelectorAll(`[data-cv-chosen="${CSS.escape(table.id)}"]`)) {
    place.textContent = chosen.length ? say("Chosen", chosen.length) : say("Unchosen");
    const bar = place.closest(".cv-actionbar");
    bar?.classList.toggle("is-empty", chosen.length === 0);
    const acts = [...(bar?.querySelectorAll("button[name], button[form], button[formaction]") ?? [])];
    for (const act of acts) act.disabled = chosen.length === 0;
    const others = bar?.querySelectorAll("a, summary, button:not([name], [form], [formaction])").length;
    bar?.classList.toggle("is-idle", chosen.length === 0 && !others);
  }
}

document.addEventListener("change", (event) => {
  const table = event.target.closest?.("[data-cv-rows]");
  if (!table) return;
  if (event.target.matches("[data-cv-pick-all]")) {
    for (const row of rowsOf(table)) if (box(row)) box(row).checked = event.target.checked;
  }
  count(table);
});
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("input[data-cv-pick]")) return;
  const table = event.target.closest("[data-cv-rows]");
  const rows = rowsOf(table);
  const here = rows.indexOf(event.target.closest("[data-cv-row]"));
  if (event.shiftKey && last !== null && rows[last]) {
    for (const row of rows.slice(Math.min(here, last), Math.max(here, last) + 1)) {
      if (box(row)) box(row).checked = event.target.checked;
    }
  }
  last = here;
  count(table);
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-cv-row]");
  if (!row || row.classList.contains("is-at")) return;
  for (const other of document.querySelectorAll("[data-cv-row].is-at")) other.classList.remove("is-at");
  row.classList.add("is-at");
});

function unchoose() {
  const table = current();
  const chosen = table ? rowsOf(table).map(box).filter((input) => input?.checked) : [];
  for (const input of chosen) input.checked = false;
  if (chosen.length) count(table);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (isTyping(event.target) || document.querySelector("dialog[open], details.cv-menu[open]")) return;
  const key = event.key.toLowerCase();
  const row = document.querySelector("[data-cv-row].is-at");
  if (key === "j" || key === "k") {
    if (step(key === "j" ? 1 : -1)) event.preventDefault();
  } else if (key === "x" && row && box(row)) {
    box(row).click();
    event.preventDefault();
  } else if (key === "escape") unchoose();
  else if (row) {
    const act = row.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
    if (act) {
      event.preventDefault();
      event.stopImmediatePropagation();
      act.click();
    }
  }
});

const start = (root) => {
  for (const table of root.querySelectorAll("[data-cv-rows][id]")) count(table);
};
start(document);
document.addEventListener("htmx:load", (event) => {
  const table = event.detail.elt.closest?.("[data-cv-rows]");
  if (table?.id) count(table);
  else start(event.detail.elt);
});
