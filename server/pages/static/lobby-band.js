"use strict";

// The foot of a lobby's board: an apology, a message, the line that runs, and the band with who waits and the time.
const lobbyBand = (() => {
  const { wide, wrap, wrapIn } = lobbySizes;
  const D = lobbyDraw;
  // A sentence with the room behind it, where there is any; at the end of a text also what is not one.
  const SENTENCES = /[^]+?(?:[.!?\u061f]+[\u200e\u200f]?(?=\s)\s*|[\u3002\uff01\uff1f]\u200b?|$)/g;

  // The strips that there is room for, and how high they and the ticker are. `quiet`: nothing but the message. `left`:
  // what has no room, to take turns in the band, line by line.
  function foot(m, view, spare, quiet) {
    const said = [[view.message, false]];
    if (!view.notice && !quiet) said.unshift([view.apology, true]);
    const each = m.tall(1) + m.gap;
    const told = said.filter((words) => words[0]);
    const fitting = Math.max(0, Math.floor(spare / each));
    const shown = told.slice(0, fitting);
    let height = shown.length * each;
    const ticker = Boolean(view.ticker) && !quiet && height + m.tall(1) <= spare;
    if (ticker) height += m.tall(1);
    // A few rows of the lists are worth more than a second line.
    if (m.portrait && !quiet) spare -= m.margin + 4 * m.row;
    const width = m.width - 2 * m.margin;
    const strips = shown.map((words) => {
      const more = Math.min((m.portrait ? 3 : 2) - 1, Math.floor((spare - height) / m.step));
      const pages = inPages(m, words[0], 1 + Math.max(0, more), width - 2 * m.inset);
      const lines = longest(pages.map((page) => page.length));
      height += (lines - 1) * m.step;
      return { pages, lines, sorry: words[1] };
    });
    const left = told.slice(fitting).map((words) => ({ pages: inPages(m, words[0], 1, width), sorry: words[1] }));
    return { strips, ticker, height, left, pages: longest([1].concat(strips.map((strip) => strip.pages.length))) };
  }

  const longest = (lengths) => Math.max.apply(null, lengths);

  // Words on pages of at most so many lines: all at once, or by sentences, or line by line.
  function inPages(m, words, most, width) {
    const lines = (part) => wrap(part.trim(), m.text, 600, width);
    const found = [];
    (words.match(SENTENCES) || []).forEach((sentence) => {
      const last = found.length - 1;
      if (last >= 0 && lines(found[last] + sentence).length <= most) found[last] += sentence;
      else found.push(sentence);
    });
    const pages = [];
    found.forEach((page) => {
      const all = lines(page);
      for (let at = 0; at < all.length; at += most) pages.push(all.slice(at, at + most));
    });
    return pages;
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
      const lines = strip.pages[turn % strip.pages.length];
      const top = Math.round((height - m.step * lines.length) / 2);
      const how = { size: m.text, weight: 600, colour: dress[1] };
      D.paragraph(card, lines, m.inset, top, width - 2 * m.inset, m.step, how);
      bottom -= height + m.gap;
    });
  }

  // A line that is wider than the screen runs; where nothing is to move its pieces take turns.
  function drawTicker(board, m, view, since, turn, still) {
    const height = m.tall(1);
    const strip = D.plate(board, "ticker", 0, m.height - height, m.width, height, 0, "page");
    strip.style.borderTop = m.u(0.2) + "px solid var(--line)";
    const room = m.width - 2 * m.margin;
    const long = wide(view.ticker, m.text) > room;
    if (!long || still) {
      const lines = wrap(view.ticker, m.text, 400, room);
      D.line(strip, lines[turn % lines.length], m.margin, 0, room, height, { size: m.text });
      return;
    }
    const width = wide(view.ticker, m.text) + Math.round(m.text * 3);
    const seconds = width / (1.6 * m.text);
    const copies = Math.ceil(m.width / width) + 1;
    const run = D.add(strip, "div", "run " + view.direction, 0, 0, width * copies, height);
    for (let at = 0; at < copies; at++) {
      const copy = D.line(run, view.ticker, at * width, 0, width, height, { size: m.text });
      if (at) copy.setAttribute("aria-hidden", "true");
    }
    run.style.animationDelay = -((Date.now() - since) / 1000) + "s";
    // One copy's width is one round: then it looks as at the beginning.
    run.style.animationDuration = seconds + "s";
    run.style.setProperty("--round", (view.direction === "rtl" ? width : -width) + "px");
  }

  // ------------------------------------------------------------------ the band

  const clockWidth = (m, view) => (view.clock ? wide(view.clock, m.text, 600) + Math.round(m.text * 0.6) : 0);
  const badgeWidth = (m, code) => Math.max(Math.round(m.textCapitals * 1.6), wide(code, m.text, 700) + Math.floor(m.textCapitals / 2));
  const chipWidth = (m, code, words) => badgeWidth(m, code) + Math.floor(m.textCapitals / 3) + wide(words, m.text, 600);
  const gapOf = (m) => Math.round(m.text * 0.5);

  // What the band says: what is wrong, or else who comes next, what is paused and who waits; in lines.
  function band(m, view, coming) {
    if (view.notice) return { notice: noticeLines(m, view), sorry: true, rows: [] };
    const room = m.width - 2 * m.margin - clockWidth(m, view);
    const rows = told(m, view, room);
    const first = coming ? comingRow(m, view, room) : null;
    return { notice: [], rows: first ? [first].concat(rows) : rows };
  }

  function noticeLines(m, view) {
    const everything = (view.notice + " " + view.advice).trim();
    const whole = m.width - 2 * m.margin;
    if (wide(everything, m.text, 600) <= whole - clockWidth(m, view)) return [everything];
    const lines = wrap(everything, m.text, 600, whole);
    const most = m.portrait ? 3 : 2;
    return lines.length <= most ? lines : wrapIn(view.notice, m.text, 600, whole, most);
  }

  function comingRow(m, view, room) {
    let taken = wide(view.next_title, m.text);
    const numbers = [];
    for (const each of view.next_numbers) {
      taken += gapOf(m) + wide(each, m.text, 600);
      if (taken > room) break;
      numbers.push(each);
    }
    // Numbers without a word before them could be anything.
    return numbers.length ? { kind: "coming", title: view.next_title, numbers } : null;
  }

  function told(m, view, room) {
    const most = m.portrait ? 3 : 2;
    if (!view.paused.length) return waitingRows(m, view, room, m.portrait ? most : 1);
    const whole = pausedRows(m, view, room);
    const short = [{ kind: "paused", codes: view.paused.map((each) => each[0]), words: view.paused_word }];
    const waiting = waitingRows(m, view, room, 1);
    for (const way of [[whole, waiting], [whole, []], [short, waiting]]) {
      const fits = way[0].length && indent(m, way[0][0].codes) + wide(way[0][0].words, m.text) <= room;
      if (fits && way[0].length + way[1].length <= most) return way[0].concat(way[1]);
    }
    return waiting;
  }

  const indent = (m, codes) => codes.reduce((sum, code) => sum + badgeWidth(m, code) + Math.round(m.textCapitals * 0.5), 0);

  function pausedRows(m, view, room) {
    const rows = [];
    for (const each of view.paused) {
      const width = room - indent(m, [each[0]]);
      const lines = wrap(each[1], m.text, 400, width);
      if (lines.some((words) => wide(words, m.text) > width)) return [];
      lines.forEach((words, at) => rows.push({ kind: "paused", codes: at ? [] : [each[0]], under: at ? each[0] : "", words }));
    }
    return rows;
  }

  // Who waits and how long: for each service that somebody waits for while there is room, else together.
  function waitingRows(m, view, room, most) {
    for (const way of ways(view)) {
      const row = { kind: "waiting", title: way[0], chips: way[1] };
      if (chipsWidth(m, row) <= room) return [row];
      const rows = way[1].map((chip) => ({ kind: "waiting", title: "", chips: [chip] }));
      if (!way[0] && rows.length <= most && rows.every((each) => chipsWidth(m, each) <= room)) return rows;
    }
    const together = { kind: "waiting", title: view.waiting_all, chips: [] };
    return view.waiting.length && chipsWidth(m, together) <= room ? [together] : [];
  }

  // The ways to tell who waits, the fullest first: a title, and the words beside each service's letter.
  function ways(view) {
    const busy = view.waiting.filter((each) => each.count > 0);
    const chips = (words) => busy.map((each, at) => [each.service, words(each, at)]);
    const found = [];
    if (!busy.length) return found;
    if (busy.some((each) => each.wait)) {
      ["wait", "short_wait"].forEach((kind) =>
        found.push([view.waiting_title, chips((each) => (each[kind] ? each.count + " · " + each[kind] : String(each.count)))])
      );
    }
    // Without the title a number of people among the waits would be taken for minutes.
    if (busy.every((each) => each.wait)) found.push(["", chips((each) => each.short_wait)]);
    if (busy.every((each) => each.figures)) found.push(["", chips((each, at) => each.figures[at === busy.length - 1 ? 1 : 0])]);
    found.push([view.waiting_title, chips((each) => String(each.count))]);
    return found;
  }

  function chipsWidth(m, row) {
    const parts = row.chips.map((chip) => chipWidth(m, chip[0], chip[1]));
    if (row.title) parts.push(wide(row.title, m.text));
    return parts.reduce((sum, each) => sum + each, 0) + gapOf(m) * (parts.length - 1);
  }

  // What has no room above the band, line by line in its place, and then the band's own words.
  function turns(band, left) {
    const others = [];
    left.forEach((strip) => strip.pages.forEach((page) => others.push({ notice: page, sorry: strip.sorry, rows: [] })));
    return others.concat([band]);
  }

  const high = (m, told) => m.bandLine + (Math.max(1, told.notice.length || told.rows.length) - 1) * m.step;

  // Draw the band; the time only where it has no other place.
  function draw(board, m, view, told, bottom, height, clock) {
    const dress = told.notice.length ? colours(told.sorry) : ["band", "ink"];
    const strip = D.plate(board, "band", 0, bottom - height, m.width, height, 0, dress[0]);
    const inner = m.width - 2 * m.margin;
    const needed = Math.max.apply(null, [0].concat(told.notice.map((words) => wide(words, m.text, 600))));
    if (clock && needed <= inner - clockWidth(m, view)) {
      const how = { size: m.text, weight: 600, colour: dress[1], align: "end", dir: "ltr" };
      D.line(strip, view.clock, m.margin, 0, inner, height, how);
    }
    const count = told.notice.length || told.rows.length;
    const step = count === 1 ? height : m.step;
    const top = count === 1 ? 0 : Math.round((height - step * count) / 2);
    const width = inner - clockWidth(m, view);
    if (told.notice.length) {
      const box = D.add(strip, "div", "notice", 0, 0, m.width, height);
      if (view.notice) box.setAttribute("role", "alert");
      D.paragraph(box, told.notice, m.margin, top, inner, step, { size: m.text, weight: 600, colour: dress[1] });
      return;
    }
    told.rows.forEach((row, at) => drawRow(strip, m, row, top + at * step, width, step));
  }

  function drawRow(strip, m, row, y, width, height) {
    if (row.kind === "paused") {
      const before = indent(m, row.codes.length ? row.codes : [row.under]);
      let x = m.margin;
      row.codes.forEach((code) => {
        badge(strip, m, x, y, height, code);
        x += badgeWidth(m, code) + Math.round(m.textCapitals * 0.5);
      });
      D.line(strip, row.words, m.margin + before, y, width - before, height, { size: m.text });
      return;
    }
    let x = m.margin;
    if (row.title) {
      const title = wide(row.title, m.text);
      D.line(strip, row.title, x, y, title, height, { size: m.text, colour: "mute" });
      x += title + gapOf(m);
    }
    (row.numbers || []).forEach((each) => {
      const taken = wide(each, m.text, 600);
      D.line(strip, each, x, y, taken, height, { size: m.text, weight: 600, dir: "ltr" });
      x += taken + gapOf(m);
    });
    (row.chips || []).forEach((chip) => {
      const taken = chipWidth(m, chip[0], chip[1]);
      badge(strip, m, x, y, height, chip[0]);
      const after = badgeWidth(m, chip[0]) + Math.floor(m.textCapitals / 3);
      D.line(strip, chip[1], x + after, y, taken - after, height, { size: m.text, weight: 600 });
      x += taken + gapOf(m);
    });
  }

  function badge(strip, m, x, y, height, code) {
    const side = Math.round(m.textCapitals * 1.6);
    const width = badgeWidth(m, code);
    const field = D.plate(strip, "badge", x, y + Math.round((height - side) / 2), width, side, Math.floor(side / 5), "badge");
    D.line(field, code, 0, 0, width, side, { size: m.text, weight: 700, colour: "on-badge", align: "middle", dir: "ltr" });
  }

  return { foot, drawStrips, drawTicker, band, turns, high, draw };
})();
