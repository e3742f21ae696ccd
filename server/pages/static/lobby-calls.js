"use strict";

// The calls on the card: one that has all of it, or several that share it.
const lobbyCalls = (() => {
  const { CAPITALS, withCapitals, wide, fit } = lobbySizes;
  const D = lobbyDraw;
  const { leads, TRACKING } = D;
  const DISC = 1.45; // an arrow's disc in parts of the arrow
  const LEAST_DISC = 1.32; // the same at the smallest
  const GROWN = [1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0];

  const leadsRight = (way) => way === "right" || (way === "straight" && D.rightToLeft());

  // One call with the whole card: number above, counter below.
  function alone(card, least, width, height, call) {
    const p = least.padding;
    const inner = { width: width - 2 * p, top: p, bottom: height - p };
    const m = grown(least, inner.width, height - 2 * p, call);
    const text = { size: m.text, weight: 600, colour: "on-now" };
    const need = m.textCapitals + m.air;
    let spare = height - 2 * p - Math.round(m.callCapitals * 2.45) - m.air;
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
    if (call.also && spare >= need) {
      const also = { size: m.text, weight: 600, colour: "on-now", dir: call.also.direction, lang: call.also.language };
      D.line(card, call.also.text, p, foot - m.textCapitals, inner.width, m.textCapitals, also);
      foot -= m.textCapitals + m.air;
      spare -= need;
    }
    const placeTop = place(card, m, p, foot, inner.width, call);
    const first = top === inner.top;
    let from = top + (first ? 0 : m.air);
    let to = placeTop - m.air;
    if (call.name && !named && spare >= need) {
      D.line(card, call.name, p, to - m.textCapitals, inner.width, m.textCapitals, text);
      to -= m.textCapitals + m.air;
    }
    const high = Math.max(m.callCapitals, to - from);
    const size = fit(call.number, Math.round(high / CAPITALS), 700, inner.width, m.call, TRACKING);
    D.number(card, call.number, p, from, inner.width, to - from, size, "on-now");
  }

  // Larger letters where a short distance leaves more room than they need.
  function grown(m, width, height, call) {
    const text = Math.max(m.textCapitals, Math.min(m.u(3.6), Math.floor(height / 14)));
    const most = Math.max(m.callCapitals, Math.min(Math.round(m.callCapitals * 1.7), Math.floor(height / 5)));
    for (let high = most; high > m.callCapitals; high -= Math.max(1, Math.floor(most / 16))) {
      const larger = withCapitals(m, high, text);
      const lead = leads(call.way) ? Math.round(high * DISC) + larger.arrowGap : 0;
      if (wide(call.place.name, larger.call, 700) + lead <= width) return larger;
    }
    return withCapitals(m, m.callCapitals, text);
  }

  // Arrow and counter on one line above `bottom`; returns where they begin.
  function place(card, m, x, bottom, width, call) {
    const set = setting(m, width, call);
    const capitals = Math.round(set.size * CAPITALS);
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
    if (set.way !== "split") D.line(card, set.way === "whole" ? call.place.name : call.place.brief, start, top, room, high, how);
    else {
      // On one baseline: the smaller word's capitals end where the larger ones do.
      const lower = Math.round((capitals - set.word * CAPITALS) / 2);
      const word = wide(call.place.word, set.word, 600);
      D.line(card, call.place.word, start, top + lower, word, high, { size: set.word, weight: 600, colour: "on-now" });
      D.line(card, call.place.code, start + word + Math.floor(m.text / 3), top, room - word, high, how);
    }
    return top;
  }

  // The first way that fits: the whole name large, only its code large, its code alone; each with the arrow on a disc
  // first, and then bare.
  function setting(m, width, call) {
    const least = Math.round(m.callCapitals * LEAST_DISC);
    const discs = leads(call.way) ? [Math.round(m.callCapitals * DISC), least, 0] : [0];
    const ways = call.place.word ? ["whole", "split", "brief"] : ["whole", "brief"];
    for (const way of ways) {
      for (const disc of discs) {
        if (nameWidth(m, call.place, way, m.text) > width - arrowWidth(m, call, disc)) continue;
        return way === "split" ? split(m, width, call, Math.min(disc, least)) : { way, disc, size: m.call };
      }
    }
    const room = width - arrowWidth(m, call, 0);
    return { way: "whole", disc: 0, size: fit(call.place.name, m.call, 700, room, m.text) };
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

  // `word`: the size of the counter's word, where it is smaller than its code.
  function nameWidth(m, told, way, word) {
    if (way === "whole") return wide(told.name, m.call, 700);
    if (way === "brief") return wide(told.brief, m.call, 700);
    return wide(told.word, word, 600) + Math.floor(m.text / 3) + wide(told.code, m.call, 700);
  }

  // The largest way in which each of several calls stands on one line; where there is none, the least size.
  function together(least, width, height, calls) {
    const room = width - 2 * least.inset;
    const ways = [];
    GROWN.forEach((grown) => ways.push([grown, true, true], [grown, false, true]));
    GROWN.forEach((grown) => ways.push([grown, true, false], [grown, false, false]));
    for (const way of ways) {
      const m = withCapitals(least, Math.round(least.callCapitals * way[0]), least.textCapitals);
      const set = { m, named: way[1], disc: way[2], arrow: Math.round(m.callCapitals * (way[2] ? LEAST_DISC : 1)) };
      const high = way[2] ? Math.round(set.arrow * 1.1) <= height : m.callCapitals <= height - 2 * least.sharedInset;
      if (high && calls.every((call) => digits(m, call) + Math.floor(m.text / 2) + placeWidth(set, call) <= room)) return set;
    }
    return { m: least, named: false, disc: false, arrow: least.callCapitals };
  }

  const digits = (m, call) => wide(call.number, m.call, 700, TRACKING);
  const told = (set, call) => (set.named ? call.place.name : call.place.brief);
  const arrowRoom = (set, call) => (leads(call.way) ? set.arrow + set.m.arrowGap : 0);
  const placeWidth = (set, call) => arrowRoom(set, call) + wide(told(set, call), set.m.call, 700);

  // One of several calls: number and counter on one line where there is room, else on two.
  function shared(card, width, height, call, set) {
    const m = set.m;
    const top = Math.min(m.sharedInset, Math.floor((height - m.callCapitals) / 2));
    const inner = width - 2 * m.inset;
    const high = height - 2 * top;
    const taken = digits(m, call) + Math.floor(m.text / 2);
    const fits = taken + placeWidth(set, call) <= inner;
    if (!fits && high >= 2 * m.callCapitals + m.air) {
      const at = place(card, m, m.inset, top + high, inner, call);
      sharedNumber(card, m, top, inner, at - m.air - top, call);
    } else onOneLine(card, set, top, inner, high, call, fits ? placeWidth(set, call) : inner - taken);
  }

  function onOneLine(card, set, top, inner, high, call, where) {
    const m = set.m;
    const left = m.inset + inner - where;
    const arrows = arrowRoom(set, call);
    let start = left;
    if (arrows) {
      const atEnd = leadsRight(call.way) !== D.rightToLeft();
      const x = atEnd ? left + where - set.arrow : left;
      D.arrow(card, call.way, x, top + (high - set.arrow) / 2, set.arrow, "on-now", set.disc && m.callCapitals);
      if (!atEnd) start += arrows;
    }
    const size = fit(told(set, call), m.call, 700, where - arrows, m.text);
    D.line(card, told(set, call), start, top, where - arrows, high, { size, weight: 700, colour: "on-now", align: "end" });
    const room = inner - where - Math.floor(m.text / 2);
    const under = m.textCapitals + m.air;
    const withName = call.name && high >= m.callCapitals + under;
    if (withName) {
      const how = { size: m.text, weight: 600, colour: "on-now" };
      D.line(card, call.name, m.inset, top + high - m.textCapitals, room, m.textCapitals, how);
    }
    sharedNumber(card, m, top, room, high - (withName ? under : 0), call);
  }

  function sharedNumber(card, m, y, width, height, call) {
    D.number(card, call.number, m.inset, y, width, height, fit(call.number, m.call, 700, width, m.call, TRACKING), "on-now");
  }

  return { alone, together, shared };
})();
