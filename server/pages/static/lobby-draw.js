"use strict";

// Puts the parts of a lobby's board into the page. Every part has a place in pixels, counted from where reading begins:
// from the left in English, from the right in Arabic.
const lobbyDraw = (() => {
  const { CAPITALS, withCapitals, wide, fit, wrap, wrapIn } = lobbySizes;
  const TRACKING = -0.01;
  const DISC = 1.45; // an arrow's disc in parts of the arrow
  const SMALL_DISC = 1.32; // the same where calls share the card
  const ARROWS = {
    left: "M92 50 H10 M46 10 L8 50 L46 90",
    right: "M8 50 H90 M54 10 L92 50 L54 90",
    straight: "M50 92 V10 M10 46 L50 8 L90 46",
  };
  const GROWN = [1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0];
  const SVG = "http://www.w3.org/2000/svg";
  const pictures = {};
  let rtl = false;

  function add(parent, tag, kind, x, y, width, height) {
    const part = document.createElement(tag);
    if (kind) part.className = kind;
    const style = part.style;
    style[rtl ? "right" : "left"] = x + "px";
    style.top = y + "px";
    style.width = width + "px";
    style.height = height + "px";
    parent.appendChild(part);
    return part;
  }

  // A line of words in the middle of its box's height. `how`: size, weight, colour, align, dir, lang, tracking, tag.
  function line(parent, words, x, y, width, height, how) {
    const part = add(parent, how.tag || "div", "line", x, y, width, height);
    const style = part.style;
    style.fontSize = how.size + "px";
    style.lineHeight = height + "px";
    style.fontWeight = how.weight || 400;
    style.color = "var(--" + (how.colour || "ink") + ")";
    if (how.tracking) style.letterSpacing = how.tracking + "em";
    // A number reads from left to right, but stands where reading begins.
    const end = how.align === "end";
    style.textAlign = how.align === "middle" ? "center" : end === rtl ? "left" : "right";
    if (how.dir) part.dir = how.dir;
    if (how.lang) part.lang = how.lang;
    part.textContent = words;
    return part;
  }

  function plate(parent, kind, x, y, width, height, radius, fill, edge) {
    const part = add(parent, "div", kind, x, y, width, height);
    part.style.borderRadius = radius + "px";
    part.style.backgroundColor = "var(--" + fill + ")";
    if (edge) part.style.boxShadow = "inset 0 0 0 " + edge.width + "px var(--" + edge.colour + ")";
    return part;
  }

  function arrow(parent, way, x, y, side, colour, disc) {
    const box = add(parent, "div", "arrow", x, y, side, side);
    if (disc) {
      box.style.backgroundColor = "var(--" + colour + ")";
      box.style.borderRadius = "50%";
    }
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 100 100");
    svg.setAttribute("aria-hidden", "true");
    const inner = disc ? disc / side : 1;
    svg.style.width = svg.style.height = 100 * inner + "%";
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ARROWS[way]);
    path.style.stroke = "var(--" + (disc ? "now" : colour) + ")";
    svg.appendChild(path);
    box.appendChild(svg);
  }

  const leadsRight = (way) => way === "right" || (way === "straight" && rtl);
  const leads = (way) => way in ARROWS;

  // ------------------------------------------------------------------ the calls

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
      line(card, call.title, p, top, inner.width, m.textCapitals, text);
      if (named) line(card, call.name, p, top, inner.width, m.textCapitals, Object.assign({ align: "end" }, text));
      top += m.textCapitals;
      spare -= need;
    }
    let foot = inner.bottom;
    if (call.also && spare >= need) {
      const also = { size: m.text, weight: 600, colour: "on-now", dir: call.also.direction, lang: call.also.language };
      line(card, call.also.text, p, foot - m.textCapitals, inner.width, m.textCapitals, also);
      foot -= m.textCapitals + m.air;
      spare -= need;
    }
    const placeTop = place(card, m, p, foot, inner.width, call);
    const first = top === inner.top;
    let from = top + (first ? 0 : m.air);
    let to = placeTop - m.air;
    if (call.name && !named && spare >= need) {
      line(card, call.name, p, to - m.textCapitals, inner.width, m.textCapitals, text);
      to -= m.textCapitals + m.air;
    }
    const high = Math.max(m.callCapitals, to - from);
    const size = fit(call.number, Math.round(high / CAPITALS), 700, inner.width, m.call, TRACKING);
    number(card, call.number, p, from, inner.width, to - from, size, "on-now");
  }

  // Larger letters where a short distance leaves more room than they need.
  function grown(m, width, height, call) {
    const text = Math.max(m.textCapitals, Math.min(m.u(3.6), Math.floor(height / 14)));
    const most = Math.max(m.callCapitals, Math.min(Math.round(m.callCapitals * 1.7), Math.floor(height / 5)));
    for (let high = most; high > m.callCapitals; high -= Math.max(1, Math.floor(most / 16))) {
      const larger = withCapitals(m, high, text);
      const arrow = leads(call.way) ? Math.round(high * DISC) + larger.arrowGap : 0;
      if (wide(call.place.name, larger.call, 700) + arrow <= width) return larger;
    }
    return withCapitals(m, m.callCapitals, text);
  }

  function number(parent, words, x, y, width, height, size, colour, align) {
    line(parent, words, x, y, width, height, { size, weight: 700, colour, align, dir: "ltr", tracking: TRACKING });
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
      const atEnd = leadsRight(call.way) !== rtl;
      arrow(card, call.way, atEnd ? x + width - side : x, top + (high - side) / 2, side, "on-now", set.disc && m.callCapitals);
      room -= side + m.arrowGap;
      if (!atEnd) start += side + m.arrowGap;
    }
    const how = { size: set.size, weight: 700, colour: "on-now" };
    if (set.way !== "split") line(card, set.way === "whole" ? call.place.name : call.place.brief, start, top, room, high, how);
    else {
      // On one baseline: the smaller word's capitals end where the larger ones do.
      const lower = Math.round((capitals - m.textCapitals) / 2);
      const word = wide(call.place.word, m.text, 600);
      line(card, call.place.word, start, top + lower, word, high, { size: m.text, weight: 600, colour: "on-now" });
      line(card, call.place.code, start + word + Math.floor(m.text / 3), top, room - word, high, how);
    }
    return top;
  }

  // The first way that fits: the whole name large, only its code large, its code alone; each with the arrow in a disc.
  function setting(m, width, call) {
    const discs = leads(call.way) ? [Math.round(m.callCapitals * DISC), 0] : [0];
    const ways = call.place.word ? ["whole", "split", "brief"] : ["whole", "brief"];
    for (const way of ways) {
      for (const disc of discs) {
        const taken = leads(call.way) ? (disc || m.callCapitals) + m.arrowGap : 0;
        if (nameWidth(m, call.place, way) <= width - taken) return { way, disc, size: m.call };
      }
    }
    const taken = leads(call.way) ? m.callCapitals + m.arrowGap : 0;
    return { way: "whole", disc: 0, size: fit(call.place.name, m.call, 700, width - taken, m.text) };
  }

  function nameWidth(m, told, way) {
    if (way === "whole") return wide(told.name, m.call, 700);
    if (way === "brief") return wide(told.brief, m.call, 700);
    return wide(told.word, m.text, 600) + Math.floor(m.text / 3) + wide(told.code, m.call, 700);
  }

  // The largest way in which each of several calls stands on one line; where there is none, the least size.
  function together(least, width, height, calls) {
    const room = width - 2 * least.inset;
    const ways = [];
    GROWN.forEach((grown) => ways.push([grown, true, true], [grown, false, true]));
    GROWN.forEach((grown) => ways.push([grown, true, false], [grown, false, false]));
    for (const way of ways) {
      const m = withCapitals(least, Math.round(least.callCapitals * way[0]), least.textCapitals);
      const set = { m, named: way[1], disc: way[2], arrow: Math.round(m.callCapitals * (way[2] ? SMALL_DISC : 1)) };
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
      const atEnd = leadsRight(call.way) !== rtl;
      const x = atEnd ? left + where - set.arrow : left;
      arrow(card, call.way, x, top + (high - set.arrow) / 2, set.arrow, "on-now", set.disc && m.callCapitals);
      if (!atEnd) start += arrows;
    }
    const size = fit(told(set, call), m.call, 700, where - arrows, m.text);
    line(card, told(set, call), start, top, where - arrows, high, { size, weight: 700, colour: "on-now", align: "end" });
    const room = inner - where - Math.floor(m.text / 2);
    const under = m.textCapitals + m.air;
    const withName = call.name && high >= m.callCapitals + under;
    if (withName) {
      const how = { size: m.text, weight: 600, colour: "on-now" };
      line(card, call.name, m.inset, top + high - m.textCapitals, room, m.textCapitals, how);
    }
    sharedNumber(card, m, top, room, high - (withName ? under : 0), call);
  }

  function sharedNumber(card, m, y, width, height, call) {
    number(card, call.number, m.inset, y, width, height, fit(call.number, m.call, 700, width, m.call, TRACKING), "on-now");
  }

  // ------------------------------------------------------------------ rows

  function rowEdge(m, fill, outlined) {
    if (fill === "now") return null;
    if (outlined) return { width: m.u(0.6), colour: "now" };
    const style = getComputedStyle(document.documentElement);
    const same = style.getPropertyValue("--card").trim() === style.getPropertyValue("--page").trim();
    return same ? { width: Math.max(2, m.u(0.3)), colour: "edge" } : null;
  }

  // ------------------------------------------------------------------ words and pictures

  // Lines of words from `y` on, `step` apart.
  function paragraph(parent, lines, x, y, width, step, how) {
    lines.forEach((words, at) => line(parent, words, x, y + at * step, width, step, how));
  }

  function picture(src) {
    if (!pictures[src]) {
      const made = document.createElement("img");
      made.alt = "";
      made.src = src;
      pictures[src] = made;
    }
    return pictures[src];
  }

  function side(parent, m, x, y, width, height, told) {
    const has = told.picture && told.picture.charAt(0) === "/";
    const text = told.text;
    const how = { size: m.text, weight: 600, align: "middle" };
    if (text) Object.assign(how, { dir: text.direction, lang: text.language });
    if (!has) {
      if (text) sideWords(parent, m, x, y, width, height, text);
      return;
    }
    const most = Math.max(1, Math.floor(Math.round(height * 0.6) / m.step));
    const lines = text ? wrapIn(text.text, m.text, 600, width, most) : [];
    const words = lines.length ? lines.length * m.step + m.gap : 0;
    const frame = add(parent, "div", "picture", x, y, width, height - words);
    const shown = picture("/lobby" + told.picture);
    shown.alt = text ? text.text : "";
    frame.appendChild(shown);
    paragraph(parent, lines, x, y + height - lines.length * m.step, width, m.step, how);
  }

  function sideWords(parent, m, x, y, width, height, text) {
    const card = plate(parent, "words", x, y, width, height, m.radius, "card", rowEdge(m, "card", false));
    const inner = { width: width - 2 * m.inset, height: height - 2 * m.inset };
    let size = Math.max(Math.round(m.text * 1.9), m.u(12));
    let lines = wrap(text.text, size, 600, inner.width);
    const tooMuch = () => lines.length * Math.round(size * 1.3) > inner.height || lines.some((each) => wide(each, size, 600) > inner.width);
    while (size > m.text && tooMuch()) {
      size = Math.max(m.text, size - Math.max(1, Math.floor(size / 16)));
      lines = wrap(text.text, size, 600, inner.width);
    }
    const step = Math.round(size * 1.3);
    const fitting = Math.max(1, Math.floor(inner.height / step));
    if (lines.length > fitting) lines = wrapIn(text.text, size, 600, inner.width, fitting);
    const top = Math.round((height - lines.length * step) / 2);
    paragraph(card, lines, m.inset, top, inner.width, step, { size, weight: 600, dir: text.direction, lang: text.language });
  }

  function wear(colours, night, contrast) {
    const told = {};
    colours.forEach((each) => (told[each[0]] = each[1]));
    if (night && !contrast) {
      const page = mixed(told.page, "#000000", 0.45);
      ["ink", "mute", "accent"].forEach((role) => (told[role] = mixed(told[role], page, 0.14)));
      Object.assign(told, { page, band: page, badge: mixed(told.badge, page, 0.3) });
    }
    Object.keys(told).forEach((role) => document.documentElement.style.setProperty("--" + role, told[role]));
  }

  function mixed(one, other, share) {
    const part = (colour, at) => parseInt(colour.substr(at, 2), 16);
    const mix = (at) => Math.round(part(one, at) + (part(other, at) - part(one, at)) * share);
    return "#" + [1, 3, 5].map((at) => ("0" + mix(at).toString(16)).slice(-2)).join("");
  }

  return {
    wear, add, line, plate, arrow, number, alone, together, shared, paragraph, picture, side, rowEdge, leads, TRACKING,
    turn: (direction) => (rtl = direction === "rtl"),
  };
})();
