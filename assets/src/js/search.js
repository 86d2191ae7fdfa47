// The box at the top: what it finds while one types stands under it; Down goes there, Esc and a click elsewhere close it.
const box = document.getElementById("cv-q");
const found = document.getElementById("cv-q-found");

const close = () => found?.replaceChildren();

if (box && found) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".cv-search")) close();
  });
  box.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      box.focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...found.querySelectorAll("a")];
    if (!links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (links[at] ?? (at < 0 ? box : links[0])).focus();
  });
  box.addEventListener("input", () => {
    if (!box.value.trim()) close();
  });
}
