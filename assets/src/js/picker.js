// The unit picker: one role a unit, and a field that finds units without marks. Works as a plain table without this.
import { fold } from "./text.js";

document.addEventListener("change", (event) => {
  const row = event.target.closest?.("[data-cv-picker] tbody tr");
  if (!row || !event.target.checked || !event.target.value) return;
  for (const other of row.querySelectorAll("input[type=checkbox], input[type=radio]")) {
    if (other === event.target || !other.checked) continue;
    other.checked = false;
    if (other.type === "radio") {
      const none = row.parentElement.querySelector('input[type=radio][value=""]');
      if (none) none.checked = true;
    }
  }
});
document.addEventListener("input", (event) => {
  const picker = event.target.closest?.("[data-cv-picker-find]")?.closest("[data-cv-picker]");
  if (!picker) return;
  const wanted = fold(event.target.value).split(/\s+/);
  for (const row of picker.querySelectorAll("tr[data-find]")) {
    const text = fold(row.dataset.find);
    const kept = row.querySelector("input:checked") !== null;
    row.hidden = !kept && !wanted.every((word) => text.includes(word));
  }
});
const start = (root) => {
  for (const place of root.querySelectorAll("[data-cv-picker-find]")) place.hidden = false;
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
