"use strict";

// Where to go: a call's counter by name, and the arrow that leads there.
const lobbyPlace = (() => {
  const { CAPITALS, wide, fit, wrap, unbroken, round } = lobbySizes;
  const D = lobbyDraw;
  const { leads } = D;
  const DISC = 1.45; // an arrow's disc in parts of the arrow
  const LEAST_DISC = 1.32; // the same at the smallest
  const LINES_SHARE = 0.67; // a name on two lines at its largest, in parts of the call's size

  const leadsRight = (way) => way === "right" || (way === "straight" && D.rightToLeft());

  // The words before and after a counter's code: one of them at the most, none where its name has no code.
  function around(told) {
    const end = told.name.length - told.brief.length;
    if (!end) return ["", ""];
    if (told.name.slice(end) === told.brief) return [told.name.slice(0, end).trim(), ""];
    const after = told.name.indexOf(told.brief) ? told.name : told.name.slice(told.brief.length);
    return ["", after.replace(/\u200b/g, "").trim()];
  }

  // Whether only a counter's code fits on its line, so that the word for a counter should have one of its own.
  function needsWord(m, width, call) {
    const alone = setting(m, width, call, Infinity).way === "brief";
    return alone && around(call.place).some((word) => word && wide(word, m.text, 600) <= width);
  }

  // The call with what its counter is usually called where its own name has no room in the least size. The word that
  // tells a counter's code from any other number goes with it.
  function shortened(m, width, call) {
    const usual = call.place.usual;
    return !usual || hasRoom(m, width, call) ? call : Object.assign({}, call, { place: usual });
  }

  function hasRoom(m, width, call) {
    const words = around(call.place).filter(Boolean);
    if (words.length) return words.some((word) => wide(word, m.text, 600) <= width);
    return needed(m, call) <= width;
  }

  // A counter's own name on two lines, as large as it fits; nothing where it fits on one, or on two neither.
  function nameLines(m, width, high, call) {
    const told = call.place;
    if (!told.usual || around(told).some(Boolean) || hasRoom(m, width, call)) return null;
    const room = width - arrowWidth(m, call, 0);
    const sizes = [];
    const step = Math.max(1, Math.floor(m.text / 16));
    for (let size = Math.max(m.text, round(m.call * LINES_SHARE)); size > m.text; size -= step) sizes.push(size);
    for (const size of sizes.concat([m.text])) {
      const lines = wrap(told.name, size, 700, room);
      const made = { size, lines, step: round(size * 1.25), capitals: round(size * CAPITALS) };
      made.height = made.step + made.capitals;
      const whole = unbroken(told.name).every((word) => wide(word, size, 700) <= room);
      if (whole && lines.length === 2 && made.height <= high) return made;
    }
    return null;
  }

  // Such a name above `bottom`, with its arrow; returns where they begin.
  function drawLines(card, m, x, bottom, width, call, name) {
    const high = Math.max(name.height, leads(call.way) ? m.callCapitals : 0);
    const top = bottom - high;
    const inner = besideArrow(card, m, x, width, top, high, call, 0);
    const how = { size: name.size, weight: 700, colour: "on-now" };
    const first = top + Math.floor((high - name.height) / 2);
    name.lines.forEach((words, at) => D.line(card, words, inner.x, first + at * name.step, inner.width, name.capitals, how));
    return top;
  }

  // Arrow and counter on one line above `bottom`; returns where they begin. `most`: no disc that is higher. `worded`:
  // where only the code fits, with the word for a counter on a line above or below, as the language has it.
  function place(card, m, x, bottom, width, call, worded, most) {
    if (!worded) return onLine(card, m, x, bottom, width, call, most);
    const words = around(call.place);
    const top = onLine(card, m, x, bottom - (words[1] ? m.wordLine : 0), width, call, most - m.wordLine);
    const line = words[0] ? top - m.wordLine : bottom - m.textCapitals;
    const how = { size: m.text, weight: 600, colour: "on-now" };
    D.line(card, words[0] || words[1], x, line, width, m.textCapitals, how);
    return words[0] ? line : top;
  }

  function onLine(card, m, x, bottom, width, call, most) {
    const set = setting(m, width, call, most);
    const capitals = round(set.size * CAPITALS);
    const high = Math.max(set.disc, capitals, leads(call.way) ? m.callCapitals : 0);
    const top = bottom - high;
    const inner = besideArrow(card, m, x, width, top, high, call, set.disc);
    const start = inner.x;
    const room = inner.width;
    const how = { size: set.size, weight: 700, colour: "on-now" };
    const names = { whole: call.place.name, brief: call.place.brief, code: call.place.counter };
    if (set.way !== "split") D.line(card, names[set.way], start, top, room, high, how);
    else {
      // On one baseline: the smaller word's capitals end where the larger ones do.
      const lower = round((capitals - set.word * CAPITALS) / 2);
      const word = wide(call.place.word, set.word, 600);
      D.line(card, call.place.word, start, top + lower, word, high, { size: set.word, weight: 600, colour: "on-now" });
      D.line(card, call.place.code, start + word + Math.floor(m.text / 3), top, room - word, high, how);
    }
    return top;
  }

  // Draw the call's arrow, if it has one; returns the room beside it.
  function besideArrow(card, m, x, width, top, high, call, disc) {
    if (!leads(call.way)) return { x, width };
    const side = disc || m.callCapitals;
    const atEnd = leadsRight(call.way) !== D.rightToLeft();
    const left = atEnd ? x + width - side : x;
    D.arrow(card, call.way, left, top + (high - side) / 2, side, "on-now", disc && m.callCapitals);
    const taken = side + m.arrowGap;
    return { x: atEnd ? x : x + taken, width: width - taken };
  }

  // The first way that fits: the whole name large, only its code large, its code alone; each with the arrow on a disc
  // first, and then bare.
  function setting(m, width, call, most) {
    const least = round(m.callCapitals * LEAST_DISC);
    const all = leads(call.way) ? [round(m.callCapitals * DISC), least, 0] : [0];
    const discs = all.filter((disc) => disc <= most || !disc);
    const ways = call.place.word ? ["whole", "split", "brief"] : ["whole", "brief"];
    for (const way of ways) {
      for (const disc of discs) {
        if (nameWidth(m, call.place, way, m.text) > width - arrowWidth(m, call, disc)) continue;
        return way === "split" ? split(m, width, call, Math.min(disc, least)) : { way, disc, size: m.call };
      }
    }
    // A name without a number in it, and too long: it says where to go, so it may be smaller, and is never cut.
    const room = width - arrowWidth(m, call, 0);
    const name = fit(call.place.name, m.call, 700, room, m.text);
    if (wide(call.place.name, name, 700) <= room || !call.place.counter) return { way: "whole", disc: 0, size: name };
    return { way: "code", disc: 0, size: fit(call.place.counter, m.call, 700, room, m.text) };
  }

  // A counter's word is as large as it fits beside its code: the two are read as one. The word, and the call's number
  // above, gain more from a smaller disc than the arrow loses.
  function split(m, width, call, disc) {
    let word = m.call;
    const step = Math.max(1, Math.floor(m.text / 24));
    while (word > m.text && nameWidth(m, call.place, "split", word) > width - arrowWidth(m, call, disc)) word -= step;
    return { way: "split", disc, size: m.call, word: Math.max(word, m.text) };
  }

  const arrowWidth = (m, call, disc) => (leads(call.way) ? (disc || m.callCapitals) + m.arrowGap : 0);

  // How wide a card must be inside for where to go to be said in full.
  const needed = (m, call) => arrowWidth(m, call, 0) + wide(call.place.name, m.text, 700);

  // `word`: the size of the counter's word, where it is smaller than its code.
  function nameWidth(m, told, way, word) {
    if (way === "whole") return wide(told.name, m.call, 700);
    if (way === "brief") return wide(told.brief, m.call, 700);
    return wide(told.word, word, 600) + Math.floor(m.text / 3) + wide(told.code, m.call, 700);
  }

  return { DISC, LEAST_DISC, leadsRight, around, needsWord, shortened, nameLines, drawLines, place, needed };
})();
