// Keeps an unfinished letter in this browser until it is sent, counts its characters, and prints the receipt.
// Nothing depends on it. Contact fields and files are never kept.
(function () {
  "use strict";
  var KEY = "letter-draft";
  var FIELDS = ["title", "text", "place"];

  function store(action) {
    try { return action(window.sessionStorage); } catch (error) { return null; }
  }

  function keep(form) {
    var draft = {};
    FIELDS.forEach(function (name) { draft[name] = form.elements[name].value; });
    store(function (kept) { kept.setItem(KEY, JSON.stringify(draft)); });
  }

  function giveBack(form) {
    var draft = store(function (kept) { return JSON.parse(kept.getItem(KEY) || "null"); });
    if (!draft) { return; }
    FIELDS.forEach(function (name) {
      // What the server gave back is newer than what was kept here.
      if (!form.elements[name].value && draft[name]) { form.elements[name].value = draft[name]; }
    });
  }

  function count(area) {
    var limit = Number(area.dataset.limit);
    var line = document.createElement("p");
    line.className = "hint";
    line.id = area.id + "-count";
    area.after(line);
    function show() {
      // A line break travels as two characters, and so it counts for the server.
      var length = Array.from(area.value).length + area.value.split("\n").length - 1;
      line.textContent = length <= limit
        ? "已写" + length + "字，还可以写" + (limit - length) + "字"
        : "已写" + length + "字，多了" + (length - limit) + "字";
    }
    area.addEventListener("input", show);
    show();
  }

  var area = document.querySelector("textarea[data-limit]");
  if (area) {
    giveBack(area.form);
    count(area);
    area.form.addEventListener("input", function () { keep(area.form); });
  }
  if (document.querySelector("[data-sent]")) {
    store(function (kept) { kept.removeItem(KEY); });
  }
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
}());
