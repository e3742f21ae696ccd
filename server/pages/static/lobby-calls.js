"use strict";

// The calls on the card: one that has all of it, or several that share it.
const lobbyCalls = (() => {
  const { CAPITALS, withCapitals, wide, fit, round } = lobbySizes;
  const D = lobbyDraw;
  const P = lobbyPlace;
  const { leads, TRACKING } = D;
  const GROWN = [1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0];

  // One call with the whole card: number above, counter below.
  function alone(card, least, width, height, call) {
    const p = least.padding;
    const inner = { width: width - 2 * p, top: p, bottom: height - p };
    let m = grown(least, inner.width, height - 2 * p, call);
    let spare = spareOf(m, height - 2 * p);
    const lines = P.nameLines(m, inner.width, m.callCapitals + spare, call);
    const short = P.shortened(m, inner.width, call);
    if (lines) spare -= Math.max(0, lines.height - m.callCapitals);
    else if (short !== call) {
      call = short;
      m = grown(least, inner.width, height - 2 * p, call);
      spare = spareOf(m, height - 2 * p);
    }
    const text = { size: m.text, weight: 600, colour: "on-now" };
    const need = m.textCapitals + m.air;
    const worded = !lines && spare >= need && P.needsWord(m, inner.width, call);
    if (worded) spare -= need;
    const title = wide(call.title, m.text, 600);
    const named = call.name && title + wide(call.name, m.text, 600) + m.text <= inner.width;
    let top = inner.top;
    if (spare >= need && title <= inner.width) {
      D.line(card, call.title, p, top, inner.width, m.textCapitals, text);
      if (named) D.line(card, call.name, p, top, inner.width, m.textCapitals, Object.assign({ align: "end" }, text));
      top += m.textCapitals;
      spare -= need;
    }
    let foot = inner.bottom;
    if (call.also && spare >= need && wide(call.also.text, m.text, 600) <= inner.width) {
      const also = { size: m.text, weight: 600, colour: "on-now", dir: call.also.direction, lang: call.also.language };
      D.line(card, call.also.text, p, foot - m.textCapitals, inner.width, m.textCapitals, also);
      foot -= m.textCapitals + m.air;
      spare -= need;
    }
    const most = foot - top - m.callCapitals - m.air;
    const placeTop = lines
      ? P.drawLines(card, m, p, foot, inner.width, call, lines)
      : P.place(card, m, p, foot, inner.width, call, worded, most);
    const first = top === inner.top;
    let from = top + (first ? 0 : m.air);
    let to = placeTop - m.air;
    if (call.name && !named && spare >= need) {
      D.line(card, call.name, p, to - m.textCapitals, inner.width, m.textCapitals, text);
      to -= m.textCapitals + m.air;
    }
    const high = Math.max(m.callCapitals, to - from);
    const size = fit(call.number, round(high / CAPITALS), 700, inner.width, m.call, TRACKING);
    D.number(card, call.number, p, from, inner.width, to - from, size, "on-now");
  }

  // What is left of a card: number and place need two lines; what does not fit beside them is left out.
  const spareOf = (m, height) => height - round(m.callCapitals * 2.45) - m.air;

  // Larger letters where a short distance leaves more room than they need.
  function grown(m, width, height, call) {
    const text = Math.max(m.textCapitals, Math.min(m.u(3.6), Math.floor(height / 14)));
    const most = Math.max(m.callCapitals, Math.min(round(m.callCapitals * 1.7), Math.floor(height / 5)));
    for (let high = most; high > m.callCapitals; high -= Math.max(1, Math.floor(most / 16))) {
      const larger = withCapitals(m, high, text);
      const lead = leads(call.way) ? round(high * P.DISC) + larger.arrowGap : 0;
      if (wide(call.place.name, larger.call, 700) + lead <= width) return larger;
    }
    return withCapitals(m, m.callCapitals, text);
  }

  // The largest way in which each of several calls stands on one line; where there is none, the least size on two. In a
  // card that has no room for those a name without a code is smaller, so that the codes beside it keep their words. A bare
  // number could be anything: the word that makes it a counter's comes before size, and before the arrow's disc.
  function together(least, width, height, calls) {
    const room = width - 2 * least.inset;
    const fitting = (grown, named, disc) => {
      const m = withCapitals(least, round(least.callCapitals * grown), least.textCapitals);
      const set = { m, named, disc, arrow: round(m.callCapitals * (disc ? P.LEAST_DISC : 1)) };
      let high = disc ? round(set.arrow * 1.1) <= height : m.callCapitals <= height - 2 * least.sharedInset;
      if (named === "above") high = set.arrow + least.wordLine <= height - least.wordAir;
      return high ? set : null;
    };
    const first = (sizes, names, widthOf) => {
      for (const disc of [true, false]) {
        for (const grown of sizes) {
          for (const named of names) {
            const set = fitting(grown, named, disc);
            if (set && calls.every((call) => widthOf(set, call) <= room)) return set;
          }
        }
      }
      return null;
    };
    const twice = { m: least, named: "brief", disc: false, arrow: least.callCapitals };
    const worded = first(GROWN, ["whole", "above", "split"], lineWidth);
    if (worded || twoLines(least, highInside(least, height))) return worded || twice;
    return first([1.0], ["above", "split"], leastWidth) || first(GROWN, ["brief"], lineWidth) || twice;
  }

  const highInside = (m, height) => height - 2 * Math.min(m.sharedInset, Math.floor((height - m.callCapitals) / 2));
  const twoLines = (m, high) => high >= 2 * m.callCapitals + m.air;
  const lineWidth = (set, call) => digits(set.m, call) + Math.floor(set.m.text / 2) + placeWidth(set, call);

  // The same with a name that has no code in it in the least size.
  function leastWidth(set, call) {
    if (P.around(call.place).some(Boolean)) return lineWidth(set, call);
    return digits(set.m, call) + Math.floor(set.m.text / 2) + arrowRoom(set, call) + wide(call.place.brief, set.m.text, 700);
  }

  const digits = (m, call) => wide(call.number, m.call, 700, TRACKING);
  const arrowRoom = (set, call) => (leads(call.way) ? set.arrow + set.m.arrowGap : 0);
  const codeOf = (set, call) => (set.named === "whole" ? call.place.name : call.place.brief);
  // A counter's word beside its code.
  const wordSize = (m) => Math.max(m.text, Math.floor(m.call / 2));
  const wordGap = (m) => Math.floor(m.text / 4);

  const codeWidth = (set, call) => arrowRoom(set, call) + wide(codeOf(set, call), set.m.call, 700);

  // With the word for a counter beside its code, or on a line of its own above or below.
  function placeWidth(set, call) {
    const words = P.around(call.place).filter(Boolean);
    if (set.named === "above") return Math.max.apply(null, [codeWidth(set, call)].concat(words.map((word) => wide(word, set.m.text, 600))));
    const beside = set.named === "split" ? words : [];
    return codeWidth(set, call) + beside.reduce((sum, word) => sum + wide(word, wordSize(set.m), 600) + wordGap(set.m), 0);
  }

  // The call as there is room for it in a card of this size, in the least size: by name, or in short.
  function told(m, width, height, call) {
    const beside = twoLines(m, highInside(m, height)) ? 0 : digits(m, call) + Math.floor(m.text / 2);
    return P.shortened(m, width - 2 * m.inset - beside, call);
  }

  // One of several calls: on two lines where there was no room for all on one each, with words, and this card is so high.
  function shared(card, width, height, call, set) {
    const m = set.m;
    const inner = width - 2 * m.inset;
    const high = highInside(m, height);
    const top = (height - high) / 2;
    const room = inner - digits(m, call) - Math.floor(m.text / 2);
    const needed = placeWidth(set, call);
    if (set.named === "brief" && twoLines(m, high)) {
      const most = high - m.callCapitals - m.air;
      const worded = most - m.callCapitals >= m.wordLine && P.needsWord(m, inner, call);
      const at = P.place(card, m, m.inset, top + high, inner, call, worded, most);
      // The number fills the room above: as large above an arrow on a disc as above a bare one.
      const free = Math.min(at - m.air - top, high - round(m.callCapitals * P.DISC) - m.air);
      const capitals = Math.max(m.callCapitals, Math.min(free, round(m.callCapitals * GROWN[0])));
      sharedNumber(card, m, top, inner, at - m.air - top, call, withCapitals(m, capitals, m.textCapitals).call);
      return;
    }
    // A long name on a small screen may be smaller, and is never cut; the counter itself comes before the arrow to it.
    const least = (brief) => arrowRoom(set, call) + wide(brief, m.text, 700);
    const fits = (brief) => needed <= room || least(brief) <= room;
    const coded = !fits(call.place.brief) && call.place.counter;
    const told = coded ? Object.assign({}, call.place, { brief: call.place.counter }) : call.place;
    const more = { place: told, way: fits(told.brief) ? call.way : "none" };
    onOneLine(card, set, top, inner, high, Object.assign({}, call, more), Math.min(needed, room));
  }

  function onOneLine(card, set, top, inner, high, call, where) {
    const m = set.m;
    const left = m.inset + inner - where;
    drawPlace(card, set, left, top, where, high, call);
    const room = inner - where - Math.floor(m.text / 2);
    const under = m.textCapitals + m.air;
    const withName = call.name && high >= m.callCapitals + under;
    if (withName) {
      const how = { size: m.text, weight: 600, colour: "on-now" };
      D.line(card, call.name, m.inset, top + high - m.textCapitals, room, m.textCapitals, how);
    }
    sharedNumber(card, m, top, room, high - (withName ? under : 0), call);
  }

  // The counter with its arrow on the side it points to, its code at the end and its word where it fits.
  function drawPlace(card, set, x, y, width, high, call) {
    const m = set.m;
    const words = P.around(call.place);
    if (set.named === "above" && (words[0] || words[1])) {
      const all = m.wordLine + set.arrow;
      const top = y + Math.floor(high / 2) - Math.floor(all / 2);
      const how = { size: m.text, weight: 600, colour: "on-now", align: "end" };
      D.line(card, words[0] || words[1], x, words[0] ? top : top + all - m.textCapitals, width, m.textCapitals, how);
      const taken = Math.min(width, codeWidth(set, call));
      drawCode(card, set, x + width - taken, words[0] ? top + m.wordLine : top, taken, set.arrow, call, ["", ""]);
    } else drawCode(card, set, x, y, width, high, call, set.named === "split" ? words : ["", ""]);
  }

  // The code with its arrow, and on the same baseline the words beside it.
  function drawCode(card, set, x, y, width, high, call, words) {
    const m = set.m;
    const code = codeOf(set, call);
    const arrows = arrowRoom(set, call);
    let room = width - arrows;
    let start = x;
    if (arrows) {
      const atEnd = P.leadsRight(call.way) !== D.rightToLeft();
      const left = atEnd ? x + width - set.arrow : x;
      D.arrow(card, call.way, left, y + (high - set.arrow) / 2, set.arrow, "on-now", set.disc && m.callCapitals);
      if (!atEnd) start += arrows;
    }
    const size = fit(code, m.call, 700, room, m.text);
    const lower = round(((size - wordSize(m)) * CAPITALS) / 2);
    [[words[1], wordSize(m), 600, lower], [code, size, 700, 0], [words[0], wordSize(m), 600, lower]].forEach((part) => {
      if (!part[0]) return;
      const how = { size: part[1], weight: part[2], colour: "on-now", align: "end" };
      D.line(card, part[0], start, y + part[3], room, high, how);
      room -= wide(part[0], part[1], part[2]) + wordGap(m);
    });
  }

  function sharedNumber(card, m, y, width, height, call, size) {
    const fitting = fit(call.number, size || m.call, 700, width, m.call, TRACKING);
    D.number(card, call.number, m.inset, y, width, height, fitting, "on-now");
  }

  return { alone, told, together, shared };
})();
