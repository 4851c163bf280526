// What was sent leaves the field at once, so that one can write on; what is written until the answer comes is carried
// over into the fresh form. If it could not be sent, the text is back where it was.
const joined = (...texts) => texts.filter(text => text?.trim()).join("\n\n");
const ofComposer = ({ detail }) => detail.elt.id === "composer" && detail.elt;
let sent = null;

document.addEventListener("htmx:beforeSend", event => {
  const form = ofComposer(event);
  if (!form) return;
  const text = form.querySelector("textarea:enabled");
  sent = { mode: form.dataset.mode, value: text.value };
  text.value = "";
});

document.addEventListener("htmx:afterRequest", event => {
  const form = ofComposer(event);
  if (!form?.isConnected || !sent) return; // an answer that draws the form anew brings the text itself
  const text = form.querySelector(`textarea[data-mode="${sent.mode}"]`);
  text.value = joined(sent.value, text.value);
  sent = null;
});

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const form = detail.target.querySelector?.("#composer");
  if (!sent || !form) return;
  const fresh = detail.fragment.querySelector("#composer");
  const moved = form.dataset.mode !== sent.mode || form.querySelector("textarea:enabled").value;
  const mode = form.dataset.mode;
  sent = null;
  if (!fresh || !moved) return;
  for (const text of form.querySelectorAll("textarea")) {
    const other = fresh.querySelector(`textarea[data-mode="${text.dataset.mode}"]`);
    if (other && text.value !== other.value) other.value = joined(other.value, text.value);
  }
  requestAnimationFrame(() => goOn(mode));
});

function goOn(mode) {
  const box = document.querySelector("composer-box");
  box?.choose(mode);
  document.querySelectorAll("#composer textarea").forEach(text => {
    if (text.value) text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
