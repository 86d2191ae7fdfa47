// Says in a sentence why a passkey did not work: the browser alone would leave the page as it was.
(function () {
  const places = document.querySelectorAll("[data-passkey-fault]");
  const KINDS = { NotAllowedError: "refused", AbortError: "refused", InvalidStateError: "known" };

  function show(sentence) {
    for (const place of places) {
      const box = document.createElement("div");
      box.className = "cv-refused";
      box.appendChild(document.createElement("p")).textContent = sentence(place);
      place.replaceChildren(box);
    }
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const kind = KINDS[event.detail.exception?.name] ?? "failed";
    show((place) => place.dataset[kind]);
  });

  // A second try that fails again is news again for who only hears the page.
  for (const place of places) {
    document.getElementById(place.dataset.passkeyFault)?.addEventListener("click", () => place.replaceChildren(), true);
  }
})();
