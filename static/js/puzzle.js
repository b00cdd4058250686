// Solves the puzzle of a form while its owner is writing, so that nobody has to answer a question.
// Nothing depends on it: without script, or when it cannot work here, the question in words stays on the page.
(function () {
  "use strict";
  var LONGEST_WAIT_MS = 4000;
  var box = document.querySelector("[data-challenge]");
  if (!box || !window.Worker || !(window.crypto && window.crypto.subtle)) { return; }
  var field = box.querySelector("[name=puzzle]");
  var form = field.form;
  var question = box.querySelector("[data-question]");
  var working = box.querySelector("[data-working]");
  var challenge = JSON.parse(box.dataset.challenge);
  var demanded = "demanded" in box.dataset;
  var worker = null;
  var waiting = false;

  function show(asks) {
    if (question) { question.hidden = !asks; }
    if (working) { working.hidden = asks; }
  }

  function go() {
    if (!waiting) { return; }
    waiting = false;
    form.submit();
  }

  function settle(solution) {
    worker.terminate();
    worker = null;
    if (solution && solution.derivedKey) {
      field.value = btoa(JSON.stringify({ challenge: challenge, solution: solution }));
      if (working) { working.hidden = true; }
    } else {
      show(true);
      waiting = waiting && !demanded;
    }
    go();
  }

  function start() {
    if (worker || field.value) { return; }
    worker = new Worker(box.dataset.worker);
    worker.onmessage = function (message) { settle(message.data); };
    worker.onerror = function () { settle(null); };
    worker.postMessage({ type: "work", challenge: challenge, counterStart: 0, counterStep: 1, timeout: 90000 });
  }

  form.addEventListener("submit", function (event) {
    if (!worker || waiting) { return; }
    event.preventDefault();
    waiting = true;
    // A form that needs no solution does not wait long for one.
    if (!demanded) { window.setTimeout(go, LONGEST_WAIT_MS); }
  });
  if (demanded) {
    show(false);
    start();
  } else {
    form.addEventListener("input", start, { once: true });
  }
}());
