"use strict";

// What a board shows while nobody is called: the greeting and the time, that it is closed, and at night the time alone.
const lobbyRest = (() => {
  const S = lobbySizes;
  const D = lobbyDraw;
  const { CAPITALS, wide, fit, wrap, round } = S;
  const WIDE_LOGO = 5; // a logo is at most so many times as wide as high
  // Where the time stands at night, in parts of the room there is.
  const STEPS = [[0.5, 0.5], [0.2, 0.3], [0.8, 0.65], [0.35, 0.8], [0.65, 0.15], [0.05, 0.6], [0.95, 0.4], [0.5, 0.95]];
  const board = document.getElementById("board");

  // The site's logo, or its first letter, with its name; returns where it ends.
  function drawHead(m, x, y, width, view, logo) {
    if (!view.site) return y;
    const side = round(m.textCapitals * 1.5);
    const picture = logo ? D.picture(logo) : null;
    const badge = picture ? Math.min(WIDE_LOGO * side, round((side * picture.naturalWidth) / picture.naturalHeight)) : side;
    let taken = badge + Math.floor(side / 3);
    const widest = Math.max.apply(null, S.unbroken(view.site).map((word) => wide(word, m.text, 600)));
    if (widest > width - taken) taken = 0;
    if (taken && picture) D.add(board, "div", "picture", x, y, badge, side).appendChild(picture);
    else if (taken) {
      const field = D.plate(board, "badge", x, y, side, side, Math.floor(side / 5), "badge");
      field.setAttribute("aria-hidden", "true");
      const how = { size: m.text, weight: 700, colour: "on-badge", align: "middle" };
      D.line(field, view.site.trim().charAt(0).toUpperCase(), 0, 0, side, side, how);
    }
    const room = width - taken;
    const lines = widest > room ? [S.elided(view.site, m.text, 600, room)] : S.wrapIn(view.site, m.text, 600, room, 2);
    lines.forEach((words, at) => {
      D.line(board, words, x + taken, y + at * m.step, width - taken, side, { size: m.text, weight: 600, tag: at ? "div" : "h1" });
    });
    return y + side + (lines.length - 1) * m.step;
  }

  // Whose house this is, the time, and a word to who waits; returns whether there was room for the time.
  function greeting(m, main, view, lists, logo) {
    const below = m.portrait && lists;
    const x = main.x + (below ? m.inset : 0);
    const width = main.width - (below ? 2 * m.inset : 0);
    const bottom = main.y + main.height;
    const top = drawHead(m, x, main.y, width, view, logo);
    const large = fit(view.greeting, Math.max(round(m.call * 0.8), m.u(9)), 700, width, m.text);
    const welcome = S.filled(view.greeting, large, 700, width);
    let hint = wrap(view.hint, m.text, 400, width);
    const foot = bottom - round(m.textCapitals * (below ? 0.7 : 0.3));
    if (foot - (hint.length + welcome.length) * m.step - large < top) hint = [];
    const lineHigh = round(large * 1.3);
    let end = bottom;
    if (foot - welcome.length * lineHigh >= top) {
      const capitals = round(m.text * CAPITALS);
      hint.forEach((words, at) => {
        const base = foot - (hint.length - 1 - at) * m.step;
        D.line(board, words, x, base - capitals, width, capitals, { size: m.text, colour: "mute" });
      });
      const base = foot - hint.length * m.step - (hint.length ? under(m, large, view) : 0);
      const high = round(large * CAPITALS);
      welcome.forEach((words, at) => {
        const line = base - (welcome.length - 1 - at) * lineHigh;
        D.line(board, words, x, line - high, width, high, { size: large, weight: 700 });
      });
      end = base - high - (welcome.length - 1) * lineHigh;
    }
    if (!view.clock) return false;
    const air = round(m.textCapitals * 0.95);
    return drawClock(m, x, top + air, width, end - top - 2 * air, view);
  }

  // Room under the greeting: Arabic letters reach far below their line.
  function under(m, large, view) {
    return Math.max(round(m.textCapitals * 0.35), view.direction === "rtl" ? round(large * 0.24) : 0);
  }

  function drawClock(m, x, y, width, height, view) {
    let date = round(m.textCapitals * 2.1);
    // The date is the first to go.
    if (height - date < m.callCapitals * 1.2 || wide(view.date, m.text) > width) date = 0;
    const most = Math.min(round(((height - date) * 0.94) / CAPITALS), m.u(46));
    if (most < m.text * 1.4) return false;
    const size = fit(view.clock, most, 700, round(width * 0.94), m.text, -0.01);
    const capitals = round(size * CAPITALS);
    const top = y + Math.floor((height - capitals - date) / 2);
    D.number(board, view.clock, x, top, width, capitals, size, "ink");
    if (date) {
      const base = top + capitals + round(m.textCapitals * 1.95);
      D.line(board, view.date, x, base - m.textCapitals, width, m.textCapitals, { size: m.text, colour: "accent" });
    }
    return true;
  }

  // Closed: when it opens comes before the site's name and the time, and those before a large title: as there is room for
  // it in every language.
  function closed(m, page, view, logo, turn) {
    const head = view.site ? 2 * m.step + m.air : 0;
    const time = view.clock ? round(m.textCapitals * 1.5) + m.air : 0;
    const big = Math.max(round(m.call * 1.15), m.u(17));
    const second = Math.max(round(m.text * 1.3), m.u(7));
    const ways = [[head, time, big, second], [head, time, m.call, m.text], [0, time, m.call, m.text], [0, 0, m.call, m.text], [0, 0, m.text, m.text]];
    const block = (words, size, weight, colour, own) =>
      Object.assign({ lines: wrap(words, size, weight, page.width), size, weight, colour }, D.own(own));
    const step = (each) => round(each.size * 1.3);
    const high = (blocks) => blocks.reduce((sum, each) => sum + each.lines.length * step(each), 0);
    const said = (shut, first, other) => {
      const title = fit(shut.title, first, 700, page.width, m.text);
      const blocks = [block(shut.title, title, 700, "ink", shut)];
      if (shut.opens) blocks.push(block(shut.opens, fit(shut.opens, other, 600, page.width, m.text), 600, "accent", shut));
      return blocks;
    };
    const fits = (way) => view.shut.every((each) => high(said(each, way[2], way[3])) <= page.height - way[0] - way[1]);
    const used = ways.filter(fits)[0] || ways[ways.length - 1];
    const shut = view.shut[turn % view.shut.length];
    let top = page.y + used[0];
    let room = page.height - used[0] - used[1];
    if (used[0]) {
      const end = drawHead(m, page.x, page.y, page.width, view, logo) + m.air;
      room -= end - top;
      top = end;
    }
    if (used[1]) drawTime(m, page, view);
    let blocks = said(shut, used[2], used[3]);
    const full = shut.text ? blocks.concat([block(shut.text.text, m.text, 400, "mute", shut.text)]) : blocks;
    if (high(full) <= room) blocks = full; // better left out than cut
    let y = round(top + room / 2 - high(blocks) / 2);
    blocks.forEach((each) =>
      each.lines.forEach((words) => {
        D.line(board, words, page.x, y, page.width, step(each), each);
        y += step(each);
      })
    );
  }

  function drawTime(m, page, view) {
    const high = round(m.textCapitals * 1.5);
    const top = page.y + page.height - high;
    D.line(board, view.clock, page.x, top, page.width, high, { size: m.text, weight: 600, align: "end", dir: "ltr" });
    const room = page.width - wide(view.clock, m.text, 600) - m.text;
    if (wide(view.date, m.text) <= room) D.line(board, view.date, page.x, top, room, high, { size: m.text, colour: "mute" });
  }

  // Nothing but the time, in another place each minute.
  function dim(m, view) {
    const size = fit(view.clock, Math.max(round(m.call * 1.3), m.u(20)), 600, round(m.width * 0.8), m.text);
    const width = wide(view.clock, size, 600);
    const high = round(size * CAPITALS);
    const digits = view.clock.slice(-2).replace(/\D/g, "").split("").reduce((sum, each) => sum + Number(each), 0);
    const step = STEPS[digits % STEPS.length];
    const left = m.margin + round((m.width - 2 * m.margin - width) * step[0]);
    const x = D.rightToLeft() ? m.width - left - width : left;
    const y = m.margin + round((m.height - 2 * m.margin - high) * step[1]);
    D.line(board, view.clock, x, y, width, high, { size, weight: 600, dir: "ltr" });
  }

  return { greeting, closed, dim };
})();
