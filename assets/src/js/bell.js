// News by server-sent events: each message names a topic; fragments listen with hx-trigger="cv:<topic> from:body".
// Opened once a page, closed when the page goes, so that no connection is left behind.
const address = document.body.dataset.cvEvents;

function tell(topic) {
  document.body.dispatchEvent(new CustomEvent(`cv:${topic}`));
}
function listen() {
  const source = new EventSource(address);
  source.addEventListener("message", (event) => {
    let topic = "news";
    try {
      topic = JSON.parse(event.data).topic ?? topic;
    } catch {
      // a message without a topic is news
    }
    if (/^[a-z-]+$/.test(topic)) tell(topic);
    if (topic !== "news") tell("news");
  });
  window.addEventListener("pagehide", () => source.close(), { once: true });
}
if (address) listen();
window.addEventListener("pageshow", (event) => {
  if (address && event.persisted) listen();
});
