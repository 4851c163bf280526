// <picture-paste data-url> around a text: a picture pasted or dropped into it is kept, and the words that show it are put
// where the cursor stood.
class PicturePaste extends HTMLElement {
  connectedCallback() {
    this.addEventListener("paste", event => this.take(event, event.clipboardData));
    this.addEventListener("drop", event => this.take(event, event.dataTransfer));
    this.addEventListener("dragover", event => event.dataTransfer.types.includes("Files") && event.preventDefault());
  }

  take(event, source) {
    const pictures = [...(source?.files ?? [])].filter(file => file.type.startsWith("image/"));
    if (!event.target.matches("textarea") || !pictures.length) return;
    event.preventDefault();
    pictures.forEach(file => this.send(event.target, file));
  }

  async send(text, file) {
    const mark = `![${file.name}: ${this.dataset.busy}]()`;
    text.setRangeText(`${mark}\n`, text.selectionStart, text.selectionEnd, "end");
    const body = new FormData();
    body.append("file", file);
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const answer = await fetch(this.dataset.url, { method: "POST", body, headers }).catch(() => null);
    const words = answer?.ok ? await answer.text() : `(${file.name}: ${this.dataset.failed})`;
    const at = text.value.indexOf(mark);
    if (at >= 0) text.setRangeText(words, at, at + mark.length, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("picture-paste", PicturePaste);
