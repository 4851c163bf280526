// <pending-form data-into="#thread"> around a form: the pressed button is busy, nothing is sent twice, and with a
// <template> inside, what was written is shown at once in quiet ink until the server says so; if it could not, it says
// that, and data-again sends once more. The form itself may be replaced by the answer. What arrives beside it while
// somebody is on the way to press its button is left out: it would move the button away from under the pointer.
const AIMING = 1000; // milliseconds since the pointer moved over the button, or while it is pressed
class PendingForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", event => this.submitted(event), { capture: true });
    this.addEventListener("htmx:afterRequest", event => event.detail.elt.matches("form") && this.answered(event.detail.successful));
    for (const moved of ["pointermove", "pointerdown", "pointerup"]) this.addEventListener(moved, event => this.aim(event));
    this.addEventListener("htmx:beforeSwap", event => this.keepStill(event.detail));
    addEventListener("pageshow", (this.back = () => this.free()));
  }

  disconnectedCallback() {
    this.shown?.remove(); // the answer drew the form anew, with the text in it or in the talk
    removeEventListener("pageshow", this.back);
  }

  aim(event) {
    const isAimed = event.target.closest("button:not([type=button])");
    this.aimed = isAimed ? (event.buttons ? Infinity : event.timeStamp) : undefined;
  }

  keepStill(detail) {
    const isHint = detail.requestConfig?.elt.matches("textarea, input, select");
    if (isHint && performance.now() - this.aimed < AIMING) detail.shouldSwap = false;
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
    this.show(event.target);
  }

  show(form) {
    this.shown?.remove();
    const template = this.querySelector("template");
    const text = form.querySelector("textarea:enabled")?.value.trim();
    if (!template || !text) return;
    this.shown = template.content.firstElementChild.cloneNode(true);
    this.shown.querySelector(".msg").dataset.kind = form.dataset.mode;
    this.shown.querySelector("[data-text]").textContent = text;
    this.shown.querySelector("[data-again]").addEventListener("click", () => this.querySelector("form").requestSubmit());
    document.querySelector(this.dataset.into).append(this.shown);
    this.shown.scrollIntoView({ block: "nearest" });
  }

  answered(done) {
    this.free();
    if (done) this.shown?.remove();
    else this.shown?.querySelector(".msg").classList.replace("pending", "failed");
  }

  free() {
    this.busy = false;
    this.pressed?.removeAttribute("aria-busy");
  }
}

customElements.define("pending-form", PendingForm);
