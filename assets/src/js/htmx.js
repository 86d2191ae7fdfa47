// htmx under our content-security policy, and what a refusal, a lost session or a lost line does to a fragment.
import htmx from "htmx.org";
import { say } from "./text.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0; // pages of officials stay out of the browser's storage
htmx.config.selfRequestsOnly = true;
htmx.config.timeout = 30000;
window.htmx = htmx;

const REFUSALS = new Set([400, 403, 404, 409, 413, 422]);

// The error place nearest to whoever asked: in its form, else the page's own.
function errorPlace(source) {
  const form = source?.closest?.("form, [data-cv-scope]");
  return form?.querySelector("[data-cv-errors]") ?? document.getElementById("cv-errors");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail;
  if (!REFUSALS.has(xhr.status)) return;
  const place = errorPlace(event.detail.requestConfig?.elt ?? elt);
  if (xhr.getResponseHeader("CV-Refusal") && place) event.detail.target = place;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.xhr?.getResponseHeader("CV-Refusal")) {
    event.detail.target.querySelector("[role=alert]")?.focus();
  }
});

// A server's failure is said where the person looks; nothing on the page is replaced.
document.addEventListener("htmx:responseError", (event) => {
  const place = errorPlace(event.detail.requestConfig?.elt ?? event.detail.elt);
  if (!place) return;
  const words = document.createElement("p");
  words.className = "cv-refused";
  words.setAttribute("role", "alert");
  words.textContent = say("Failed");
  place.replaceChildren(words);
});

// An answered request clears the sentence of an earlier refusal.
document.addEventListener("htmx:beforeRequest", (event) => {
  const place = errorPlace(event.detail.elt);
  if (place && event.detail.requestConfig?.verb !== "get") place.replaceChildren();
});
