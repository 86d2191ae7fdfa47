// The office: htmx and our small modules. No eval, no inline style: the content-security policy forbids both.
import "./js/once.js";
import "./js/htmx.js";
import "./js/keep.js";
import "./js/line.js";
import "./js/rows.js";
import "./js/keys.js";
import "./js/menus.js";
import "./js/fold.js";
import "./js/tabs.js";
import "./js/bell.js";
import "./js/live.js";
import "./js/search.js";
import "./js/files.js";
import "./js/picker.js";
