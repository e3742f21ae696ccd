"use strict";

// The side area: a picture with its words below, or words alone, as large as they fit. Words are never cut: the picture
// gives way to them first, and what even then has no room takes turns.
const lobbySide = (() => {
  const { wide, wrap, unbroken, round } = lobbySizes;
  const D = lobbyDraw;
  const LARGEST = 1.9; // words alone in parts of the least size
  const WORDS_SHARE = 0.7; // of the height, at most, where a picture stands above them
  const STEPS = 12; // what has its turn is in one of so many parts of it, as in kit/lobby/shown.py

  // The picture of what is shown there, if it has any and that has come.
  const pictured = (told) => (told.picture.charAt(0) === "/" ? D.picture("/lobby" + told.picture) : null);

  // Whether there is anything to show yet.
  const ready = (told) => Boolean(told.text || pictured(told));

  function draw(parent, m, x, y, width, height, told) {
    const text = told.text;
    const shown = pictured(told);
    const lines = text && shown ? below(m, width, height, text) : [];
    if (!shown || (text && !lines.length)) {
      if (text) words(parent, m, x, y, width, height, text, told.step);
      return;
    }
    const room = height - (lines.length ? lines.length * m.step + m.gap : 0);
    const scale = Math.min(width / shown.naturalWidth, room / shown.naturalHeight);
    const high = round(shown.naturalHeight * scale);
    const wider = round(shown.naturalWidth * scale);
    const top = Math.floor((room - high) / 2);
    const field = D.add(parent, "div", "picture", x + Math.floor((width - wider) / 2), y + top, wider, high);
    shown.alt = text ? text.text : "";
    field.appendChild(shown);
    const under = top + high + Math.floor((height - top - high - lines.length * m.step) / 2);
    if (text) D.paragraph(parent, lines, x, y + under, width, m.step, how(text, m.text, { align: "middle" }));
  }

  const how = (text, size, more) => Object.assign({ size, weight: 600 }, D.own(text), more);

  const widest = (text, size) => Math.max.apply(null, [0].concat(unbroken(text.text).map((word) => wide(word, size, 600))));

  // The lines below a picture; none where they would leave too little of it, or a word is too wide.
  function below(m, width, height, text) {
    const lines = wrap(text.text, m.text, 600, width);
    const fits = lines.length * m.step <= round(height * WORDS_SHARE);
    return fits && widest(text, m.text) <= width ? lines : [];
  }

  // Whether all words of a slide have room in a place at once, in letters of the least size.
  function whole(m, width, height, told) {
    if (!told.text || (told.picture && below(m, width, height, told.text).length)) return true;
    const inner = width - 2 * insetOf(m, width, told.text);
    const lines = wrap(told.text.text, m.text, 600, inner).length;
    return lines * round(m.text * 1.3) <= height - 2 * m.inset && widest(told.text, m.text) <= inner;
  }

  // Less room beside the words where the longest of them would otherwise be broken.
  function insetOf(m, width, text) {
    const free = Math.floor((width - widest(text, m.text)) / 2);
    return Math.max(Math.floor(m.inset / 3), Math.min(m.inset, free));
  }

  function words(parent, m, x, y, width, height, text, at) {
    const card = D.plate(parent, "words", x, y, width, height, m.radius, "card", D.rowEdge(m, "card", false));
    const inset = insetOf(m, width, text);
    const inner = { width: width - 2 * inset, height: height - 2 * m.inset };
    const size = largest(m, text, inner);
    const step = round(size * 1.3);
    const all = wrap(text.text, size, 600, inner.width);
    // Of parts about equally long that the place can hold, the one whose turn it is.
    const number = Math.ceil(all.length / Math.max(1, Math.floor(inner.height / step)));
    const each = Math.ceil(all.length / number);
    const first = Math.floor((at * number) / STEPS) * each;
    const lines = all.slice(first, first + each);
    const top = round((height - lines.length * step) / 2);
    D.paragraph(card, lines, inset, top, inner.width, step, how(text, size));
  }

  function largest(m, text, inner) {
    let size = Math.max(round(m.text * LARGEST), m.u(12));
    while (size > m.text) {
      const lines = wrap(text.text, size, 600, inner.width).length;
      if (widest(text, size) <= inner.width && lines * round(size * 1.3) <= inner.height) return size;
      size -= Math.max(1, Math.floor(size / 16));
    }
    return m.text;
  }

  return { draw, ready, whole };
})();
