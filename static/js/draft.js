// Keeps an unfinished letter in this browser until it is sent, counts its characters, and prints the receipt.
// Nothing depends on it. Contact fields and files are never kept.
(function () {
  "use strict";
  var FIELDS = ["title", "text", "place", "reference", "purpose"];

  function store(action) {
    try { return action(window.sessionStorage); } catch (error) { return null; }
  }

  // Each form keeps its own; a form has some of these fields.
  function key(name) { return name + "-draft"; }
  function names(form) { return FIELDS.filter(function (name) { return form.elements[name]; }); }

  function keep(form) {
    var draft = {};
    names(form).forEach(function (name) { draft[name] = form.elements[name].value; });
    store(function (kept) { kept.setItem(key(form.id), JSON.stringify(draft)); });
  }

  function giveBack(form) {
    var draft = store(function (kept) { return JSON.parse(kept.getItem(key(form.id)) || "null"); });
    if (!draft) { return; }
    names(form).forEach(function (name) {
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
  var sent = document.querySelector("[data-sent]");
  if (sent) {
    store(function (kept) { kept.removeItem(key(sent.dataset.sent || "letter")); });
  }
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
}());
