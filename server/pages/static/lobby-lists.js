"use strict";

// The lists beside or below the call: the last calls, all counters, and what the side area shows. Where there is room,
// each has its own place; where there is not, they take turns in one. While somebody is on the way, the calls stay.
const lobbyLists = (() => {
  const D = lobbyDraw;
  const { wide } = lobbySizes;
  const STACKED_ROWS = 8;
  const CARD_SHARE = 0.645;
  const LEAST_SHARE = 0.5;
  const CARD_SHARE_HIGH = 0.46;

  const rect = (x, y, width, height) => ({ x, y, width, height });
  const fitting = (m, high) => Math.floor((high + m.gap) / (m.row + m.gap));

  // The least height of the area for so many calls, or for the greeting.
  function leastMain(m, calls) {
    if (calls <= 1) return Math.round(m.callCapitals * 2.45) + m.air + 2 * m.padding;
    let each = m.callCapitals + 2 * m.sharedInset;
    if (!sharesALine(m)) each += m.callCapitals + m.air;
    return calls * each + (calls - 1) * m.gap;
  }

  function sharesALine(m) {
    const page = m.width - 2 * m.margin;
    const main = m.portrait ? page : Math.round((page - m.margin) * CARD_SHARE);
    const needed = Math.round(m.call * 3.75) + m.callCapitals + m.arrowGap + Math.round(m.text * 0.6);
    return needed <= main - 2 * m.inset;
  }

  // How many calls can share the card, each in type of the least size or larger.
  function slots(m) {
    const high = m.height - m.bandLine - 2 * m.margin - m.tall(1) - m.gap;
    if (leastMain(m, 3) <= high) return 3;
    return leastMain(m, 2) <= high ? 2 : 1;
  }

  // ------------------------------------------------------------------ the page's areas

  function frame(m, page, column, columns, calls) {
    if (!columns) return { main: page, lists: null };
    return beside(m, page, column, columns) || stacked(m, page, calls) || { main: page, lists: null };
  }

  function beside(m, page, column, columns) {
    const gap = m.margin;
    const least = Math.round(m.call * 3.1) + 2 * m.padding;
    if (m.portrait || page.width - gap - column < least) return null;
    const kept = Math.max(least, Math.round(page.width * LEAST_SHARE));
    let wanted = columns;
    while (wanted > 1 && page.width - wanted * (column + gap) < kept) wanted -= 1;
    wanted = Math.max(1, wanted);
    const width = Math.max(least, Math.min(Math.round((page.width - gap) * CARD_SHARE), page.width - wanted * (column + gap)));
    const left = page.x + width + gap;
    return { main: rect(page.x, page.y, width, page.height), lists: rect(left, page.y, page.x + page.width - left, page.height) };
  }

  function stacked(m, page, calls) {
    const high = Math.max(Math.round(page.height * CARD_SHARE_HIGH), Math.round(m.callCapitals * 4.6), leastMain(m, calls));
    const below = page.height - high - m.margin;
    if (below < m.textCapitals * 4) return null;
    return { main: rect(page.x, page.y, page.width, high), lists: rect(page.x, page.y + high + m.margin, page.width, below) };
  }

  // Divide the page. While nobody is called, a slide has the large area, or counters that no column can hold.
  function plan(m, view, page) {
    const idle = !view.calls.length;
    const column = columnWidth(m, view);
    function divided(counters, slide) {
      let columns = columnsWanted(m, view, page.height, counters);
      if (!columns && slide && view.side) columns = 1;
      const made = frame(m, page, column, columns, view.calls.length);
      return { frame: made, main: [], spots: made.lists ? arrange(m, view, made.lists, counters, slide) : [] };
    }
    const made = divided(true, !idle);
    if (!idle) return made;
    if (view.side) return Object.assign(made, { main: [{ kind: "side" }] });
    const lengths = made.spots.map((spot) => spot.pages.filter((each) => each.kind === "counters").length);
    const crowded = !made.frame.lists || Math.max.apply(null, [0].concat(lengths)) > 1;
    if (view.counters.length && view.lines.length && crowded) {
      const other = divided(false, false);
      return Object.assign(other, { main: counterPages(m, view, other.frame.main) });
    }
    return made;
  }

  function columnWidth(m, view) {
    const calls = view.lines.length ? D.callWidth(m, view.lines) : 0;
    if (!view.counters.length || calls) return Math.max(calls, Math.round(m.text * 4.1) + 2 * m.inset);
    return D.counterSetting(m, view.counters).width;
  }

  function columnsWanted(m, view, high, counters) {
    const rows = Math.max(1, fitting(m, high - m.titleHeight));
    return (view.lines.length ? 1 : 0) + Math.ceil((counters ? view.counters.length : 0) / rows);
  }

  // Give each list its place. `counters`, `slide`: whether those are to stand here and not in the large area.
  function arrange(m, view, area, counters, slide) {
    const shown = counters ? view.counters : [];
    const side = slide && view.side ? [{ kind: "side" }] : [];
    const column = columnWidth(m, view);
    const columns = Math.max(1, Math.floor((area.width + m.margin) / (column + m.margin)));
    const calls = { kind: "calls" };
    if (!view.lines.length) {
      const all = pages(m, shown, area, columns).concat(side);
      return all.length ? [{ area, pages: all }] : [];
    }
    if (!shown.length && !side.length) return [{ area, pages: [calls] }];
    if (columns > 1) {
      const width = Math.floor((area.width - (columns - 1) * m.margin) / columns);
      const left = area.x + width + m.margin;
      const rest = rect(left, area.y, area.x + area.width - left, area.height);
      return [
        { area: rect(area.x, area.y, width, area.height), pages: [calls] },
        { area: rest, pages: pages(m, shown, rest, columns - 1).concat(side) },
      ];
    }
    if (fitting(m, area.height) >= STACKED_ROWS) {
      const high = Math.round((area.height - m.margin) * 0.5);
      const below = rect(area.x, area.y + high + m.margin, area.width, area.height - high - m.margin);
      return [{ area: rect(area.x, area.y, area.width, high), pages: [calls] }, { area: below, pages: pages(m, shown, below, 1).concat(side) }];
    }
    const turns = [];
    pages(m, shown, area, 1).concat(side).forEach((other) => turns.push(calls, other));
    return [{ area, pages: turns, held: view.lines.some((each) => each.fresh || each.pending) }];
  }

  // The counters in pages. Before there is a second page, those that are closed are left out.
  function pages(m, counters, area, columns) {
    const room = Math.max(1, fitting(m, area.height - m.titleHeight)) * columns;
    let chosen = counters.length <= room ? counters : counters.filter((each) => !each.closed);
    if (!chosen.length) chosen = counters;
    const each = Math.ceil(chosen.length / Math.ceil(chosen.length / room));
    const found = [];
    for (let at = 0; at < chosen.length; at += each) found.push({ kind: "counters", counters: chosen.slice(at, at + each), columns });
    return found;
  }

  function counterPages(m, view, area) {
    const width = D.counterSetting(m, view.counters).width;
    return pages(m, view.counters, area, Math.max(1, Math.floor((area.width + m.gap) / (width + m.gap))));
  }

  const turns = (spot) => (spot.held ? 1 : spot.pages.length);

  // ------------------------------------------------------------------ drawing

  function rowsIn(m, area, wanted) {
    const number = Math.max(1, Math.min(Math.max(1, fitting(m, area.height)), Math.max(wanted, 4)));
    const height = Math.min((area.height + m.gap) / number, m.row * 1.6 + m.gap);
    const rows = [];
    for (let at = 0; at < number; at++) {
      const top = Math.round(height * at);
      rows.push(rect(area.x, area.y + top, area.width, Math.round(height * (at + 1)) - top - m.gap));
    }
    return rows;
  }

  function draw(board, m, area, view, page) {
    if (page.kind === "side") {
      D.side(board, m, area.x, area.y, area.width, area.height, view.side);
      return;
    }
    const title = page.kind === "calls" ? view.list_title : view.counters_title;
    const below = belowTitle(board, m, area, title);
    const list = D.add(board, "div", "list", 0, 0, 0, 0);
    list.setAttribute("role", "list");
    list.setAttribute("aria-label", title);
    if (page.kind === "calls") {
      rowsIn(m, below, view.lines.length).forEach((row, at) => {
        if (view.lines[at]) D.callRow(list, m, row.x, row.y, row.width, row.height, view.lines[at]);
      });
      return;
    }
    const columns = Math.min(page.columns, page.counters.length);
    const rows = rowsIn(m, below, Math.ceil(page.counters.length / columns));
    const width = Math.floor((below.width - (columns - 1) * m.gap) / columns);
    const set = D.counterSetting(m, page.counters, width);
    page.counters.forEach((counter, at) => {
      const row = rows[at % rows.length];
      const x = below.x + Math.floor(at / rows.length) * (width + m.gap);
      D.counterRow(list, m, x, row.y, width, row.height, counter, set);
    });
  }

  function belowTitle(board, m, area, title) {
    const tooWide = wide(title, m.text) > area.width - 2 * m.inset;
    if (!title || tooWide || area.height < m.titleHeight + m.row) return area;
    const high = Math.round(m.textCapitals * 1.25);
    D.line(board, title, area.x + m.inset, area.y, area.width - 2 * m.inset, high, { size: m.text, colour: "mute", tag: "h2" });
    return rect(area.x, area.y + m.titleHeight, area.width, area.height - m.titleHeight);
  }

  return { leastMain, slots, plan, turns, draw };
})();
