// Words for people: a search that ignores marks, the hour, sentences kept in the page by the server.
export const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d").trim();

export const hour = (at = new Date()) =>
  `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

const KILO = 1000;
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= KILO && unit < units.length - 1) {
    value /= KILO;
    unit += 1;
  }
  const shown = value < 10 && unit > 1 ? value.toFixed(1) : String(Math.round(value));
  return `${document.documentElement.lang === "en" ? shown : shown.replace(".", ",")}\u00a0${units[unit]}`;
}

// Sentences stand in <body data-say-…>, so that they are translated with the templates.
export const say = (name, value = "") => (document.body.dataset[`say${name}`] ?? "").replace("%s", value);

export const isTyping = (target) =>
  target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
