// On a narrow screen tabs scroll sideways: the chosen one is brought into view, with a piece of its neighbours.
function bring(within) {
  for (const tabs of within.querySelectorAll(".cv-tabs")) {
    const chosen = tabs.querySelector("[aria-current]");
    if (!chosen || tabs.scrollWidth <= tabs.clientWidth) continue;
    const [row, tab] = [tabs.getBoundingClientRect(), chosen.getBoundingClientRect()];
    tabs.scrollLeft += tab.left - row.left - (row.width - tab.width) / 2;
  }
}
bring(document);
document.addEventListener("htmx:afterSettle", (event) => bring(event.target));
// A phone's address bar changes the height while one reads: only another width counts.
let width = innerWidth;
addEventListener("resize", () => {
  if (width !== innerWidth) bring(document);
  width = innerWidth;
});
document.fonts?.ready.then(() => bring(document));
