"use strict";

// Where to go: a call's counter by name, and the arrow that leads there.
const lobbyPlace = (() => {
  const { CAPITALS, wide, fit, round } = lobbySizes;
  const D = lobbyDraw;
  const { leads } = D;
  const DISC = 1.45; // an arrow's disc in parts of the arrow
  const LEAST_DISC = 1.32; // the same at the smallest

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
    const arrows = leads(call.way);
    const high = Math.max(set.disc, capitals, arrows ? m.callCapitals : 0);
    const top = bottom - high;
    let start = x;
    let room = width;
    if (arrows) {
      const side = set.disc || m.callCapitals;
      const atEnd = leadsRight(call.way) !== D.rightToLeft();
      const left = atEnd ? x + width - side : x;
      D.arrow(card, call.way, left, top + (high - side) / 2, side, "on-now", set.disc && m.callCapitals);
      room -= side + m.arrowGap;
      if (!atEnd) start += side + m.arrowGap;
    }
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

  return { DISC, LEAST_DISC, leadsRight, around, needsWord, place, needed };
})();
