// What htmx could not do is said in words; what was typed stays where it is.
import { say } from "./say.js";

const words = document.body.dataset;
const REASONS = { 403: words.forbidden, 404: words.gone, 410: words.gone, 413: words.large, 429: words.often };

document.addEventListener("htmx:sendError", () => say(words.lost, "error"));
document.addEventListener("htmx:timeout", () => say(words.lost, "error"));
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const outdated = xhr.getResponseHeader("X-Failure") === "csrf" && words.outdated;
  say(outdated || (REASONS[xhr.status] ?? words.failed), "error");
});

// A whole page in answer to a fragment means that the session ended: go where the answer came from.
document.addEventListener("htmx:beforeSwap", event => {
  const { xhr, boosted, shouldSwap, target } = event.detail;
  if (!shouldSwap || boosted || target === document.body || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});
