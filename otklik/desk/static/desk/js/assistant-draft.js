// <assistant-draft data-body> above the foot of the composer: puts the draft into an empty reply; says that nobody has
// read it until a word of it is changed. Beside words of one's own it only offers itself, by its button.
class AssistantDraft extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.text = this.form.querySelector("textarea:enabled");
    this.told = () => this.look();
    this.form.addEventListener("input", this.told);
    if (this.text && !this.text.value.trim()) {
      this.text.value = this.dataset.body;
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
      this.text.focus();
    }
    this.look();
  }

  disconnectedCallback() {
    this.form.removeEventListener("input", this.told);
  }

  look() {
    const stands = this.text?.value.trim() === this.dataset.body.trim();
    if (stands) this.dataset.stands = "";
    this.toggleAttribute("data-unread", stands);
    this.querySelector("[data-insert]").hidden = stands || "stands" in this.dataset;
  }
}

customElements.define("assistant-draft", AssistantDraft);
