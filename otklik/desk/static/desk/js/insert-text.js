// [data-insert] beside a request: one press puts its words into the answer; [data-ready-answer] counts as its use.
const GAP = /⟦[^⟦⟧\n]*⟧/u;

document.addEventListener("click", event => {
  const button = event.target.closest("[data-insert]");
  const text = button && document.querySelector("#composer-place textarea:enabled");
  if (!text) return;
  const body = button.dataset.insert;
  const start = text.selectionStart || text.value.length;
  const before = start && !/\s$/.test(text.value.slice(0, start)) ? "\n" : "";
  text.setRangeText(before + body, start, text.selectionEnd || start, "end");
  const { readyAnswer } = button.dataset;
  if (readyAnswer && !text.form.querySelector(`input[name=ready][value="${readyAnswer}"]`)) {
    text.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "ready", value: readyAnswer }));
  }
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
  const gap = GAP.exec(body);
  if (gap) text.setSelectionRange(start + before.length + gap.index, start + before.length + gap.index + gap[0].length);
});
