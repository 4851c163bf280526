// <image-marker> around its dialog: an arrow, a frame or a blur on a picture before it leaves this browser.
// mark(file) gives the file to attach: the marked one, or the same if nothing was drawn.
import { Board } from "./mark-board.js";

class ImageMarker extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.board = new Board(this.querySelector("canvas"));
    this.tools = [...this.querySelectorAll("[data-tool]")];
    this.tools.forEach(tool => tool.addEventListener("click", () => this.choose(tool)));
    this.querySelector("[data-undo]").addEventListener("click", () => this.board.undo());
    this.querySelector("[data-cancel]").addEventListener("click", () => this.dialog.close());
    this.querySelector("[data-done]").addEventListener("click", () => this.finish());
  }

  async mark(file) {
    [this.file, this.made] = [file, file];
    this.board.show(await createImageBitmap(file));
    this.choose(this.tools[0]);
    this.dialog.showModal();
    await new Promise(closed => this.dialog.addEventListener("close", closed, { once: true }));
    return this.made;
  }

  choose(tool) {
    this.board.tool = tool.dataset.tool;
    this.tools.forEach(one => one.setAttribute("aria-pressed", one === tool));
  }

  async finish() {
    const blob = await this.board.picture(this.file.type);
    if (blob) this.made = new File([blob], this.file.name, { type: blob.type });
    this.dialog.close();
  }
}

customElements.define("image-marker", ImageMarker);
