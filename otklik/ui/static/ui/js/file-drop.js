// <file-drop> around a file input: files may be chosen, dropped on the form or pasted; each is listed, can be removed, and
// a picture can be marked before it is sent. Without JavaScript the input works by itself.
import { chip } from "./file-chip.js";

class FileDrop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.form = this.closest("form");
    this.list = this.form.querySelector("[data-files]");
    this.files = [];
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.form.addEventListener("paste", event => this.take(event, event.clipboardData));
    this.form.addEventListener("drop", event => this.take(event, event.dataTransfer));
    this.form.addEventListener("dragover", event => this.hover(event, true));
    this.form.addEventListener("dragleave", event => this.hover(event, false));
    this.form.addEventListener("reset", () => this.replace([]));
  }

  hover(event, over) {
    if (!event.dataTransfer.types.includes("Files")) return;
    if (over) event.preventDefault();
    this.form.toggleAttribute("data-dropping", over);
  }

  take(event, source) {
    this.form.removeAttribute("data-dropping");
    if (!source?.files.length) return;
    event.preventDefault();
    this.add([...source.files].map(file => (event.type === "paste" ? this.named(file) : file)));
  }

  named(file) {
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    return new File([file], `${this.dataset.pasted} ${time}.${file.type.split("/")[1] ?? "png"}`, { type: file.type });
  }

  add(files) {
    const fit = files.filter(file => file.size <= Number(this.dataset.maxBytes));
    this.problems = files.filter(file => !fit.includes(file)).map(file => this.dataset.tooBig.replace("{name}", file.name));
    const all = [...this.files, ...fit];
    const most = Number(this.dataset.maxFiles);
    if (all.length > most) this.problems.push(this.dataset.tooMany);
    this.replace(all.slice(0, most));
  }

  replace(files) {
    const holder = new DataTransfer();
    files.forEach(file => holder.items.add(file));
    this.files = files;
    this.input.files = holder.files;
    this.show();
  }

  show() {
    const said = text => Object.assign(document.createElement("li"), { className: "error", textContent: text });
    const change = (file, other) => this.replace(this.files.flatMap(one => (one === file ? other ?? [] : one)));
    this.list.replaceChildren(...this.files.map(file => chip(file, this.dataset, change)), ...(this.problems ?? []).map(said));
    this.list.hidden = !this.list.childElementCount;
    this.problems = [];
  }
}

customElements.define("file-drop", FileDrop);
