// Pages for citizens: complete without this file; it only spares them typing twice and pressing twice.
import "./js/keep.js";
import "./js/once.js";
