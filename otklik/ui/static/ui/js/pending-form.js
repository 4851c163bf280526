// <pending-form data-into="#thread"> around a form: the pressed button is busy, nothing is sent twice, and with a
// <template> inside, what was written is shown at once in quiet ink until the server says so.
class PendingForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", event => this.submitted(event), { capture: true });
    this.addEventListener("htmx:afterRequest", event => event.detail.elt === this.form && this.answered(event.detail.successful));
    addEventListener("pageshow", (this.back = () => this.free()));
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.back);
  }

  submitted(event) {
    if (this.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.busy = true;
    this.pressed = event.submitter;
    this.pressed?.setAttribute("aria-busy", "true");
    this.show();
  }

  show() {
    const template = this.querySelector("template");
    const text = this.form.querySelector("textarea:enabled")?.value.trim();
    if (!template || !text) return;
    this.shown = template.content.firstElementChild.cloneNode(true);
    this.shown.querySelector("[data-text]").textContent = text;
    document.querySelector(this.dataset.into).append(this.shown);
    this.shown.scrollIntoView({ block: "nearest" });
  }

  answered(done) {
    this.free();
    if (done) this.shown?.remove();
    else this.shown?.querySelector(".msg")?.classList.replace("pending", "failed");
    this.shown = null;
  }

  free() {
    this.busy = false;
    this.pressed?.removeAttribute("aria-busy");
  }
}

customElements.define("pending-form", PendingForm);
