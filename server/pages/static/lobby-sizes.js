"use strict";

// How large things are on a lobby page: letters by the distance to the farthest seat, as kit/lobby/sizes.py reckons,
// everything else by the screen's short side. And how wide words are, so that what has no room is left out.
// Smart televisions have old browsers: no newer JavaScript than ES2015 here and in the other files of this page.
const lobbySizes = (() => {
  const FIGURES = JSON.parse(document.body.getAttribute("data-sizes"));
  const CAPITALS = 0.698; // of IBM Plex Sans, in parts of its size
  const FAMILIES = {
    zh: '"IBM Plex Sans", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
    other: '"IBM Plex Sans", "IBM Plex Sans Arabic", sans-serif',
  };
  const HAN = /[\u3000-\u9fff\uff00-\uffef]/;
  const pen = document.createElement("canvas").getContext("2d");

  // The heights of capitals in pixels, the sizes of type that have them, and what follows from those.
  function reckon(width, height, distance, diagonal, roundness) {
    const perMm = Math.hypot(width, height) / ((diagonal || FIGURES.inches) * 25.4);
    const short = Math.min(width, height);
    const most = Math.min((FIGURES.most_call * short) / (FIGURES.call * perMm), (FIGURES.most_text * short) / (FIGURES.text * perMm));
    const metres = Math.min(distance, most);
    const callCapitals = Math.ceil(FIGURES.call * metres * perMm);
    const textCapitals = Math.ceil(FIGURES.text * metres * perMm);
    const text = Math.ceil(textCapitals / CAPITALS);
    const u = (units) => Math.max(1, Math.round((short * units) / 100));
    const step = Math.round(text * 1.25);
    const row = Math.round(textCapitals * 2.1);
    const margin = u(3.6);
    const padding = u(4.8);
    return {
      width, height, callCapitals, textCapitals, text, u, step, row, margin, padding,
      portrait: height > width,
      call: Math.ceil(callCapitals / CAPITALS),
      gap: u(1.7),
      inset: Math.round(padding * 0.6),
      radius: Math.round(u(2) * roundness),
      cardRadius: Math.round(u(3) * roundness),
      air: Math.round(textCapitals * 0.7),
      bandLine: Math.max(Math.round(textCapitals * 1.2) + 2 * margin, Math.round(textCapitals * 2.35)),
      arrowGap: Math.round(text * 0.38),
      sharedInset: Math.round(callCapitals * 0.2),
      titleHeight: Math.round(textCapitals * 1.25) + u(2.2),
      tall: (lines) => row + Math.max(0, lines - 1) * step,
    };
  }

  // How wide words are in pixels; `tracking` in parts of the size.
  function wide(words, size, weight, tracking) {
    const family = document.documentElement.lang.slice(0, 2) === "zh" ? FAMILIES.zh : FAMILIES.other;
    pen.font = (weight || 400) + " " + size + "px " + family;
    return Math.ceil(pen.measureText(words).width + (tracking || 0) * size * words.length);
  }

  // The largest size not above `size` in which words are no wider than `room`; never below `least`.
  function fit(words, size, weight, room, least, tracking) {
    const needed = wide(words, size, weight, tracking);
    return needed <= room ? size : Math.max(least, Math.floor((size * room) / needed));
  }

  // Words in lines that fit: of about the same length, so that no last word stands alone.
  function wrap(words, size, weight, room) {
    const lines = broken(words, size, weight, room);
    if (lines.length < 2) return lines;
    let narrow = room / lines.length;
    let found = lines;
    for (let tried = room; tried > narrow; tried -= size / 2) {
      const next = broken(words, size, weight, tried);
      if (next.length > lines.length || next.some((line) => wide(line, size, weight) > tried)) break;
      found = next;
    }
    return found;
  }

  function broken(words, size, weight, room) {
    const han = HAN.test(words);
    const pieces = han ? words.match(/[\x21-\u2fff]+|\s+|[^]/g) || [] : words.split(/\s+/).filter(Boolean);
    const lines = [];
    let line = "";
    pieces.forEach((piece) => {
      const longer = line && !han ? line + " " + piece : line + piece;
      if (line && wide(longer.trim(), size, weight) > room) {
        lines.push(line.trim());
        line = piece;
      } else line = longer;
    });
    if (line.trim()) lines.push(line.trim());
    return lines;
  }

  return { CAPITALS, reckon, wide, fit, wrap };
})();
