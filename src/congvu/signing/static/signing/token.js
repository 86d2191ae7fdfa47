// Hands the one-time addresses to the signing program on this machine and tells the page when it answered.
(function () {
  "use strict";
  var button = document.querySelector("[data-sign]");
  if (!button) return;
  var said = document.querySelector("[data-sign-said]");
  var token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  function post(url, body, headers) {
    return fetch(url, { method: "POST", headers: headers, body: body }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  button.addEventListener("click", function () {
    button.disabled = true;
    said.textContent = said.dataset.busy;
    post(button.dataset.addresses, null, { "X-CSRFToken": token })
      .then(function (addresses) {
        return post(button.dataset.agent, JSON.stringify(addresses), { "Content-Type": "text/plain" });
      })
      .then(function (answer) {
        said.textContent = answer.Message || "";
        document.body.dispatchEvent(new Event("cv:signed"));
      })
      .catch(function () {
        said.textContent = said.dataset.none;
      })
      .finally(function () {
        button.disabled = false;
      });
  });
})();
