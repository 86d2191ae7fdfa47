// A folded section of the rail stays as its reader left it: a cookie, so that the server draws the next page so at once.
const NAME = "cv_danh_muc";
const kept = () => document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`))?.slice(NAME.length + 1) ?? "";
document.addEventListener("click", (event) => {
  const fold = event.target.closest?.("[data-cv-fold] > summary")?.parentElement;
  if (!fold) return;
  const key = fold.dataset.cvFold;
  const others = kept().split("~").filter((part) => part && !part.startsWith(`${key}.`));
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const value = [...others, `${key}.${fold.open ? 0 : 1}`].slice(-30).join("~");
  document.cookie = `${NAME}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});
