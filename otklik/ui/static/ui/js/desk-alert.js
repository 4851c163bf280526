// <desk-alert data-url>: on the live name `alert` the browser says the newest notice, if it may and nobody looks here.
// Every tab hears it; the same tag makes one notification of all of them.
class DeskAlert extends HTMLElement {
  connectedCallback() {
    this.heard = () => this.say();
    document.body.addEventListener("live:alert", this.heard);
  }

  disconnectedCallback() {
    document.body.removeEventListener("live:alert", this.heard);
  }

  async say() {
    if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
    const answer = await fetch(this.dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status !== 200) return;
    const { tag, title, body, url } = await answer.json();
    const said = new Notification(title, { body, tag, icon: "/static/ui/favicon.svg" });
    said.onclick = () => {
      window.focus();
      location.assign(url);
      said.close();
    };
  }
}

// <alert-switch data-denied>: shown until the browser has been asked; asks when its button is pressed.
class AlertSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => Notification.requestPermission().then(() => this.show()));
    this.show();
  }

  show() {
    const state = "Notification" in window ? Notification.permission : "granted";
    this.hidden = state === "granted";
    if (state !== "denied") return;
    this.querySelector("p").textContent = this.dataset.denied;
    this.querySelector("button").hidden = true;
  }
}

customElements.define("desk-alert", DeskAlert);
customElements.define("alert-switch", AlertSwitch);
