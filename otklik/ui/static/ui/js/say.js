// A short word at the edge of the window, read aloud politely.
export function say(text, kind = "") {
  const region = document.querySelector("#toasts");
  if (!region || !text) return;
  const toast = document.createElement("undo-toast");
  toast.className = "toast";
  if (kind) toast.dataset.kind = kind;
  toast.textContent = text;
  region.append(toast);
}
