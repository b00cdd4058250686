// Sorting comments by dragging and by keys. The page works without it: every comment has a box to tick, and one button
// sends what is ticked. Nothing is decided here.
const sort = document.getElementById("sort");

if (sort) {
  const into = sort.elements.into;
  const summary = sort.elements.summary;
  const items = [...sort.querySelectorAll("[data-comment]")];
  const opinions = [...document.querySelectorAll("[data-opinion]")];
  const ticked = () => [...sort.querySelectorAll("input[type=checkbox]:checked")];

  // What is dragged or named by a key is ticked: the whole group when there is one.
  function tick(item) {
    if (item.querySelector("input:checked")) { return; }
    (item.querySelector("input[name=group]") || item.querySelector("input[name=comment]")).checked = true;
  }

  function send(opinion) {
    into.value = opinion;
    sort.requestSubmit();
  }

  function start() {
    into.value = "new";
    summary.focus();
  }

  function current() {
    const focused = document.activeElement;
    return items.findIndex((item) => item.contains(focused));
  }

  function move(step) {
    const place = current();
    const next = place < 0 ? 0 : Math.min(Math.max(place + step, 0), items.length - 1);
    items[next]?.querySelector("input")?.focus();
  }

  for (const item of items) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      tick(item);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "comments");
    });
  }
  for (const opinion of opinions) {
    opinion.addEventListener("dragover", (event) => {
      event.preventDefault();
      opinion.classList.add("target");
    });
    opinion.addEventListener("dragleave", () => opinion.classList.remove("target"));
    opinion.addEventListener("drop", (event) => {
      event.preventDefault();
      opinion.classList.remove("target");
      if (ticked().length) { send(opinion.dataset.opinion); }
    });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) { return; }
    const item = items[current()];
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "x" && item) {
      event.preventDefault();
      const box = item.querySelector("input");
      box.checked = !box.checked;
    } else if (event.key === "0") {
      event.preventDefault();
      if (item) { tick(item); }
      start();
    } else if (/^[1-9]$/.test(event.key) && opinions[event.key - 1]) {
      event.preventDefault();
      if (item) { tick(item); }
      if (ticked().length) { send(opinions[event.key - 1].dataset.opinion); }
    }
  });
  sort.querySelector("[data-keys]").hidden = false;
}
