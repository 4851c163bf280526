// data-opens="id" opens a dialog; data-closes closes the one it stands in; the focus goes back to the opener by itself.
document.addEventListener("click", event => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("opened"));
  }
  event.target.closest("[data-closes]")?.closest("dialog").close();
});

// HX-Trigger: close-dialog
document.addEventListener("close-dialog", () => document.querySelectorAll("dialog[open]").forEach(dialog => dialog.close()));
