// Menus are <details>: one open at a time, closed by Esc or a click elsewhere. Dialogs open by data-cv-open.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.cv-menu") || !event.target.open) return;
    for (const other of document.querySelectorAll("details.cv-menu[open]")) {
      if (other !== event.target && !other.contains(event.target)) other.open = false;
    }
  },
  true,
);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.cv-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest?.("[data-cv-open]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.cvOpen)?.showModal();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.cv-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.preventDefault();
});
// After a failed sending the summary of faults takes the focus.
document.querySelector("[data-cv-focus]")?.focus();
document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.elt.querySelector?.("[data-cv-focus]")?.focus();
});
