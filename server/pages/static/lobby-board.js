"use strict";

// What a lobby page shows: its board, or the code by which it is let in. It draws everything anew when anything is
// different; what moves goes on from where it was.
const lobbyBoard = (() => {
  const D = lobbyDraw;
  const S = lobbySizes;
  const { wide, fit, wrap } = S;
  const CAPITALS = S.CAPITALS;
  const TURN_MS = 10000;
  const SHIFT_MS = 120000; // nothing may be burnt into a screen
  const SHIFTS = [[0, 0], [3, 1], [1, 3], [-2, 2], [-3, -1], [-1, -3], [2, -2]];
  const MOVED_MS = 4200; // a call slides in and pulses three times
  const FLASH_MS = 8000;
  const SOUND_STRIP = 9; // hundredths of the screen's short side, as in the style sheet
  // Where the time stands at night, in parts of the room there is.
  const STEPS = [[0.5, 0.5], [0.2, 0.3], [0.8, 0.65], [0.35, 0.8], [0.65, 0.15], [0.05, 0.6], [0.95, 0.4], [0.5, 0.95]];
  const board = document.getElementById("board");
  const button = document.getElementById("sound");
  const asked = new URLSearchParams(location.search);
  const calm = window.matchMedia ? matchMedia("(prefers-reduced-motion: reduce)") : { matches: false };

  let frame = null;
  let stale = false;
  let events = []; // of the calls that are large, the newest first
  let begun = {}; // since when each call that is large has been shown, by its event
  let ticker = { words: "", since: 0 };
  let drawn = "";
  let pages = 1; // how many turns it takes to show all there is
  let fonts = 0; // how often letters have come in
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
    if (frame.view.ticker !== ticker.words) ticker = { words: frame.view.ticker, since: now };
    draw();
  }

  function lost() {
    if (frame && !stale) {
      stale = true;
      draw();
    }
  }

  function heard() {
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
    const root = document.documentElement;
    root.lang = view.language;
    root.dir = view.direction;
    document.title = view.site;
    D.turn(view.direction);
    root.style.setProperty("--u", Math.min(innerWidth, innerHeight) / 100 + "px");
    const m = reckoned(view.distance, frame.dress.roundness);
    const shut = !view.calls.length ? view.shut : null;
    const dim = view.dim && !view.calls.length;
    D.wear(frame.dress.colours, Boolean(shut), frame.dress.name === "contrast");
    const turn = Math.floor(Date.now() / TURN_MS);
    const newest = Date.now() - (begun[events[0]] || 0) < FLASH_MS;
    flashes = view.calls.length > 0 && (view.flash || (newest && unheard()));
    const key = JSON.stringify([view, events, frame.dress, m.width, m.height, pages > 1 ? turn : 0, flashes, fonts]);
    if (key === drawn) return;
    drawn = key;
    lobbyPairing.hide();
    board.hidden = false;
    board.textContent = "";
    board.className = (dim ? "dim" : "") + (flashes ? " flash" : "");
    pages = 1;
    if (dim) drawDim(m, view);
    else lit(m, view, shut, turn);
  }

  function lit(m, view, shut, turn) {
    const quiet = Boolean(shut);
    const calls = view.calls.length;
    let band = null;
    let bandHigh = 0;
    let foot = null;
    for (const coming of [true, false]) {
      band = quiet && !view.notice ? null : lobbyBand.band(m, view, coming);
      bandHigh = band ? lobbyBand.high(m, band) : 0;
      const spare = m.height - 2 * m.margin - bandHigh - lobbyLists.leastMain(m, calls);
      foot = lobbyBand.foot(m, view, spare, quiet);
      if (spare >= 0 && (foot.strips.length || !view.apology)) break;
    }
    const tickerHigh = foot.ticker ? m.tall(1) : 0;
    const bandTop = m.height - bandHigh - tickerHigh;
    const page = { x: m.margin, y: m.margin, width: m.width - 2 * m.margin, height: bandTop - 2 * m.margin - (foot.height - tickerHigh) };
    const plan = quiet ? { frame: { main: page, lists: null }, main: [], spots: [] } : lobbyLists.plan(m, view, page);
    const bands = band ? lobbyBand.turns(band, foot.left) : [];
    pages = Math.max.apply(null, [foot.pages, bands.length, plan.main.length].concat(plan.spots.map(lobbyLists.turns)));
    const clock = drawMain(m, view, shut, plan, turn);
    plan.spots.forEach((spot) => lobbyLists.draw(board, m, spot, view, spot.pages[turn % lobbyLists.turns(spot)]));
    lobbyBand.drawStrips(board, m, foot, bandTop - m.margin, turn);
    if (band) lobbyBand.draw(board, m, view, bands[turn % bands.length], bandTop + bandHigh, bandHigh, clock);
    if (foot.ticker) {
      lobbyBand.drawTicker(board, m, view, ticker.since, turn, calm.matches);
      if (calm.matches) pages = Math.max(pages, wrap(view.ticker, m.text, 400, m.width - 2 * m.margin).length);
    }
  }

  // Draw what is large; returns whether the time still needs a place.
  function drawMain(m, view, shut, plan, turn) {
    const main = plan.frame.main;
    if (view.calls.length) {
      drawCalls(m, main, view);
      return Boolean(view.clock);
    }
    if (shut) {
      drawShut(m, main, view, shut);
      return false;
    }
    if (plan.main.length) {
      lobbyLists.draw(board, m, { area: main, rows: 0, titled: true }, view, plan.main[turn % plan.main.length]);
      return Boolean(view.clock);
    }
    return Boolean(view.clock) && !drawGreeting(m, main, view, Boolean(plan.frame.lists));
  }

  function drawCalls(m, area, view) {
    const count = view.calls.length;
    const high = (area.height + m.gap) / count;
    const set = count > 1 ? D.together(m, area.width, Math.round(high) - m.gap, view.calls) : null;
    const live = D.add(board, "div", "calls", 0, 0, 0, 0);
    live.setAttribute("role", "status");
    view.calls.forEach((call, at) => {
      const top = area.y + Math.round(high * at);
      const height = area.y + Math.round(high * (at + 1)) - m.gap - top;
      const card = D.plate(live, "call" + (at ? "" : " newest"), area.x, top, area.width, height, m.cardRadius, "now");
      const since = Date.now() - (begun[events[at]] || 0);
      if (since < MOVED_MS) {
        card.style.setProperty("--away", (view.direction === "rtl" ? 1 : -1) * m.u(12) + "px");
        card.style.setProperty("--gone", -since + "ms");
        if (!at && !calm.matches) card.classList.add("moves");
      }
      card.style.setProperty("--edge", m.u(1.5) + "px");
      if (count === 1) D.alone(card, m, area.width, height, call);
      else D.shared(card, area.width, height, call, set);
    });
  }

  // The site's logo, or its first letter, with its name; returns where it ends.
  function drawHead(m, x, y, width, view) {
    if (!view.site) return y;
    const side = Math.round(m.textCapitals * 1.5);
    const picture = frame.dress.logo ? D.picture(frame.dress.logo) : null;
    const ready = picture && picture.complete && picture.naturalWidth;
    if (picture && !ready) picture.onload = () => ((drawn = ""), draw());
    const badge = ready ? Math.min(5 * side, Math.round((side * picture.naturalWidth) / picture.naturalHeight)) : side;
    let taken = badge + Math.floor(side / 3);
    const widest = Math.max.apply(null, view.site.split(/[\s\u200b]+/).map((word) => wide(word, m.text, 600)));
    if (widest > width - taken) taken = 0;
    if (taken && ready) D.add(board, "div", "picture", x, y, badge, side).appendChild(picture);
    else if (taken) {
      const field = D.plate(board, "badge", x, y, side, side, Math.floor(side / 5), "badge");
      field.setAttribute("aria-hidden", "true");
      const how = { size: m.text, weight: 700, colour: "on-badge", align: "middle" };
      D.line(field, view.site.trim().charAt(0).toUpperCase(), 0, 0, side, side, how);
    }
    const lines = S.wrapIn(view.site, m.text, 600, width - taken, 2);
    lines.forEach((words, at) => {
      D.line(board, words, x + taken, y + at * m.step, width - taken, side, { size: m.text, weight: 600, tag: at ? "div" : "h1" });
    });
    return y + side + (lines.length - 1) * m.step;
  }

  // Whose house this is, the time, and a word to who waits; returns whether there was room for the time.
  function drawGreeting(m, main, view, lists) {
    const below = m.portrait && lists;
    const x = main.x + (below ? m.inset : 0);
    const width = main.width - (below ? 2 * m.inset : 0);
    const bottom = main.y + main.height;
    const top = drawHead(m, x, main.y, width, view);
    const large = fit(view.greeting, Math.max(Math.round(m.call * 0.8), m.u(9)), 700, width, m.text);
    const greeting = wrap(view.greeting, large, 700, width);
    let hint = wrap(view.hint, m.text, 400, width);
    const foot = bottom - Math.round(m.textCapitals * (below ? 0.7 : 0.3));
    if (foot - (hint.length + greeting.length) * m.step - large < top) hint = [];
    const lineHigh = Math.round(large * 1.3);
    let end = bottom;
    if (foot - greeting.length * lineHigh >= top) {
      const capitals = Math.round(m.text * CAPITALS);
      hint.forEach((words, at) => {
        const base = foot - (hint.length - 1 - at) * m.step;
        D.line(board, words, x, base - capitals, width, capitals, { size: m.text, colour: "mute" });
      });
      const base = foot - hint.length * m.step - (hint.length ? Math.max(Math.round(m.textCapitals * 0.35), Math.round(large * 0.24)) : 0);
      const high = Math.round(large * CAPITALS);
      greeting.forEach((words, at) => {
        const line = base - (greeting.length - 1 - at) * lineHigh;
        D.line(board, words, x, line - high, width, high, { size: large, weight: 700 });
      });
      end = base - high - (greeting.length - 1) * lineHigh;
    }
    if (!view.clock) return false;
    const air = Math.round(m.textCapitals * 0.95);
    return drawClock(m, x, top + air, width, end - top - 2 * air, view);
  }

  function drawClock(m, x, y, width, height, view) {
    let date = Math.round(m.textCapitals * 2.1);
    if (height - date < m.callCapitals * 1.2) date = 0; // the date is the first to go
    const most = Math.min(Math.round(((height - date) * 0.94) / CAPITALS), m.u(46));
    if (most < m.text * 1.4) return false;
    const size = fit(view.clock, most, 700, Math.round(width * 0.94), m.text, -0.01);
    const capitals = Math.round(size * CAPITALS);
    const top = y + Math.floor((height - capitals - date) / 2);
    D.number(board, view.clock, x, top, width, capitals, size, "ink");
    if (date) {
      const base = top + capitals + Math.round(m.textCapitals * 1.95);
      D.line(board, view.date, x, base - m.textCapitals, width, m.textCapitals, { size: m.text, colour: "accent" });
    }
    return true;
  }

  // Closed: when it opens comes before the site's name and the time, and those before a large title.
  function drawShut(m, page, view, shut) {
    const head = view.site ? 2 * m.step + m.air : 0;
    const time = view.clock ? Math.round(m.textCapitals * 1.5) + m.air : 0;
    const big = Math.max(Math.round(m.call * 1.15), m.u(17));
    const second = Math.max(Math.round(m.text * 1.3), m.u(7));
    const ways = [[head, time, big, second], [head, time, m.call, m.text], [0, time, m.call, m.text], [0, 0, m.call, m.text], [0, 0, m.text, m.text]];
    const block = (words, size, weight, colour) => ({ lines: wrap(words, size, weight, page.width), size, weight, colour });
    const step = (each) => Math.round(each.size * 1.3);
    const high = (blocks) => blocks.reduce((sum, each) => sum + each.lines.length * step(each), 0);
    let top = page.y;
    let room = page.height;
    let blocks = [];
    let used = ways[0];
    for (used of ways) {
      blocks = [block(shut.title, fit(shut.title, used[2], 700, page.width, m.text), 700, "ink")];
      if (shut.opens) blocks.push(block(shut.opens, fit(shut.opens, used[3], 600, page.width, m.text), 600, "accent"));
      top = page.y + used[0];
      room = page.height - used[0] - used[1];
      if (high(blocks) <= room) break;
    }
    if (used[0]) {
      const end = drawHead(m, page.x, page.y, page.width, view) + m.air;
      room -= end - top;
      top = end;
    }
    if (used[1]) drawTime(m, page, view);
    const full = shut.text ? blocks.concat([block(shut.text, m.text, 400, "mute")]) : blocks;
    if (high(full) <= room) blocks = full; // better left out than cut
    let y = Math.round(top + room / 2 - high(blocks) / 2);
    blocks.forEach((each) =>
      each.lines.forEach((words) => {
        D.line(board, words, page.x, y, page.width, step(each), each);
        y += step(each);
      })
    );
  }

  function drawTime(m, page, view) {
    const high = Math.round(m.textCapitals * 1.5);
    const top = page.y + page.height - high;
    D.line(board, view.clock, page.x, top, page.width, high, { size: m.text, weight: 600, align: "end", dir: "ltr" });
    const room = page.width - wide(view.clock, m.text, 600) - m.text;
    if (wide(view.date, m.text) <= room) D.line(board, view.date, page.x, top, room, high, { size: m.text, colour: "mute" });
  }

  // Nothing but the time, in another place each minute.
  function drawDim(m, view) {
    const size = fit(view.clock, Math.max(Math.round(m.call * 1.3), m.u(20)), 600, Math.round(m.width * 0.8), m.text);
    const width = wide(view.clock, size, 600);
    const high = Math.round(size * CAPITALS);
    const digits = view.clock.slice(-2).replace(/\D/g, "").split("").reduce((sum, each) => sum + Number(each), 0);
    const step = STEPS[digits % STEPS.length];
    const x = m.margin + Math.round((m.width - 2 * m.margin - width) * step[0]);
    const y = m.margin + Math.round((m.height - 2 * m.margin - high) * step[1]);
    D.line(board, view.clock, x, y, width, high, { size, weight: 600, dir: "ltr" });
  }

  // ------------------------------------------------------------------ by itself

  setInterval(() => frame && (pages > 1 || flashes || (frame.later || []).length) && draw(), 500);
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
  function again() {
    fonts += 1;
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
