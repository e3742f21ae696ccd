"use strict";

// How large things are on a lobby page: letters by the distance to the farthest seat, as kit/lobby/sizes.py reckons,
// everything else by the screen's short side. And how wide words are, so that what has no room is left out.
// Smart televisions have old browsers: no newer JavaScript than ES2015 here and in the other files of this page.
const lobbySizes = (() => {
  const FIGURES = JSON.parse(document.body.getAttribute("data-sizes"));
  const CAPITALS = 0.698; // of IBM Plex Sans, in parts of its size
  const FAMILIES = {
    zh: '"IBM Plex Sans", "IBM Plex Sans Arabic", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
    other: '"IBM Plex Sans", "IBM Plex Sans Arabic", sans-serif',
  };
  const EM = 1000; // units of IBM Plex Sans to its size: in so many pixels each letter is as wide as it was drawn
  const LEAST_PX = 0.02; // no pixel for what is lost in reckoning
  const BREAK = "\u200b";
  const ELLIPSIS = "…";
  const pen = document.createElement("canvas").getContext("2d");

  // To whole pixels as the program rounds: a half to the even one.
  function round(pixels) {
    const near = Math.round(pixels);
    return near - pixels === 0.5 && near % 2 ? near - 1 : near;
  }

  // The heights of capitals in pixels, the sizes of type that have them, and what follows from those.
  function reckon(width, height, distance, diagonal, roundness) {
    const perMm = Math.hypot(width, height) / ((diagonal || FIGURES.inches) * 25.4);
    const short = Math.min(width, height);
    const most = Math.min((FIGURES.most_call * short) / (FIGURES.call * perMm), (FIGURES.most_text * short) / (FIGURES.text * perMm));
    const metres = Math.min(distance, most);
    const u = (units) => Math.max(1, round((short * units) / 100));
    const padding = u(4.8);
    const fixed = {
      width, height, u, padding,
      portrait: height > width,
      margin: u(3.6),
      gap: u(1.7),
      inset: round(padding * 0.6),
      radius: round(u(2) * roundness),
      cardRadius: round(u(3) * roundness),
    };
    return withCapitals(fixed, Math.ceil(FIGURES.call * metres * perMm), Math.ceil(FIGURES.text * metres * perMm));
  }

  // The same screen with letters of other heights.
  function withCapitals(m, callCapitals, textCapitals) {
    const text = Math.ceil(textCapitals / CAPITALS);
    const step = round(text * 1.25);
    const row = round(textCapitals * 2.1);
    return Object.assign({}, m, {
      callCapitals, textCapitals, text, step, row,
      call: Math.ceil(callCapitals / CAPITALS),
      air: round(textCapitals * 0.7),
      bandLine: Math.max(round(textCapitals * 1.2) + 2 * m.margin, round(textCapitals * 2.35)),
      arrowGap: round(text * 0.38),
      wordLine: round(textCapitals * 1.45), // how much higher a counter's code is with its word above or below
      wordAir: round(textCapitals * 0.8),
      sharedInset: round(callCapitals * 0.2),
      titleHeight: round(textCapitals * 1.25) + m.u(2.2),
      tall: (lines) => row + Math.max(0, lines - 1) * step,
    });
  }

  // How wide words are in pixels; `tracking` in parts of the size. Reckoned from the letters as they were drawn,
  // as the program does: at the size itself some browsers have each letter in whole pixels, a per cent wider or narrower,
  // and what just has room in one would have none in the other.
  function wide(words, size, weight, tracking) {
    const family = document.documentElement.lang.slice(0, 2) === "zh" ? FAMILIES.zh : FAMILIES.other;
    pen.font = (weight || 400) + " " + EM + "px " + family;
    const ems = pen.measureText(words).width / EM + (tracking || 0) * Math.max(0, words.length - 1);
    return Math.ceil(ems * size - LEAST_PX);
  }

  // The largest size not above `size` in which words are no wider than `room`; never below `least`.
  function fit(words, size, weight, room, least, tracking) {
    const needed = wide(words, size, weight, tracking);
    if (needed <= room) return size;
    let found = Math.max(least, Math.floor((size * room) / needed));
    while (found > least && wide(words, found, weight, tracking) > room) found -= 1;
    return Math.min(found, size);
  }

  // What no line break may go through, each with what joins it to the one before. Chinese has no spaces: where a line
  // of it may end, the server has put a mark that takes no room.
  function atoms(words) {
    const found = [];
    words.split(" ").forEach((word, at) => {
      word.split(BREAK).forEach((atom, part) => found.push([at && !part ? " " : part ? BREAK : "", atom]));
    });
    return found;
  }

  const unbroken = (words) => atoms(words).map((each) => each[1]).filter(Boolean);

  function filled(words, size, weight, room) {
    const lines = [];
    let line = "";
    atoms(words).forEach((each) => {
      const longer = line ? line + each[0] + each[1] : each[1];
      if (wide(longer, size, weight) <= room) {
        line = longer;
        return;
      }
      if (line) lines.push(line);
      line = each[1];
      while (line.length > 1 && wide(line, size, weight) > room) {
        let end = line.length - 1;
        while (end > 1 && wide(line.slice(0, end), size, weight) > room) end -= 1;
        lines.push(line.slice(0, end));
        line = line.slice(end);
      }
    });
    lines.push(line);
    return lines;
  }

  // Words in lines that fit; of about the same length, so that no last word stands alone.
  function wrap(words, size, weight, room) {
    const lines = filled(words, size, weight, room);
    if (lines.length < 2) return lines;
    const widest = Math.max.apply(null, unbroken(words).map((word) => wide(word, size, weight)));
    let low = Math.max(Math.floor(room / 2), Math.min(widest, room));
    let high = room;
    while (high - low > Math.max(Math.floor(size / 4), 1)) {
      const middle = Math.floor((low + high) / 2);
      if (filled(words, size, weight, middle).length > lines.length) low = middle;
      else high = middle;
    }
    return filled(words, size, weight, high);
  }

  // The same in no more lines than `most`: what is too much ends in an ellipsis.
  function wrapIn(words, size, weight, room, most) {
    const lines = wrap(words, size, weight, room);
    if (lines.length <= most) return lines;
    const plain = filled(words, size, weight, room);
    return plain.slice(0, most - 1).concat([elided(plain.slice(most - 1).join(" ") + ELLIPSIS, size, weight, room)]);
  }

  // A line that is cut with an ellipsis where it has no room.
  function elided(words, size, weight, room) {
    if (wide(words, size, weight) <= room) return words;
    let rest = words;
    while (rest && wide(rest + ELLIPSIS, size, weight) > room) rest = rest.slice(0, -1).trim();
    return rest + ELLIPSIS;
  }

  return { CAPITALS, round, reckon, withCapitals, wide, fit, unbroken, filled, wrap, wrapIn, elided };
})();
