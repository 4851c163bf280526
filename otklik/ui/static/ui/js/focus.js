// After a swap the focus is where it was: on the same id; if the row left the list, on the next row; in a form that
// came back with errors, on the first wrong field.
let kept = null;

const rowOf = element => element?.closest?.(".ticket-row, .request-row, .thread-item, tr[id], li[id]");

document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  if (!active || active === document.body) return;
  const row = rowOf(active);
  kept = { id: active.id, row: row?.id, after: row?.nextElementSibling?.id, before: row?.previousElementSibling?.id };
});

document.addEventListener("htmx:afterSettle", event => {
  const { xhr, elt } = event.detail;
  const wrong = xhr?.status === 422 && elt.querySelector('[aria-invalid="true"]');
  if (wrong) return wrong.focus();
  if (!kept || (document.activeElement && document.activeElement !== document.body)) return (kept = null);
  const same = kept.id && document.getElementById(kept.id);
  const row = [kept.row, kept.after, kept.before].map(id => id && document.getElementById(id)).find(Boolean);
  (same || row?.querySelector("a.subject, a, button"))?.focus({ preventScroll: true });
  kept = null;
});
