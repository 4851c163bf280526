// <upload-drop data-url data-draft> around a file input: what is chosen, dropped or pasted is uploaded at once and waits
// with the text of the present mode; a file for a note never goes with a reply. Without JavaScript the input works alone.
import { chip } from "../../ui/js/file-chip.js";

const headers = () => JSON.parse(document.body.getAttribute("hx-headers"));
const post = (url, body) => fetch(url, { method: "POST", body, headers: headers(), keepalive: true }).catch(() => null);

class UploadDrop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.form = this.closest("form");
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    this.form.addEventListener("paste", event => this.take(event, event.clipboardData));
    this.form.addEventListener("drop", event => this.take(event, event.dataTransfer));
    this.form.addEventListener("dragover", event => this.hover(event, true));
    this.form.addEventListener("dragleave", event => this.hover(event, false));
    this.form.addEventListener("click", event => this.removed(event.target.closest("[data-remove]")));
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
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    const named = file => new File([file], `${this.dataset.pasted} ${time}.${file.type.split("/")[1] ?? "png"}`, { type: file.type });
    this.add([...source.files].map(file => (event.type === "paste" ? named(file) : file)));
  }

  get mode() {
    return this.form.elements.mode.value;
  }

  add(files) {
    const list = this.form.querySelector(`[data-files="${this.mode}"]`);
    const room = Number(this.dataset.maxFiles) - list.querySelectorAll("[data-upload], progress").length;
    for (const file of files.slice(0, room)) {
      if (file.size > Number(this.dataset.maxBytes)) this.say(list, this.dataset.tooBig.replace("{name}", file.name));
      else this.send(list, file, this.mode);
    }
    if (files.length > room) this.say(list, this.dataset.tooMany);
  }

  say(list, text) {
    const said = Object.assign(document.createElement("li"), { className: "error", textContent: text });
    list.append(said);
    list.hidden = false;
    setTimeout(() => said.remove(), 8000);
  }

  send(list, file, mode) {
    const line = chip(file, this.dataset, (one, other) => this.changed(list, line, other, mode));
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", this.dataset.uploading.replace("{name}", file.name));
    line.append(bar);
    list.append(line);
    list.hidden = false;
    const request = (line.request = new XMLHttpRequest());
    request.upload.addEventListener("progress", event => (bar.value = event.loaded / event.total));
    request.addEventListener("loadend", () => this.arrived(list, line, file, mode, request));
    request.open("POST", this.dataset.url);
    Object.entries({ ...headers(), "HX-Request": "true" }).forEach(([name, value]) => request.setRequestHeader(name, value));
    const data = new FormData();
    data.append("mode", mode);
    data.append("file", file, file.name);
    request.send(data);
  }

  arrived(list, line, file, mode, request) {
    line.querySelector("progress")?.remove();
    if (request.status !== 201) {
      line.remove();
      if (request.status) this.say(list, this.dataset.failed.replace("{name}", file.name));
      return;
    }
    const sent = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("li");
    line.dataset.upload = sent.dataset.upload;
    line.dataset.removal = sent.querySelector("[data-remove]").dataset.remove;
    line.append(sent.querySelector("input"));
    this.keep(list, mode);
  }

  changed(list, line, other, mode) {
    if (other === line.file) return;
    line.request?.abort();
    this.discard(list, line, mode);
    if (other) this.send(list, other, mode);
  }

  removed(button) {
    if (!button) return;
    const line = button.closest("li");
    line.dataset.removal = button.dataset.remove;
    this.discard(line.parentElement, line, line.parentElement.dataset.files);
  }

  discard(list, line, mode) {
    if (line.dataset.removal) post(line.dataset.removal, new URLSearchParams());
    line.remove();
    list.hidden = !list.childElementCount;
    this.keep(list, mode);
  }

  keep(list, mode) {
    const files = [...list.querySelectorAll("[data-upload]")].map(one => one.dataset.upload).join(",");
    post(this.dataset.draft, new URLSearchParams({ mode, files }));
  }
}

customElements.define("upload-drop", UploadDrop);
