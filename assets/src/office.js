// The office: htmx and our small modules. No eval, no inline style: the content-security policy forbids both.
import "./js/htmx.js";
import "./js/keep.js";
import "./js/once.js";
import "./js/line.js";
import "./js/keys.js";
import "./js/menus.js";
import "./js/bell.js";
import "./js/rows.js";
import "./js/live.js";
