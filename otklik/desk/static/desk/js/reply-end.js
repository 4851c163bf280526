// <reply-end> around the end of a reply: a text that ends with a question suggests «asked», until one chooses (R4).
class ReplyEnd extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    this.form = this.closest("form");
    this.select.addEventListener("change", () => (this.chosen = true));
    this.form.addEventListener("input", event => event.target.matches("textarea[data-mode=reply]") && this.suggest(event.target.value));
  }

  suggest(text) {
    if (this.chosen || this.select.value === "solution") return;
    const asks = /[?？]["»”)\s]*$/.test(text.trimEnd());
    if (asks === (this.select.value === "asked")) return;
    this.select.value = asks ? "asked" : "ours";
  }
}

customElements.define("reply-end", ReplyEnd);
