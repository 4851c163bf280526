// <shown-dialog> around a dialog that htmx brought: it opens at once, goes when it is closed, and gives the focus back.
class ShownDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.opener = document.activeElement;
    this.menu = this.opener?.closest("[popover]")?.id;
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.addEventListener("close", () => this.remove());
    this.addEventListener("click", event => {
      if (!event.target.closest("[data-refuse]")) return;
      event.preventDefault();
      this.dialog.close();
    });
  }

  disconnectedCallback() {
    const opener = this.opener?.isConnected && this.opener !== document.body ? this.opener : null;
    const button = this.menu && document.querySelector(`[popovertarget="${this.menu}"]`);
    (button || opener || document.getElementById(this.opener?.id))?.focus({ preventScroll: true });
  }
}

customElements.define("shown-dialog", ShownDialog);
