// <new-rows data-found="4831:ours 4840:unaccepted" data-says="New: {count}, show">: what changed in a list since it was made,
// with the group where it stands now. What the list shows elsewhere or not at all is counted, and waits to be asked for:
// nothing moves under the eyes of a reader.
class NewRows extends HTMLElement {
  connectedCallback() {
    const fresh = this.dataset.found.split(" ").filter(one => one && !this.isShown(one));
    const [says] = this.children;
    const text = fresh.length ? this.dataset.says.replace("{count}", fresh.length) : "";
    says.hidden = !fresh.length;
    says.firstElementChild.textContent = text;
  }

  isShown(one) {
    const [number, group] = one.split(":");
    return document.getElementById(`t-${number}`)?.closest("[data-group]")?.dataset.group === group;
  }
}

customElements.define("new-rows", NewRows);
