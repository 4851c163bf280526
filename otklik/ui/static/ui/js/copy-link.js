// <copy-link data-url data-done>: puts the address into the clipboard and says so.
import { say } from "./say.js";

class CopyLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async () => {
      await navigator.clipboard.writeText(new URL(this.dataset.url, location.href).href);
      say(this.dataset.done);
    });
  }
}

customElements.define("copy-link", CopyLink);
