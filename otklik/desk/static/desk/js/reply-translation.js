// <reply-translation data-url> in the composer: its button puts what is written into the customer's language, beneath,
// selected, for its author to edit. It sends nothing.
class ReplyTranslation extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.said = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => this.translate());
  }

  async translate() {
    const text = this.closest("form").querySelector("textarea:enabled");
    if (!text.value.trim()) return text.focus();
    this.button.setAttribute("aria-busy", "true");
    this.button.disabled = true;
    const { value } = text;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const answer = await fetch(this.dataset.url, { method: "POST", body: new URLSearchParams({ body: value }), headers }).catch(() => null);
    this.button.removeAttribute("aria-busy");
    this.button.disabled = false;
    const html = answer ? await answer.text() : "";
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("#reply-translated > span");
    this.said.textContent = found?.textContent ?? this.dataset.failed;
    if (found?.dataset.body) this.put(text, found.dataset.body);
    return undefined;
  }

  put(text, body) {
    const before = text.value.trimEnd();
    text.value = `${before}\n\n${body}`;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    text.setSelectionRange(before.length + 2, text.value.length);
  }
}

customElements.define("reply-translation", ReplyTranslation);
