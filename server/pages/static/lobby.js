"use strict";

// A lobby page's link to its server: it is let in, follows the board, tells what it has shown, and says so when it hears
// nothing. What is shown draws lobbyBoard, what is heard plays lobbySound.
(() => {
  const SILENT_MS = 5000; // the server says something every 2 s
  const AGAIN_MS = [300, 1000, 2000];
  const ASK_MS = 2000; // whether the code has been typed
  const BEAT_MS = 30000;
  const KEPT = 50;

  let source = null;
  let heardAt = 0; // when the server was last heard
  let tries = 0;
  let timer = 0;
  let heard = null; // the newest call that this page has been told to announce
  let distance = 5; // metres to the farthest seat
  let slots = 3; // calls that this screen has room for at once
  const reported = []; // events whose calls are on the glass, as the server knows

  function post(path, told) {
    const headers = { "X-Requested-With": "nextplease", "Content-Type": "application/json" };
    const body = JSON.stringify(told || {});
    return fetch(path, { method: "POST", headers, body, credentials: "same-origin", redirect: "error" });
  }

  function later(milliseconds, what) {
    clearTimeout(timer);
    timer = setTimeout(what, milliseconds);
  }

  function retry() {
    later(AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)], hello);
  }

  // Who am I: a screen that has been let in, or one that shows a code.
  function hello() {
    const answered = setTimeout(retry, 8000); // an answer that never comes
    post("/lobby/hello")
      .then((answer) => {
        if (answer.status === 429 || answer.status === 503) return null;
        if (!answer.ok) throw new Error("status " + answer.status);
        return answer.json();
      })
      .then((told) => {
        clearTimeout(answered);
        if (told === null) later(10000, hello);
        else if (told.state === "in") {
          distance = told.distance || distance;
          follow();
        } else {
          heard = null;
          lobbyBoard.code(told.code);
          tries = 0;
          later(ASK_MS, hello);
        }
      })
      .catch(() => {
        clearTimeout(answered);
        if (lobbyBoard.pairs()) lobbyPairing.away();
        retry();
      });
  }

  // What this screen is for: some services or counters, as its address says.
  function only() {
    const asked = new URLSearchParams(location.search);
    const named = ["services", "counters"].filter((each) => asked.get(each));
    return named.map((each) => each + "=" + encodeURIComponent(asked.get(each)));
  }

  function follow() {
    if (source) source.close();
    slots = lobbyBoard.slots(distance);
    const query = ["slots=" + slots].concat(only());
    if (heard !== null) query.push("heard=" + heard);
    const mine = new EventSource("/lobby/events" + "?" + query.join("&"));
    source = mine;
    heardAt = Date.now();
    const on = (kind, act) =>
      mine.addEventListener(kind, (event) => {
        if (source !== mine) return;
        heardAt = Date.now();
        tries = 0;
        act(JSON.parse(event.data));
      });
    on("beat", lobbyBoard.heard);
    on("view", shown);
    on("say", (call) => {
      heard = Math.max(heard || 0, call.event);
      lobbySound.say(call);
    });
    on("gone", () => drop());
    mine.onerror = () => source === mine && drop();
  }

  function drop() {
    if (source) source.close();
    source = null;
    retry();
  }

  function shown(frame) {
    if (heard === null) heard = frame.said;
    lobbyBoard.show(frame);
    distance = frame.view.distance;
    if (lobbyBoard.slots(distance) !== slots) follow();
    lobbySound.dress(frame);
    // Only what has really been painted is told as shown: the second frame comes after the first was put on the glass.
    requestAnimationFrame(() => requestAnimationFrame(() => frame.events.forEach(report)));
  }

  function report(event) {
    if (!event || reported.indexOf(event) >= 0) return;
    reported.push(event);
    if (reported.length > KEPT) reported.shift();
    const again = () => reported.splice(reported.indexOf(event), 1);
    post("/lobby/shown", { event }).then((answer) => {
      if (answer.status >= 500) again();
      else check(answer);
    }, again);
  }

  function beat() {
    if (!source) return;
    const size = innerWidth + "x" + innerHeight;
    const sound = { sound: lobbySound.trouble(), sound_on: lobbySound.state() === "on" };
    const status = Object.assign({ showing: lobbyBoard.showing(), size }, sound);
    post("/lobby/heartbeat?" + only().join("&"), status).then(check, () => null);
  }

  // Shut out: it begins again, with a new code.
  function check(answer) {
    if (answer.status === 401 || answer.status === 403) drop();
  }

  // A stream that is silent is not a stream, whatever the browser thinks of it.
  setInterval(() => {
    if (lobbyBoard.pairs()) return;
    const silent = Date.now() - heardAt;
    if (silent > SILENT_MS) lobbyBoard.lost();
    if (source && silent > SILENT_MS) drop();
  }, 500);
  setInterval(beat, BEAT_MS);
  setTimeout(beat, 2000);
  addEventListener("online", () => !source && later(0, hello));
  lobbySound.onchange = () => {
    lobbyBoard.draw();
    beat();
  };
  lobbySound.onoffer = lobbyBoard.draw;
  lobbyBoard.hears(lobbySound.unheard);
  hello();
})();
