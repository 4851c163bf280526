// <shown-dialog> around a dialog that htmx brought: it opens at once, goes when it is closed, and gives the focus back
// to what opened it, which may have been drawn anew meanwhile.
class ShownDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    const opener = document.activeElement;
    const menu = opener.getAttribute("popovertarget") ?? opener.closest("[popover]")?.id;
    this.opener = menu ? `[popovertarget="${menu}"]` : opener.id ? `#${opener.id}` : `a[href="${CSS.escape(opener.getAttribute("href") ?? "")}"]`;
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.addEventListener("close", () => this.remove());
    this.addEventListener("click", event => {
      if (!event.target.closest("[data-refuse]")) return;
      event.preventDefault();
      this.dialog.close();
    });
  }

  disconnectedCallback() {
    document.querySelector(this.opener)?.focus({ preventScroll: true });
  }
}

customElements.define("shown-dialog", ShownDialog);
