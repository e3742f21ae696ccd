"use strict";

// The foot of a lobby's board above and below its band: an apology and what staff tell the waiting room, which take turns
// where they are long or in several languages, and the line that runs.
const lobbyFoot = (() => {
  const { wide, wrap, round } = lobbySizes;
  const D = lobbyDraw;
  const SPEED_EMS = 1.6; // a second
  const GAP_EMS = 3;
  // A sentence with the room behind it, where there is any; at the end of a text also what is not one.
  const SENTENCES = /[^]+?(?:[.!?\u061f]+[\u200e\u200f]?(?=\s)\s*|[\u3002\uff01\uff1f]\u200b?|$)/g;

  const longest = (lengths) => Math.max.apply(null, lengths);

  // The strips that there is room for, and how high they and the ticker are. `quiet`: nothing but the message. `left`:
  // what has no room, each language of it for itself, to take turns in the band, line by line.
  function plan(m, view, spare, quiet) {
    const said = [[view.message, false]];
    if (!view.notice && !quiet) said.unshift([view.apology, true]); // an estimate that may be old is none
    const each = m.tall(1) + m.gap;
    const told = said.filter((texts) => texts[0].length);
    const fitting = Math.max(0, Math.floor(spare / each));
    const shown = told.slice(0, fitting);
    let height = shown.length * each;
    const ticker = view.ticker.length > 0 && !quiet && height + m.tall(1) <= spare;
    if (ticker) height += m.tall(1);
    // A few rows of the lists are worth more than a second line.
    if (m.portrait && !quiet) spare -= m.margin + 4 * m.row;
    const width = m.width - 2 * m.margin;
    const strips = shown.map((texts) => {
      const more = Math.min((m.portrait ? 3 : 2) - 1, Math.floor((spare - height) / m.step));
      const pages = [];
      texts[0].forEach((text) => pages.push.apply(pages, inPages(m, text, 1 + Math.max(0, more), width - 2 * m.inset)));
      const lines = longest(pages.map((page) => page.lines.length));
      height += (lines - 1) * m.step;
      return { pages, lines, sorry: texts[1] };
    });
    const left = [];
    told.slice(fitting).forEach((texts) =>
      texts[0].forEach((text) => left.push({ pages: inPages(m, text, 1, width), sorry: texts[1] }))
    );
    return { strips, ticker, height, left, pages: longest([1].concat(strips.map((strip) => strip.pages.length))) };
  }

  // Words on pages of at most so many lines: all at once, or by sentences, or line by line.
  function inPages(m, text, most, width) {
    const found = [];
    (text.text.match(SENTENCES) || []).forEach((sentence) => {
      const last = found.length - 1;
      if (last >= 0 && inLines(m, found[last] + sentence, width).length <= most) found[last] += sentence;
      else found.push(sentence);
    });
    const pages = [];
    found.forEach((page) => {
      const all = inLines(m, page, width);
      for (let at = 0; at < all.length; at += most) pages.push({ lines: all.slice(at, at + most), text });
    });
    return pages;
  }

  // Lines of about the same length; a sentence to a line, where that takes no more of them.
  function inLines(m, words, width) {
    const even = wrap(words.trim(), m.text, 600, width);
    const each = (words.trim().match(SENTENCES) || []).map((sentence) => sentence.trim());
    const whole = each.length === even.length && each.every((sentence) => wide(sentence, m.text, 600) <= width);
    return whole ? each : even;
  }

  // Ground and ink of what everybody should know. Where a wash has the colour of what is now, a message is on a card.
  function colours(sorry) {
    if (sorry) return ["now", "on-now"];
    const style = getComputedStyle(document.documentElement);
    const plain = style.getPropertyValue("--wash").trim() === style.getPropertyValue("--now").trim();
    return plain ? ["card", "ink"] : ["wash", "on-wash"];
  }

  function drawStrips(board, m, told, bottom, turn) {
    told.strips.slice().reverse().forEach((strip) => {
      const height = m.tall(strip.lines);
      const width = m.width - 2 * m.margin;
      const dress = colours(strip.sorry);
      const edge = dress[0] === "card" ? D.rowEdge(m, "card", false) : null;
      const card = D.plate(board, "strip", m.margin, bottom - height, width, height, m.radius, dress[0], edge);
      const page = strip.pages[turn % strip.pages.length];
      const top = round((height - m.step * page.lines.length) / 2);
      const how = Object.assign({ size: m.text, weight: 600, colour: dress[1] }, D.own(page.text));
      D.paragraph(card, page.lines, m.inset, top, width - 2 * m.inset, m.step, how);
      bottom -= height + m.gap;
    });
  }

  // ------------------------------------------------------------------ the line that runs

  const widthOf = (m, text) => wide(text.text, m.text);

  // Whether it runs: words of it are wider than the screen. Others stand still and take turns.
  const runs = (m, view) => view.ticker.some((text) => widthOf(m, text) > m.width - 2 * m.margin);

  // Its words in pieces that fit.
  function pieces(m, view) {
    const found = [];
    view.ticker.forEach((text) =>
      wrap(text.text, m.text, 400, m.width - 2 * m.margin).forEach((line) => found.push(Object.assign({}, text, { text: line })))
    );
    return found;
  }

  // What runs together: languages of one direction follow each other, those of the other come when these have gone.
  function groups(m, view) {
    const found = [];
    const gap = round(m.text * GAP_EMS);
    view.ticker.forEach((text) => {
      let group = found.filter((each) => each.direction === text.direction)[0];
      if (!group) found.push((group = { direction: text.direction, texts: [], width: 0 }));
      group.texts.push({ text, at: group.width + Math.floor(gap / 2) });
      group.width += widthOf(m, text) + gap;
    });
    return found;
  }

  // Which of several groups runs, and how far it has come, after so many seconds.
  function passing(m, view, seconds) {
    const all = groups(m, view);
    let gone = seconds * SPEED_EMS * m.text;
    if (all.length === 1) return { at: 0, group: all[0], gone: gone % all[0].width, loops: true };
    gone %= all.reduce((sum, group) => sum + group.width + m.width, 0);
    let at = 0;
    while (at < all.length - 1 && gone >= all[at].width + m.width) gone -= all[at++].width + m.width;
    return { at, group: all[at], gone, loops: false };
  }

  function drawTicker(board, m, view, seconds, turn, still) {
    const height = m.tall(1);
    const strip = D.plate(board, "ticker", 0, m.height - height, m.width, height, 0, "page");
    strip.style.borderTop = m.u(0.2) + "px solid var(--line)";
    if (still || !runs(m, view)) {
      const all = pieces(m, view);
      const piece = all[turn % all.length];
      const how = Object.assign({ size: m.text }, D.own(piece));
      D.line(strip, piece.text, m.margin, 0, m.width - 2 * m.margin, height, how);
      return;
    }
    const now = passing(m, view, seconds);
    const group = now.group;
    const copies = now.loops ? Math.ceil(m.width / group.width) + 1 : 1;
    const way = group.direction === "rtl" ? 1 : -1;
    const run = D.add(strip, "div", "run", 0, 0, group.width * copies, height);
    run.style.left = way < 0 ? "0" : "auto";
    run.style.right = way < 0 ? "auto" : "0";
    for (let at = 0; at < copies; at++) {
      group.texts.forEach((each) => {
        const how = Object.assign({ size: m.text }, D.own(each.text));
        const copy = D.line(run, each.text.text, 0, 0, widthOf(m, each.text), height, how);
        copy.style.left = copy.style.right = "auto";
        copy.style[way < 0 ? "left" : "right"] = each.at + at * group.width + "px";
        if (at) copy.setAttribute("aria-hidden", "true");
      });
    }
    // One width is one round: then it looks as at the beginning. Alone, it comes in from outside and leaves.
    const from = now.loops ? 0 : -way * m.width;
    const far = group.width + (now.loops ? 0 : m.width);
    run.style.setProperty("--from", from + "px");
    run.style.setProperty("--to", from + way * far + "px");
    run.style.animationDuration = far / (SPEED_EMS * m.text) + "s";
    run.style.animationDelay = -now.gone / (SPEED_EMS * m.text) + "s";
    run.style.animationIterationCount = now.loops ? "infinite" : "1";
  }

  return { plan, colours, drawStrips, drawTicker, runs, pieces, passing };
})();
