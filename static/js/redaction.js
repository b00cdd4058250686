// The redaction desk by keys and by selecting. The page works without it: every mark has its buttons in one form.
// The server decides everything; after each step its page takes the place of what is shown.
const desk = document.getElementById("desk");
const OFF = "redaction-keys-off";
const state = { current: null, sending: false, again: false };

const rows = () => [...desk.querySelectorAll("tr[data-mark]")];
const row = () => rows().find((one) => one.dataset.mark === state.current) || null;
const form = () => desk.querySelector("#marks");

function kept(action) {
  try { return action(window.localStorage); } catch { return null; }
}

function show(mark, scroll = true) {
  state.current = mark;
  for (const one of desk.querySelectorAll("[data-mark]")) {
    one.classList.toggle("current", one.dataset.mark === mark);
  }
  const chosen = row();
  for (const one of rows()) {
    if (one === chosen) { one.setAttribute("aria-current", "true"); } else { one.removeAttribute("aria-current"); }
  }
  if (chosen && scroll) {
    desk.querySelector(`#sides mark[data-mark="${CSS.escape(mark)}"]`)?.scrollIntoView({ block: "center" });
    chosen.scrollIntoView({ block: "nearest" });
    say(`${chosen.querySelector("th").textContent}：${chosen.querySelector(`[data-label="原文"]`).textContent}`);
  }
}

function move(step) {
  const all = rows();
  if (!all.length) { return; }
  const place = all.indexOf(row());
  const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + step, 0), all.length - 1);
  show(all[next].dataset.mark);
}

function decide(value) {
  const chosen = row();
  if (!chosen) { move(1); return; }
  chosen.querySelector(`input[type=radio][value="${value}"]`).checked = true;
  say(value === "hide" ? "已隐去" : "保留");
  move(1);
  save();
}

// One request at a time: what was changed meanwhile goes with the next one.
async function save() {
  if (state.sending) { state.again = true; return; }
  state.sending = true;
  try {
    do {
      state.again = false;
      await send();
    } while (state.again);
  } catch {
    form().requestSubmit(form().querySelector('button[value="save"]'));
  } finally {
    state.sending = false;
  }
}

async function send() {
  const body = new FormData(form());
  body.set("do", "save");
  const answer = await fetch(form().action, { method: "POST", body, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("desk");
  if (!fresh) { window.location.reload(); return; }
  if (state.again && answer.ok) {
    // Something was decided in the meantime: only the count of changes is taken over, the page comes with the next.
    form().elements.edits.value = fresh.querySelector("#marks").elements.edits.value;
    for (const name of ["words", "place"]) { form().elements[name].value = ""; }
    return;
  }
  take(fresh);
}

function take(fresh) {
  const focused = desk.contains(document.activeElement) ? document.activeElement.name || document.activeElement.id : "";
  const before = state.current;
  desk.replaceChildren(...fresh.childNodes);
  prepare();
  if (before) { show(before, false); }
  const same = focused && [...desk.querySelectorAll("input,select,button")].find(
    (one) => one.name === focused && one.type !== "radio" && one.type !== "hidden");
  const wrong = desk.querySelector("#errors");
  if (wrong) { wrong.focus(); } else if (same) { same.focus({ preventScroll: true }); }
}

// What is selected in the original, in characters of the original; unseen characters count as what they are.
function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) { return null; }
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("[data-part]");
  const part = within(range.startContainer);
  if (!part || part !== within(range.endContainer) || !desk.contains(part)) { return null; }
  let words = "";
  let start = -1;
  let end = -1;
  for (const piece of part.querySelectorAll("[data-at]")) {
    if (!range.intersectsNode(piece)) { continue; }
    const found = taken(piece, range);
    if (!found.words) { continue; }
    if (start < 0) { start = found.start; }
    end = found.end;
    words += found.words;
  }
  return start < 0 ? null : { words, place: `${part.dataset.part}:${start}:${end}` };
}

function taken(piece, range) {
  const at = Number(piece.dataset.at);
  if (piece.dataset.code) {
    return { words: String.fromCodePoint(parseInt(piece.dataset.code, 16)), start: at, end: at + 1 };
  }
  const text = piece.textContent;
  const from = piece.contains(range.startContainer) && range.startContainer !== piece ? range.startOffset : 0;
  const to = piece.contains(range.endContainer) && range.endContainer !== piece ? range.endOffset : text.length;
  const start = at + Array.from(text.slice(0, from)).length;
  const words = text.slice(from, to);
  return { words, start, end: start + Array.from(words).length };
}

function choose() {
  const found = selected();
  if (!found) { return; }
  const fields = form().elements;
  fields.words.value = found.words;
  fields.place.value = found.place;
  say(`选中“${found.words}”，按H遮住`);
}

function hideSelected() {
  if (!form().elements.words.value) { return; }
  window.getSelection().removeAllRanges();
  save();
}

function edit() {
  row()?.querySelector("input[name^=public-]").select();
}

function say(words) {
  desk.querySelector("#said").textContent = words;
}

const KEYS = {
  j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), a: () => decide("hide"),
  r: () => decide("keep"), 1: () => decide("hide"), 2: () => decide("keep"), e: edit, h: hideSelected,
  "?": () => { const help = desk.querySelector("#keys"); help.open = !help.open; },
};

function press(event) {
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]),textarea,select");
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
  if (typing) {
    if (typing.name?.startsWith("public-") && (event.key === "Enter" || event.key === "Escape")) {
      event.preventDefault();
      typing.blur();
      if (event.key === "Enter") { save(); }
    }
    return;
  }
  // On a button or a link the arrows and digits keep their own meaning.
  if (event.target.closest("input[type=radio]") && event.key.startsWith("Arrow")) { return; }
  if (kept((store) => store.getItem(OFF))) { return; }
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) { event.preventDefault(); act(); }
}

function prepare() {
  for (const one of desk.querySelectorAll("[data-scripted]")) { one.hidden = false; }
  const off = desk.querySelector("#keys-off");
  off.checked = !kept((store) => store.getItem(OFF));
  off.addEventListener("change", () => kept((store) => (
    off.checked ? store.removeItem(OFF) : store.setItem(OFF, "1"))));
  const sides = desk.querySelector("#sides");
  for (const one of desk.querySelectorAll("[data-side]")) {
    one.addEventListener("click", () => {
      sides.dataset.only = sides.dataset.only === "public" ? "original" : "public";
      one.textContent = sides.dataset.only === "public" ? "看原文" : "看公开稿";
    });
  }
  form().elements.words.addEventListener("input", () => { form().elements.place.value = ""; });
  for (const one of desk.querySelectorAll("#marks input[type=radio]")) {
    one.addEventListener("change", () => { show(one.closest("tr").dataset.mark, false); save(); });
  }
  for (const one of desk.querySelectorAll("#sides mark")) {
    one.addEventListener("click", () => { if (window.getSelection().isCollapsed) { show(one.dataset.mark); } });
  }
}

document.addEventListener("keydown", press);
document.addEventListener("mouseup", () => setTimeout(choose));
document.addEventListener("keyup", (event) => { if (event.shiftKey) { choose(); } });
prepare();
