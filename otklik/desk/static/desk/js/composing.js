// data-writes="reply" data-end="asked" goes to the form in that mode; a found colleague becomes a chip of «Colleagues».
function write({ writes, end }) {
  const box = document.querySelector("composer-box");
  if (!box) return;
  box.choose(writes);
  const select = box.querySelector("[name=end]");
  if (!end || !select) return;
  select.value = end;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function tell({ person, name }) {
  const group = document.querySelector(".composer-notify");
  const known = group.querySelector(`input[name=notify][value="${CSS.escape(person)}"]`);
  if (known) return (known.checked = true);
  const chip = document.createElement("label");
  chip.className = "chip";
  chip.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "notify", value: person, checked: true }), name);
  return group.querySelector(".notify-more").before(chip);
}

document.addEventListener("click", event => {
  const writer = event.target.closest("[data-writes]");
  if (writer) requestAnimationFrame(() => write(writer.dataset));
  const found = event.target.closest(".composer-notify [data-person]");
  if (found) tell(found.dataset);
});
