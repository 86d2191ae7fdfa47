// Pages for citizens: complete without this file; it only spares them typing twice and pressing twice.
import "./js/once.js";
import "./js/keep.js";
import "./js/files.js";
import "./js/menus.js";
