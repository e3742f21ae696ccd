"use strict";

// The band at the foot of a lobby's board: what is wrong or paused, who waits, and the time.
const lobbyBand = (() => {
  const { wide, wrap, wrapIn, unbroken, round } = lobbySizes;
  const D = lobbyDraw;

  const clockWidth = (m, view) => (view.clock ? wide(view.clock, m.text, 600) + round(m.text * 0.6) : 0);
  const badgeWidth = (m, code) => Math.max(round(m.textCapitals * 1.6), wide(code, m.text, 700) + Math.floor(m.textCapitals / 2));
  const chipWidth = (m, code, words) => badgeWidth(m, code) + Math.floor(m.textCapitals / 3) + wide(words, m.text, 600);
  const gapOf = (m) => round(m.text * 0.5);

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
    if (wide(tight(everything), m.text, 600) <= whole - clockWidth(m, view)) return [tight(everything)];
    const lines = wrap(everything, m.text, 600, whole);
    const most = m.portrait ? 3 : 2;
    return lines.length <= most ? lines.map(tight) : wrapIn(view.notice, m.text, 600, whole, most);
  }

  // Chinese full stops bring their own room.
  const tight = (words) => words.replace(/([\u3000-\u303f\uff00-\uffef]) /g, "$1");

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

  const indent = (m, codes) => codes.reduce((sum, code) => sum + badgeWidth(m, code) + round(m.textCapitals * 0.5), 0);

  function pausedRows(m, view, room) {
    const rows = [];
    for (const each of view.paused) {
      const width = room - indent(m, [each[0]]);
      if (unbroken(each[1]).some((word) => wide(word, m.text) > width)) return [];
      const lines = wrap(each[1], m.text, 400, width);
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

  // What has no room above the band, line by line in its place; after each of them the band's own words.
  function turns(band, left) {
    const found = [];
    left.forEach((strip) => {
      strip.pages.forEach((page) => found.push({ notice: page.lines, sorry: strip.sorry, text: page.text, rows: [] }));
      found.push(band);
    });
    return found.length ? found : [band];
  }

  const high = (m, told) => m.bandLine + (Math.max(1, told.notice.length || told.rows.length) - 1) * m.step;

  // Draw the band; the time only where it has no other place.
  function draw(board, m, view, told, bottom, height, clock) {
    const dress = told.notice.length ? lobbyFoot.colours(told.sorry) : ["band", "ink"];
    const strip = D.plate(board, "band", 0, bottom - height, m.width, height, 0, dress[0]);
    const inner = m.width - 2 * m.margin;
    const needed = Math.max.apply(null, [0].concat(told.notice.map((words) => wide(words, m.text, 600))));
    if (clock && needed <= inner - clockWidth(m, view)) {
      const how = { size: m.text, weight: 600, colour: dress[1], align: "end", dir: "ltr" };
      D.line(strip, view.clock, m.margin, 0, inner, height, how);
    }
    const count = told.notice.length || told.rows.length;
    const step = count === 1 ? height : m.step;
    const top = count === 1 ? 0 : round((height - step * count) / 2);
    const width = inner - clockWidth(m, view);
    if (told.notice.length) {
      const box = D.add(strip, "div", "notice", 0, 0, m.width, height);
      if (view.notice) box.setAttribute("role", "alert");
      const how = Object.assign({ size: m.text, weight: 600, colour: dress[1] }, told.text ? D.own(told.text) : {});
      // The time stands at the line's end: what is read the other way begins before it.
      const beside = clock && needed <= width ? width : inner;
      D.paragraph(box, told.notice, m.margin, top, beside, step, how);
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
        x += badgeWidth(m, code) + round(m.textCapitals * 0.5);
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
    const side = round(m.textCapitals * 1.6);
    const width = badgeWidth(m, code);
    const field = D.plate(strip, "badge", x, y + round((height - side) / 2), width, side, Math.floor(side / 5), "badge");
    D.line(field, code, 0, 0, width, side, { size: m.text, weight: 700, colour: "on-badge", align: "middle", dir: "ltr" });
  }

  return { band, turns, high, draw };
})();
