// A lost line: a thin amber strip says since when; forms wait instead of failing, and what was typed stays.
import { hour, say } from "./text.js";

const strip = document.getElementById("cv-lost");

function lost() {
  if (!strip || !strip.hidden) return;
  strip.textContent = say("Lost", hour());
  strip.hidden = false;
}
function back() {
  if (strip) strip.hidden = true;
}
window.addEventListener("offline", lost);
window.addEventListener("online", back);
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, lost);
document.addEventListener("htmx:afterOnLoad", back);
document.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  lost();
});
if (!navigator.onLine) lost();
