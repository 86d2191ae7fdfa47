// Files: name and size are said under the field at once; an upload shows how far it is.
import { say, size } from "./text.js";

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const place = input.closest(".cv-field")?.querySelector("[data-cv-file-said]");
  const limit = Number(input.dataset.maxBytes ?? 0);
  const files = [...input.files];
  const big = files.find((file) => limit && file.size > limit);
  const empty = files.find((file) => file.size === 0);
  const fault = big ? `${big.name}: ${say("Toobig", size(limit))}` : empty ? `${empty.name}: ${say("Nothing")}` : "";
  input.setCustomValidity(fault);
  if (!place) return;
  place.textContent = fault || files.map((file) => `${file.name}, ${size(file.size)}`).join("; ");
  place.classList.toggle("t-late", Boolean(fault));
});

function bar(form) {
  let box = form.querySelector(".cv-progress");
  if (!box) {
    box = document.createElement("p");
    box.className = "cv-progress";
    box.setAttribute("role", "status");
    box.append(document.createElement("progress"), document.createElement("span"));
    form.append(box);
  }
  return box;
}
document.addEventListener("htmx:xhr:progress", (event) => {
  const form = event.target.closest?.("form[data-cv-upload]");
  if (!form || !event.detail.lengthComputable || !event.detail.total) return;
  const box = bar(form);
  const [meter, words] = box.children;
  meter.max = event.detail.total;
  meter.value = event.detail.loaded;
  meter.setAttribute("aria-label", say("Sending"));
  words.textContent = `${size(event.detail.loaded)} / ${size(event.detail.total)}`;
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.target.closest?.("form[data-cv-upload]")?.querySelector(".cv-progress")?.remove();
});
