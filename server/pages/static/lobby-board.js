"use strict";

// What a lobby page shows: its board, or the code by which it is let in. It draws everything anew when anything is
// different; what moves goes on from where it was.
const lobbyBoard = (() => {
  const D = lobbyDraw;
  const S = lobbySizes;
  const { round } = S;
  const TURN_MS = 10000;
  const SHIFT_MS = 120000; // nothing may be burnt into a screen
  const SHIFTS = [[0, 0], [3, 1], [1, 3], [-2, 2], [-3, -1], [-1, -3], [2, -2]];
  const MOVED_MS = 4200; // a call slides in and pulses three times
  const FLASH_MS = 8000;
  const SOUND_STRIP = 9; // hundredths of the screen's short side, as in the style sheet
  const board = document.getElementById("board");
  const button = document.getElementById("sound");
  const asked = new URLSearchParams(location.search);
  const calm = window.matchMedia ? matchMedia("(prefers-reduced-motion: reduce)") : { matches: false };

  let frame = null;
  let stale = false;
  let events = []; // of the calls that are large, the newest first
  let begun = {}; // since when each call that is large has been shown, by its event
  let ticker = { words: "", since: 0 };
  let told = { what: "", since: 0 }; // since when this is said: all turns begin with its beginning
  let drawn = "";
  let pages = 1; // how many turns it takes to show all there is
  let come = 0; // how often letters and pictures have come in
  let flashes = false; // a call cannot be heard, so it must be seen
  let unheard = () => false;

  // ------------------------------------------------------------------ from outside

  function show(fresh) {
    frame = fresh;
    lobbyLater.heard(frame);
    stale = false;
    const now = Date.now();
    const before = begun;
    begun = {};
    frame.events.forEach((event) => (begun[event] = before[event] || now));
    const words = JSON.stringify(frame.view.ticker);
    if (words !== ticker.words) ticker = { words, since: now };
    // A newer estimate of the same apology begins nothing anew.
    const what = JSON.stringify([frame.view.message, frame.view.apology.length > 0, frame.view.shut.length > 0]);
    if (what !== told.what) told = { what, since: now };
    draw();
  }

  function lost() {
    if (frame && !stale) {
      stale = true;
      draw();
    }
  }

  function heard(second) {
    lobbyLater.beat(second);
    if (stale) {
      stale = false;
      draw();
    }
  }

  function code(told) {
    frame = null;
    drawn = "";
    board.hidden = true;
    lobbyPairing.code(told);
  }

  // ------------------------------------------------------------------ drawing

  // The button that turns the sound on stands below the board, in a strip of its own: it covers nothing.
  function reckoned(distance, roundness) {
    const m = S.reckon(innerWidth, innerHeight, distance, Number(asked.get("diagonal")), roundness);
    return button.hidden ? m : Object.assign(m, { height: m.height - m.u(SOUND_STRIP) });
  }

  // How long the line at the foot has run.
  const seconds = () => (Date.now() - ticker.since) / 1000;

  function draw() {
    if (!frame) {
      lobbyPairing.fit();
      return;
    }
    const shown = lobbyLater.due(frame, stale);
    const view = shown.view;
    events = shown.events;
    // The last calls say the same.
    if (view.counters.length === 1 && view.lines.length && view.counters[0].number) view.counters = [];
    if (view.side && !lobbySide.ready(view.side)) view.side = null; // its picture has not come yet
    const root = document.documentElement;
    root.lang = view.language;
    root.dir = view.direction;
    document.title = view.site;
    D.turn(view.direction);
    root.style.setProperty("--u", Math.min(innerWidth, innerHeight) / 100 + "px");
    const m = reckoned(view.distance, frame.dress.roundness);
    const quiet = !view.calls.length && view.shut.length > 0;
    const dim = view.dim && !view.calls.length;
    D.wear(frame.dress, quiet);
    const turn = Math.max(0, Math.floor((Date.now() - told.since) / TURN_MS));
    const newest = Date.now() - (begun[events[0]] || 0) < FLASH_MS;
    flashes = view.calls.length > 0 && (view.flash || (newest && unheard()));
    const runs = view.ticker.length > 1 ? lobbyFoot.passing(m, view, seconds()).at : 0;
    const sizes = [m.width, m.height, frame.dress];
    const key = JSON.stringify([view, events, sizes, pages > 1 ? turn : 0, runs, flashes, come]);
    if (key === drawn) return;
    drawn = key;
    lobbyPairing.hide();
    board.hidden = false;
    board.textContent = "";
    board.className = (dim ? "dim" : "") + (flashes ? " flash" : "");
    pages = 1;
    if (dim) lobbyRest.dim(m, view);
    else lit(m, view, quiet, turn);
  }

  function lit(m, view, quiet, turn) {
    const calls = view.calls.length;
    let band = null;
    let bandHigh = 0;
    let foot = null;
    // What comes next gives way to the word that tells a counter's number from any other.
    for (const way of [[true, true], [true, false], [false, true], [false, false]]) {
      const [worded, coming] = way;
      band = quiet && !view.notice ? null : lobbyBand.band(m, view, coming);
      bandHigh = band ? lobbyBand.high(m, band) : 0;
      const spare = m.height - 2 * m.margin - bandHigh - lobbyLists.leastMain(m, calls, worded);
      foot = lobbyFoot.plan(m, view, spare, quiet);
      const said = worded && calls > 1 ? !foot.left.length : foot.strips.length || !view.apology.length;
      if (spare >= 0 && said) break;
    }
    const tickerHigh = foot.ticker ? m.tall(1) : 0;
    const bandTop = m.height - bandHigh - tickerHigh;
    const page = { x: m.margin, y: m.margin, width: m.width - 2 * m.margin, height: bandTop - 2 * m.margin - (foot.height - tickerHigh) };
    const plan = quiet ? { frame: { main: page, lists: null }, main: [], spots: [] } : lobbyLists.plan(m, view, page);
    const bands = band ? lobbyBand.turns(band, foot.left) : [];
    pages = Math.max.apply(null, [foot.pages, quiet ? view.shut.length : 0, bands.length, plan.main.length].concat(plan.spots.map(lobbyLists.turns)));
    const clock = drawMain(m, view, plan, turn);
    plan.spots.forEach((spot) => lobbyLists.draw(board, m, spot, view, spot.pages[turn % lobbyLists.turns(spot)]));
    lobbyFoot.drawStrips(board, m, foot, bandTop - m.margin, turn);
    if (band) lobbyBand.draw(board, m, view, bands[turn % bands.length], bandTop + bandHigh, bandHigh, clock);
    if (foot.ticker) {
      lobbyFoot.drawTicker(board, m, view, seconds(), turn, calm.matches);
      if (calm.matches || !lobbyFoot.runs(m, view)) pages = Math.max(pages, lobbyFoot.pieces(m, view).length);
    }
  }

  // Draw what is large; returns whether the time still needs a place.
  function drawMain(m, view, plan, turn) {
    const main = plan.frame.main;
    if (view.calls.length) {
      drawCalls(m, main, view);
      return Boolean(view.clock);
    }
    if (view.shut.length) {
      lobbyRest.closed(m, main, view, frame.dress.logo, turn);
      return false;
    }
    if (plan.main.length) {
      lobbyLists.draw(board, m, { area: main, rows: 0, titled: true }, view, plan.main[turn % plan.main.length]);
      return Boolean(view.clock);
    }
    return Boolean(view.clock) && !lobbyRest.greeting(m, main, view, Boolean(plan.frame.lists), frame.dress.logo);
  }

  function drawCalls(m, area, view) {
    const count = view.calls.length;
    const high = (area.height + m.gap) / count;
    const share = round(high) - m.gap;
    const calls = count > 1 ? view.calls.map((call) => lobbyCalls.told(m, area.width, share, call)) : view.calls;
    const set = count > 1 ? lobbyCalls.together(m, area.width, share, calls) : null;
    const live = D.add(board, "div", "calls", 0, 0, 0, 0);
    live.setAttribute("role", "status");
    calls.forEach((call, at) => {
      const top = area.y + round(high * at);
      const height = area.y + round(high * (at + 1)) - m.gap - top;
      const card = D.plate(live, "call" + (at ? "" : " newest"), area.x, top, area.width, height, m.cardRadius, "now");
      const since = Date.now() - (begun[events[at]] || 0);
      if (since < MOVED_MS) {
        card.style.setProperty("--away", (view.direction === "rtl" ? 1 : -1) * m.u(12) + "px");
        card.style.setProperty("--gone", -since + "ms");
        if (!at && !calm.matches) card.classList.add("moves");
      }
      card.style.setProperty("--edge", m.u(1.5) + "px");
      if (count === 1) lobbyCalls.alone(card, m, area.width, height, call);
      else lobbyCalls.shared(card, area.width, height, call, set);
    });
  }

  // ------------------------------------------------------------------ by itself

  const changes = () => stale || flashes || pages > 1 || frame.later.length || frame.view.ticker.length > 1;
  setInterval(() => frame && changes() && draw(), 500);
  setInterval(() => {
    const at = SHIFTS[Math.floor(Date.now() / SHIFT_MS) % SHIFTS.length];
    board.style.transform = "translate(" + at[0] + "px," + at[1] + "px)";
  }, 5000);
  addEventListener("resize", draw);
  // Words are measured: with other letters they have other widths.
  if (document.fonts) {
    ["400", "600", "700"].forEach((weight) => {
      ["A0–é", "Я", "ب"].forEach((letters) => {
        document.fonts.load(weight + ' 20px "IBM Plex Sans", "IBM Plex Sans Arabic"', letters).then(again, again);
      });
    });
  }
  D.oncome = again;
  function again() {
    come += 1;
    draw();
  }

  return {
    show, lost, heard, code, draw,
    pairs: () => !frame,
    showing: () => {
      const calls = frame ? lobbyLater.due(frame, stale).view.calls : [];
      return calls.length ? calls[0].number : null;
    },
    slots: (distance) => lobbyLists.slots(reckoned(distance, 1)),
    distance: () => (frame ? frame.view.distance : null),
    hears: (question) => (unheard = question),
  };
})();
