// The same form is not sent twice: a second press while the first is under way does nothing.
// The server holds the same promise by the field "once"; this only spares people the wait.
function posts(form) {
  return form.method.toLowerCase() === "post";
}
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!posts(form)) return;
    if (form.dataset.cvSending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.cvSending = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    // Another listener may have stopped the sending (a lost line, a missing value).
    setTimeout(() => {
      if (event.defaultPrevented && !form.matches('[hx-post], [hx-put], [hx-boost="true"]')) release(form);
    });
  },
  true,
);

function release(form) {
  delete form.dataset.cvSending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
function releaseAll() {
  for (const form of document.querySelectorAll("form[data-cv-sending]")) release(form);
}
document.addEventListener("htmx:afterRequest", releaseAll);
window.addEventListener("pageshow", releaseAll);
