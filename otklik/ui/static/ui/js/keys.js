// When a single key means a command (WCAG 2.1.4): not in a field, not under a dialog, not if the person switched keys off.
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

export const chord = event => [
  (event.ctrlKey || event.metaKey) && "Control", event.altKey && "Alt", event.shiftKey && "Shift", event.code,
].filter(Boolean).join("+");

export function isCommand(event) {
  if (event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("hot-keys[data-off]") || document.querySelector("dialog:modal, [popover]:popover-open")) return false;
  return !event.target.closest?.(FIELDS);
}
