"use strict";

// Shared by the pages that change by themselves: the server draws, this only fetches and puts in place.
const live = (() => {
  const POLL_MS = 3000; // while there is no stream
  const CHECK_MS = 30000; // while there is one: a half-open connection tells nobody

  // While a finger is down nothing moves: a press must hit what it was aimed at.
  let down = false;
  let waiting = null;
  function up() {
    if (!down) return;
    down = false;
    const html = waiting;
    waiting = null;
    if (html !== null) setTimeout(() => place(html)); // the click comes first
  }
  addEventListener("pointerdown", () => (down = true), true);
  addEventListener("pointerup", up, true);
  addEventListener("pointercancel", up, true);

  // Put the parts of a fragment where their older selves stand.
  function put(html) {
    if (down) waiting = html;
    else place(html);
  }

  function place(html) {
    const focused = document.activeElement?.id;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      // Somebody may be writing in it: it goes when what it is about has changed, not before.
      if (part.dataset.keep !== undefined && part.dataset.keep === old?.dataset.keep) continue;
      for (const open of old?.querySelectorAll("details[id][open]") ?? []) {
        part.querySelector(`#${open.id}`)?.setAttribute("open", "");
      }
      old?.replaceWith(document.adoptNode(part));
    }
    // A keyboard user goes on where they were.
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    document.dispatchEvent(new Event("placed"));
  }

  async function ask(url) {
    return fetch(url, {
      headers: { "X-Requested-With": "nextplease" },
      signal: AbortSignal.timeout(8000),
      redirect: "error",
    });
  }

  // One run at a time; who asks meanwhile gets one more run, for what happened during the first.
  function oneAtATime(run) {
    let now = null;
    let after = null;
    return function start() {
      if (now === null) {
        now = run().finally(() => (now = null));
        return now;
      }
      after ??= now.then(() => {
        after = null;
        return start();
      });
      return after;
    };
  }

  // Follow a stream of events. `refresh` brings the page up to date; `poll` does so more cheaply where there is a way.
  function follow(url, names, refresh, poll = refresh) {
    let source = null;
    let looked = 0;

    function look(how) {
      looked = Date.now();
      return how();
    }

    function open() {
      source?.close();
      source = new EventSource(url);
      source.onopen = () => look(refresh); // whatever was missed before
      source.onerror = () => look(poll);
      for (const name of names) source.addEventListener(name, () => look(refresh));
    }

    setInterval(() => {
      if (source.readyState === EventSource.OPEN) {
        if (Date.now() - looked > CHECK_MS) look(poll);
        return;
      }
      if (source.readyState === EventSource.CLOSED) open(); // a browser gives up after an answer such as 502
      look(poll);
    }, POLL_MS);
    document.addEventListener("visibilitychange", () => document.hidden || look(refresh));
    window.addEventListener("online", () => {
      open();
      look(refresh);
    });
    open();
  }

  return { put, ask, oneAtATime, follow };
})();
