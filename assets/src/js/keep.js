// What is typed is not lost: forms with data-keep="<key>" are saved on this machine while typing, given back after
// an expired session, a lost line or a closed window, and forgotten once the server has taken them.
import { hour, say } from "./text.js";

const DAYS = 3;
const WAIT = 300;
const who = () => document.body.dataset.cvWho ?? "";
const place = (key) => `cv-keep:${who() || localStorage.getItem("cv-who") || ""}:${key}`;
const UNKEPT = new Set(["password", "file", "hidden", "submit", "button"]);

function fields(form) {
  return [...form.elements].filter((e) => e.name && !UNKEPT.has(e.type) && !e.disabled && e.dataset.keep !== "no");
}

function values(form) {
  const found = {};
  for (const e of fields(form)) {
    const list = (found[e.name] ??= []);
    if (e.type === "checkbox" || e.type === "radio") {
      if (e.checked) list.push(e.value);
    } else if (e.multiple) {
      list.push(...[...e.selectedOptions].map((o) => o.value));
    } else list.push(e.value);
  }
  return found;
}

function fill(form, kept) {
  const left = structuredClone(kept);
  for (const e of fields(form)) {
    const list = left[e.name];
    if (!list) continue;
    if (e.type === "checkbox" || e.type === "radio") e.checked = list.includes(e.value);
    else if (e.multiple) for (const o of e.options) o.selected = list.includes(o.value);
    else if (list.length) e.value = list.shift();
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(key)));
    return kept && Date.now() - kept.at < DAYS * 864e5 ? kept : null;
  } catch {
    return null;
  }
}

function save(form) {
  if (!form.isConnected) return;
  try {
    localStorage.setItem(place(form.dataset.keep), JSON.stringify({ at: Date.now(), values: values(form) }));
  } catch {
    // storage full or forbidden: typing goes on without it
  }
}

const forget = (key) => localStorage.removeItem(place(key));

function offer(form) {
  form.dataset.cvKept = "1";
  const kept = read(form.dataset.keep);
  const now = JSON.stringify(values(form));
  if (!kept || JSON.stringify(kept.values) === now) return;
  if (form.querySelector(".cv-faults")) return; // the server has just given back what was typed
  fill(form, kept.values);
  form.dispatchEvent(new CustomEvent("cv:restored", { bubbles: true }));
  const note = document.createElement("p");
  note.className = "cv-say cv-restored";
  note.setAttribute("role", "status");
  note.append(`${say("Restored", hour(new Date(kept.at)))} `);
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "cv-linkbtn";
  drop.textContent = say("Drop");
  drop.addEventListener("click", () => {
    fill(form, JSON.parse(now));
    forget(form.dataset.keep);
    note.remove();
  });
  note.append(drop);
  form.prepend(note);
}

function start(root) {
  for (const form of root.querySelectorAll("form[data-keep]:not([data-cv-kept])")) offer(form);
}

let timer = 0;
function later(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form?.dataset.keep) return;
  clearTimeout(timer);
  timer = setTimeout(() => save(form), WAIT);
}
document.addEventListener("input", later);
document.addEventListener("change", later);
document.addEventListener("submit", (event) => {
  const { keep } = event.target.dataset;
  if (!keep) return;
  clearTimeout(timer);
  save(event.target);
  sessionStorage.setItem("cv-sent", keep);
});

// A page of the same person that neither asks again nor reports a failure means that the form was taken.
function settle() {
  const sent = sessionStorage.getItem("cv-sent");
  if (!sent || !who() || document.body.hasAttribute("data-cv-unsent")) return;
  sessionStorage.removeItem("cv-sent");
  if (!document.querySelector(`form[data-keep="${CSS.escape(sent)}"]`)) forget(sent);
}
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form[data-keep]");
  const { xhr, successful } = event.detail;
  if (!form || !successful || xhr.getResponseHeader("CV-Refusal")) return;
  if (event.detail.requestConfig.verb !== "get" && !xhr.responseText.includes("cv-faults")) forget(form.dataset.keep);
});

if (who()) localStorage.setItem("cv-who", who());
settle();
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
// Signing out leaves nothing of the person on a shared machine.
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-cv-signout")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("cv-")) localStorage.removeItem(key);
});
