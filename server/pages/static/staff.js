"use strict";

// A counter's page: the buttons speak to the API, one key for each press; the stream keeps the rest up to date.
(() => {
  const EVENTS = [
    "ticket.issued", "ticket.called", "ticket.recalled", "ticket.arrived", "ticket.finished", "ticket.no_show",
    "ticket.cancelled", "ticket.held", "ticket.resumed", "ticket.transferred", "ticket.returned", "ticket.delayed",
    "counter.opened", "counter.break", "counter.closed", "service.paused", "service.resumed", "display.shown",
    "day.started", "site.changed", "user.changed", "device.status", "log.resumed",
  ];
  const HOLD_MS = 1500; // the second half of a double click is no second customer; the server thinks so too
  const ATTEMPTS = 4;
  const LETTERS = { r: "recall", a: "arrive", n: "no-show", f: "finish", h: "hold", u: "return" };
  const OF_COUNTER = ["next", "recall", "open", "break", "close"];
  const HERE = ["next", "call", "recall", "arrive"]; // after these a ticket is at the counter
  const ENDING = ["next", "call", "close"];

  const desk = document.getElementById("desk").dataset;
  const lost = document.getElementById("lost");
  const said = document.getElementById("said");
  const keys = document.getElementById("keys");
  // The buttons for the customer at the counter; the list's own buttons come and go with it.
  const forms = new Map([...document.querySelectorAll(".actions > form, main > form")].map((form) => [form.dataset.move, form]));
  const sheets = [...document.querySelectorAll("details.sheet")];
  let busy = null; // the move under way
  let then = null; // a press made meanwhile, with the ticket and the form that it was meant for
  let heldUntil = 0;
  let ahead = 0; // the server's clock minus ours
  let shown = "";
  let about = null; // the ticket that the line under the buttons tells of, and whether it has stood here since
  let stood = false;
  let restored = "";

  const stage = () => document.getElementById("stage").dataset;

  // `ticket`: the line is true while it is the one at this counter.
  function say(text, kind = "done", ticket = null) {
    about = ticket;
    stood = ticket !== null && stage().ticket === ticket;
    const line = document.createElement("span");
    line.className = kind;
    line.textContent = text;
    said.replaceChildren(line);
  }

  // aria-disabled and not disabled: a button that vanishes under the focus loses a keyboard user's place.
  function settle() {
    const can = stage().can.split(" ");
    for (const [move, form] of forms) {
      const button = form.querySelector("button");
      const off = busy !== null || !can.includes(move) || (move === "next" && performance.now() < heldUntil);
      button.disabled = false;
      button.setAttribute("aria-disabled", String(off));
      button.toggleAttribute("data-busy", busy === move);
    }
    for (const sheet of sheets.filter((each) => each.dataset.sheet)) {
      const off = !can.includes(sheet.dataset.sheet);
      sheet.querySelector("summary").setAttribute("aria-disabled", String(off));
      if (off) sheet.open = false;
    }
  }

  function elapsed(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const minutes = Math.floor(seconds / 60);
    const two = (n) => String(n).padStart(2, "0");
    if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
    return desk.hours.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", two(minutes % 60));
  }

  function tick() {
    const now = Date.now() + ahead;
    for (const each of document.querySelectorAll("time[data-clock]")) {
      each.textContent = elapsed(now - Number(each.dataset.clock));
    }
    for (const each of document.querySelectorAll("[data-from]")) each.hidden = now < Number(each.dataset.from);
    for (const each of document.querySelectorAll("time[data-minutes]")) {
      each.textContent = String(Math.max(0, Math.floor((now - Number(each.dataset.minutes)) / 60000)));
    }
  }

  // A restored queue knows nothing of what was said last; and nobody is being called who is not here any more.
  function unsay(now) {
    const news = document.getElementById("restored")?.textContent ?? "";
    const gone = about !== null && stood && now.ticket !== about;
    stood ||= about !== null && now.ticket === about;
    if (gone || (news !== restored && news !== "")) {
      said.replaceChildren();
      about = null;
    }
    restored = news;
  }

  function show() {
    const now = stage();
    unsay(now);
    ahead = Number(now.at) - Date.now();
    document.title = (now.number ? `${now.number} · ` : "") + desk.counterName;
    if (now.number !== shown && now.number) document.getElementById("stage").classList.add("fresh");
    shown = now.number;
    settle();
    tick();
  }

  const refresh = live.oneAtATime(async () => {
    try {
      const answer = await live.ask(desk.now);
      if (answer.status === 401) return location.assign(desk.login);
      if (answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      live.put(await answer.text());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  });

  // crypto.randomUUID is missing on plain http, which is what a lobby's own network speaks.
  function newKey() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function address(move, ticket) {
    if (OF_COUNTER.includes(move)) return `${desk.api}/counters/${desk.counter}/${move}`;
    return `${desk.api}/tickets/${ticket}/${move}`;
  }

  // What the API is told beside the address, from the form's fields.
  function body(move, form) {
    const fields = new FormData(form);
    const text = (name) => (fields.get(name) ?? "").trim() || undefined;
    if (move === "call") return { counter: desk.counter };
    if (move === "transfer") return { service: text("service"), counter: text("to"), note: text("note") };
    if (move === "open") return { services: fields.getAll("services").length ? fields.getAll("services") : undefined };
    if (move === "break" || move === "close") return { reason: text("reason") };
    return {};
  }

  // The same key for every try: an answer that was lost is given again, and nobody is called twice.
  async function send(url, key, asked) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(url, {
          method: "POST",
          headers: { "Idempotency-Key": key, "X-CSRFToken": stage().csrf, "Content-Type": "application/json" },
          body: JSON.stringify(asked),
          signal: AbortSignal.timeout(4000),
        });
        if (answer.status < 500 || attempt === ATTEMPTS) return answer;
      } catch {
        if (attempt === ATTEMPTS) return null;
      }
      await new Promise((done) => setTimeout(done, 400 * attempt));
    }
  }

  // "Next", a chosen call and "close" end whom the counter still had: how, is said first.
  async function ended(move, before) {
    if (!ENDING.includes(move) || !before) return "";
    try {
      const answer = await live.ask(`${desk.api}/tickets/${before}`);
      const told = answer.ok ? await answer.json() : {};
      const words = desk[sayKey(`ended-${told.state}`)];
      return words ? `${words.replace("{number}", told.number)} ` : "";
    } catch {
      return ""; // the list shows it all the same
    }
  }

  async function answered(move, answer, before) {
    if (answer === null || answer.status >= 500) return say(desk.sayNotSent, "problem");
    if (answer.status === 401) return location.assign(desk.login);
    if (answer.status === 403) {
      say(desk.sayReload, "calm");
      return location.reload();
    }
    const told = await answer.json();
    if (answer.status === 409) return say(desk[sayKey(told.reason ?? "")] ?? desk.sayState, "calm");
    if (!answer.ok) return say(desk.sayElse, "problem");
    const ticket = move === "next" ? told.ticket : told;
    const first = await ended(move, before);
    if (ticket === null) return say(first + desk.sayNobodyWaits, "calm");
    if (move === "next") heldUntil = performance.now() + HOLD_MS;
    const words = desk[sayKey(move)];
    for (const sheet of sheets) sheet.open = false;
    const text = first + words.replace("{number}", ticket.number).replace("{counter}", desk.counterName);
    return say(text, "done", HERE.includes(move) ? ticket.id : null);
  }

  // "no-show" and "too_soon" as the page's data has their sentences: sayNoShow, sayTooSoon.
  function sayKey(name) {
    return "say" + name.split(/[-_]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  }

  async function press(move, ticket = stage().ticket, form = forms.get(move)) {
    const here = forms.get(move) === form;
    // What is meant while another press is under way comes after it; a double press is one.
    if (busy !== null && busy !== move && move !== "next") then = { move, ticket, form, here };
    if (busy !== null) return;
    if (here && form.querySelector("button").getAttribute("aria-disabled") === "true") return;
    const before = stage().ticket;
    busy = move;
    settle();
    try {
      await answered(move, await send(address(move, ticket), newKey(), body(move, form)), before);
      await refresh();
    } finally {
      busy = null;
      settle();
      setTimeout(settle, Math.max(0, heldUntil - performance.now()) + 1);
    }
    const late = then;
    then = null;
    if (late !== null && (!late.here || late.ticket === stage().ticket)) press(late.move, late.ticket, late.form);
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const move = button?.dataset.move ?? event.target.dataset.move;
    if (move === undefined) return;
    event.preventDefault();
    press(move, button?.name === "ticket" ? button.value : stage().ticket, event.target);
  });

  // One sheet is open at a time; a click elsewhere and Escape close it.
  for (const sheet of sheets) {
    const summary = sheet.querySelector("summary");
    summary.addEventListener("click", (event) => summary.getAttribute("aria-disabled") === "true" && event.preventDefault());
    sheet.addEventListener("toggle", () => {
      if (!sheet.open) return;
      for (const other of sheets) if (other !== sheet) other.open = false;
      sheet.querySelector("select, input:not([type=hidden]), textarea, .panel button")?.focus();
    });
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      sheet.open = false;
      summary.focus();
    });
  }
  document.addEventListener("click", (event) => {
    for (const sheet of sheets) if (!sheet.contains(event.target)) sheet.open = false;
  });

  // After a mouse's click, Space means "next customer" again and not the button clicked last.
  for (const button of document.querySelectorAll(".actions > form button, main > form button, #keys")) {
    button.addEventListener("click", (event) => event.detail > 0 && button.blur());
  }

  function keysOn() {
    return keys.getAttribute("aria-pressed") === "true";
  }

  function setKeys(on) {
    keys.setAttribute("aria-pressed", String(on));
    keys.querySelector("b").textContent = on ? keys.dataset.on : keys.dataset.off;
    document.body.classList.toggle("no-keys", !on);
    localStorage.setItem("shortcut-keys", on ? "on" : "off");
  }

  // Single letters get in the way of speech input: they can be switched off.
  keys.parentElement.hidden = false;
  keys.addEventListener("click", () => setKeys(!keysOn()));
  setKeys(localStorage.getItem("shortcut-keys") !== "off");

  // On a keyboard of another script, R is the key where R would be on a Latin one: it often carries both letters.
  function letter(event) {
    const foreign = event.key.length === 1 && event.key > "\u024f";
    return (foreign ? event.code.replace(/^Key/, "") : event.key).toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    if (!keysOn() || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const onControl = event.target.closest("button, a, input, select, textarea, summary");
    if (event.target.closest("input, select, textarea")) return;
    const move = event.key === " " && !onControl ? "next" : LETTERS[letter(event)];
    if (letter(event) === "t") {
      event.preventDefault();
      return document.querySelector("[data-sheet=transfer] summary").click();
    }
    if (move === undefined) return;
    event.preventDefault();
    press(move);
  });

  document.addEventListener("placed", show);
  shown = stage().number;
  restored = document.getElementById("restored")?.textContent ?? "";
  show();
  setInterval(tick, 1000);
  live.follow(desk.events, EVENTS, refresh);
})();
