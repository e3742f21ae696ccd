"use strict";

// What a lobby page lets be heard: the chime, and after it the call's words, fragment by fragment. One announcement after
// another, never cut off; while others wait only the number is said, and what has waited too long is only chimed.
const lobbySound = (() => {
  const WORD_S = 0.03;
  const GROUP_S = 0.1;
  const CHIME_S = 0.03;
  const LANGUAGE_S = 0.4;
  const KEY = "nextplease-sound"; // that somebody has turned it on here: no secret
  const PATIENCE_MS = 4000;
  const LAG_MS = 2000;
  const OFFERED_MS = 60000;
  const IDLE_MS = 8000;
  const button = document.getElementById("sound");
  const Context = window.AudioContext || window.webkitAudioContext;
  const waves = {}; // sounds by their address: promises of decoded ones
  let context = null;
  let queue = [];
  let busy = false;
  let wanted = false;
  let failed = "";
  let shown = false; // there is a board
  let handled = Date.now();
  let told = ""; // what was last said to have changed

  function remembered() {
    try {
      return localStorage.getItem(KEY) === "on";
    } catch (problem) {
      return false; // a browser that keeps nothing: one tap each time
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, "on");
    } catch (problem) {
      wanted = true;
    }
  }

  const on = () => wanted && context !== null && context.state === "running" && !failed;

  // Browsers let nothing sound before somebody has touched the page; some do once it was allowed.
  function start() {
    wanted = true;
    if (!Context) {
      failed = "no audio";
      settle();
      return;
    }
    context = context || new Context();
    context.onstatechange = settle;
    const resumed = context.resume();
    if (resumed && resumed.then) resumed.then(settle, settle);
    wave("chime");
    settle();
  }

  function offer() {
    const before = button.hidden;
    button.hidden = on() || Boolean(failed) || !shown || Date.now() - handled >= OFFERED_MS;
    if (before !== button.hidden) api.onoffer(); // the board makes room for it
  }

  // Somebody is there with a pointer or a remote control.
  function handle() {
    handled = Date.now();
    offer();
    document.body.classList.add("handled");
    setTimeout(() => Date.now() - handled >= IDLE_MS && document.body.classList.remove("handled"), IDLE_MS);
  }

  function settle() {
    offer();
    const now = api.state();
    if (now === told) return;
    told = now;
    api.onchange();
  }

  button.addEventListener("click", () => {
    remember();
    start();
    button.hidden = true;
    api.onoffer();
  });
  addEventListener("keydown", (event) => {
    handle();
    // A remote control has no pointer to aim with.
    if (event.key === "Enter" && !button.hidden && document.activeElement !== button) button.click();
  });
  ["mousemove", "mousedown", "touchstart"].forEach((kind) => addEventListener(kind, handle));
  setInterval(offer, 5000);

  // ------------------------------------------------------------------ sounds

  function wave(name) {
    if (!waves[name]) {
      waves[name] = fetch("/lobby/sound/" + encodeURI(name) + ".wav", { credentials: "same-origin" })
        .then((answer) => {
          if (!answer.ok) throw new Error("status " + answer.status);
          return answer.arrayBuffer();
        })
        .then((bytes) => new Promise((done, not) => context.decodeAudioData(bytes, done, not)))
        .catch(() => {
          setTimeout(() => delete waves[name], 30000); // perhaps next time
          return null;
        });
    }
    return waves[name];
  }

  // All of a language's words, or none: half a call misleads.
  function phrase(said) {
    return Promise.all(said.groups.map((group) => Promise.all(group.map(wave)))).then((groups) =>
      groups.every((group) => group.every(Boolean)) ? groups : []
    );
  }

  function say(call) {
    if (!on()) return;
    queue.push({ call, since: Date.now() });
    call.full.forEach(phrase); // fetched while others are still being said
    if (!busy) next();
  }

  // What is to be heard of one call, at which second each.
  function score(said, chime, phrases) {
    const parts = [];
    let at = 0;
    const put = (sound, name) => {
      parts.push({ sound, at, name });
      at += sound.duration;
    };
    if (chime) put(chime, "chime");
    let spoken = 0;
    phrases.forEach((groups, p) => {
      if (!groups.length) return;
      at += spoken++ ? LANGUAGE_S : CHIME_S;
      groups.forEach((group, g) => {
        at += g ? GROUP_S : 0;
        group.forEach((sound, s) => {
          at += s ? WORD_S : 0;
          put(sound, said[p].groups[g][s]);
        });
      });
    });
    return { parts, length: at };
  }

  // A page that has lost its server is told by nobody that quiet hours have begun: each call knows until when it may begin.
  const over = (one) => Date.now() - one.since >= one.call.until * 1000;

  function next() {
    queue = queue.filter((each) => !over(each));
    const one = queue.shift();
    if (!one) {
      busy = false;
      return;
    }
    busy = true;
    const call = one.call;
    const late = Date.now() - one.since >= call.late * 1000;
    const said = late ? [] : queue.length ? call.brief : call.full;
    const patience = new Promise((done) => setTimeout(() => done([]), PATIENCE_MS)); // words that do not come: the chime alone
    const words = Promise.all(said.map((each) => Promise.race([phrase(each), patience])));
    Promise.all([wave("chime"), words])
      .then((ready) => play(call, score(said, ready[0], ready[1])))
      .catch((problem) => {
        failed = String(problem);
        settle();
      })
      .then(next);
  }

  function play(call, told) {
    if (!told.parts.length || !on()) return null;
    const loud = context.createGain();
    loud.gain.value = call.volume;
    loud.connect(context.destination);
    const begin = context.currentTime + 0.05;
    told.parts.forEach((part) => {
      const source = context.createBufferSource();
      source.buffer = part.sound;
      source.connect(loud);
      source.start(begin + part.at);
    });
    const names = told.parts.map((part) => part.name);
    api.said.push({ event: call.event, number: call.number, names, begins: begin, length: told.length });
    if (api.said.length > 20) api.said.shift();
    return ended(begin + told.length, told.length).then(() => loud.disconnect());
  }

  // By the clock of what sounds, which a busy machine leaves behind the page's: two calls never sound at once. One whose
  // clock stands still holds up the others as long again, and no longer.
  function ended(end, length) {
    const latest = Date.now() + 2000 * length + LAG_MS;
    return new Promise((done) => {
      const look = () => {
        const left = end - context.currentTime;
        if (left <= 0 || !on() || Date.now() >= latest) done();
        else setTimeout(look, 1000 * left + 20);
      };
      setTimeout(look, 1000 * length + 200);
    });
  }

  // ------------------------------------------------------------------ from outside

  const api = {
    said: [], // what was announced last, for whoever wants to know
    onchange: () => null,
    onoffer: () => null,
    say,
    // Calls that are taken back are not announced any more.
    still(events) {
      queue = queue.filter((each) => events.indexOf(each.call.event) >= 0);
    },
    dress(frame) {
      if (!shown) handled = Date.now(); // it is offered for a while from now on
      shown = true;
      api.still(frame.unsaid);
      if (wanted || !remembered()) settle();
      else start();
    },
    unheard: () => !on(),
    // Why nothing can be heard that was to be: for staff. Where nobody has turned the sound on, nothing is wrong.
    trouble: () => (on() ? "" : failed ? "the browser cannot play it" : remembered() ? "the page waits for a tap" : ""),
    state: () => (failed ? "failed" : on() ? "on" : "off"),
  };
  return api;
})();
