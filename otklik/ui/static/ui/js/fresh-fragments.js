// A fragment that a live name refreshes asks with the ETag of what it shows, and stays as it is on 304 (F2). That it
// could not be refreshed is nobody's failure: the next name, or the next look at the page, heals it.
const etags = new WeakMap(); // element → the address it came from, and its ETag
const isLive = detail => (detail.requestConfig ?? detail).triggeringEvent?.type.startsWith("live:");

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const known = isLive(detail) && etags.get(detail.target);
  if (known && known.path === detail.path) detail.headers["If-None-Match"] = known.etag;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 304) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const shown = document.getElementById(detail.target.id) ?? detail.target;
  for (let around = shown; around; around = around.parentElement) etags.delete(around);
  const etag = isLive(detail) && detail.xhr.getResponseHeader("ETag");
  if (etag) etags.set(shown, { etag, path: detail.requestConfig.path });
});

// What comes beside a fragment waits while somebody has a menu of it open; the newest is put there when it closes.
const waiting = new WeakMap(); // element → what is to stand in its place

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const shown = detail.target;
  if (!shown?.querySelector(":popover-open")) return;
  detail.shouldSwap = false;
  const isFirst = !waiting.has(shown);
  waiting.set(shown, detail.fragment.cloneNode(true));
  if (isFirst) shown.addEventListener("toggle", event => event.newState === "closed" && replace(shown), { capture: true, once: true });
});

function replace(shown) {
  const fresh = waiting.get(shown).querySelector(`#${CSS.escape(shown.id)}`);
  waiting.delete(shown);
  if (!fresh || !shown.isConnected) return;
  shown.replaceWith(fresh);
  window.htmx.process(fresh);
}

document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  for (let around = detail.elt; around; around = around.parentElement) etags.delete(around);
});

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  window.addEventListener(failure, event => isLive(event.detail) && event.stopImmediatePropagation(), true);
