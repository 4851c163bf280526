// After a swap the focus is where it was: on the same id; if the row left the list, on the next row; in a form that
// came back with errors, on the first wrong field. Whoever moved the focus meanwhile keeps it.
const SETTLED = 30; // ms: htmx puts new content in its place in 20
let kept = null;

const rowOf = element => element?.closest?.(".ticket-row, .request-row, .thread-item, tr[id], li[id]");
const isNowhere = () => !document.activeElement || document.activeElement === document.body;

function keep() {
  if (isNowhere()) return;
  const element = document.activeElement;
  const row = rowOf(element);
  kept = { element, row: row?.id, after: row?.nextElementSibling?.id, before: row?.previousElementSibling?.id };
}

document.addEventListener("htmx:beforeRequest", keep); // a button is disabled while it asks, and loses the focus
document.addEventListener("htmx:beforeSwap", keep);

// When the pressed button is gone, htmx tells its nearest ancestor that is left.
document.addEventListener("htmx:afterRequest", event => setTimeout(() => settle(event.detail), SETTLED));

function settle({ xhr, target, elt }) {
  const place = document.getElementById(target?.id) ?? target;
  const wrong = xhr.status === 422 && place?.querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();
  else if (kept && isNowhere() && (kept.element === elt || !kept.element.isConnected)) restore(kept);
  kept = null;
}

function restore({ element, row, after, before }) {
  const same = element.isConnected ? element : element.id && document.getElementById(element.id);
  const nearest = [row, after, before].map(id => id && document.getElementById(id)).find(Boolean);
  (same || nearest?.querySelector("a.subject, a, button"))?.focus({ preventScroll: true });
}
