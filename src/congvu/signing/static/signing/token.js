// Hands the one-time addresses to the signing program on this machine and tells the page when it answered.
(function () {
  "use strict";
  var button = document.querySelector("[data-sign]");
  if (!button) return;
  var said = document.querySelector("[data-sign-said]");
  var token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  // What went wrong is said by the name of the words that the page holds: none, failed, ended.
  function post(url, body, headers, unreachable, refused) {
    return fetch(url, { method: "POST", headers: headers, body: body }).then(
      function (answer) {
        if (!answer.ok) throw new Error(refused);
        return answer.json().catch(function () {
          throw new Error(refused);
        });
      },
      function () {
        throw new Error(unreachable);
      },
    );
  }

  button.addEventListener("click", function () {
    button.disabled = true;
    said.textContent = said.dataset.busy;
    post(button.dataset.addresses, null, { "X-CSRFToken": token }, "ended", "ended")
      .then(function (addresses) {
        return post(button.dataset.agent, JSON.stringify(addresses), { "Content-Type": "text/plain" }, "none", "failed");
      })
      .then(function (answer) {
        said.textContent = answer.Message || "";
        document.body.dispatchEvent(new Event("cv:signed"));
      })
      .catch(function (error) {
        said.textContent = said.dataset[error.message] || said.dataset.failed;
      })
      .finally(function () {
        button.disabled = false;
      });
  });
})();
