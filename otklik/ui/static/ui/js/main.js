// The elements of the interface. Each file is one element that works by itself; without JavaScript the page still says everything.
import "./theme-switch.js";
import "./nav-switch.js";
