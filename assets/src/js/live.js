// Live search: an input with data-cv-live says "cv:typed" a moment after typing, never inside an unfinished syllable.
const WAIT = 250;
const timers = new WeakMap();

function later(input) {
  clearTimeout(timers.get(input));
  timers.set(input, setTimeout(() => input.dispatchEvent(new CustomEvent("cv:typed", { bubbles: true })), WAIT));
}
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-cv-live]") && !event.isComposing) later(event.target);
});
document.addEventListener("compositionend", (event) => {
  if (event.target.matches?.("[data-cv-live]")) later(event.target);
});
// Enter in a live field inside another form looks things up at once; in a search form it searches.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-cv-live]") || event.isComposing) return;
  if (event.target.form?.getAttribute("role") === "search") return;
  event.preventDefault();
  clearTimeout(timers.get(event.target));
  event.target.dispatchEvent(new CustomEvent("cv:typed", { bubbles: true }));
});
