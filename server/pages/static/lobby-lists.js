"use strict";

// The lists beside or below the call: the last calls, all counters, and what the side area shows. Where there is room,
// each has its own place; where there is not, they take turns in one. While somebody is on the way, the calls stay.
const lobbyLists = (() => {
  const D = lobbyDraw;
  const R = lobbyRows;
  const { wide, round } = lobbySizes;
  const STACKED_ROWS = 8;
  const CARD_SHARE = 0.645;
  const LEAST_SHARE = 0.5;
  const CARD_SHARE_HIGH = 0.46;
  const FEW_ROWS = 8; // heights of a capital, which the lists keep beside cards with all their words

  const rect = (x, y, width, height) => ({ x, y, width, height });
  const fitting = (m, high) => Math.floor((high + m.gap) / (m.row + m.gap));

  // The least height of the area for so many calls, or for the greeting. `worded`: so that the word for a counter has
  // room above or below its code where several share the card.
  function leastMain(m, calls, worded) {
    if (calls <= 1) return round(m.callCapitals * 2.45) + m.air + 2 * m.padding;
    let each = m.callCapitals + 2 * m.sharedInset;
    if (!sharesALine(m)) each += m.callCapitals + m.air;
    if (worded) each = Math.max(each, m.callCapitals + m.wordLine + m.wordAir);
    return calls * each + (calls - 1) * m.gap;
  }

  function sharesALine(m) {
    const page = m.width - 2 * m.margin;
    const main = m.portrait ? page : cardShare(m, page);
    const needed = round(m.call * 3.75) + m.callCapitals + m.arrowGap + round(m.text * 0.6);
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

  const cardShare = (m, page) => round((page - m.margin) * CARD_SHARE);
  const leastCard = (m) => round(m.call * 3.1) + 2 * m.padding;

  function beside(m, page, column, columns) {
    const gap = m.margin;
    const least = leastCard(m);
    if (m.portrait || page.width - gap - column < least) return null;
    // A number that is much larger than it must be may give way to more columns.
    const kept = Math.max(least, Math.min(round(page.width * LEAST_SHARE), 2 * least));
    let wanted = columns;
    while (wanted > 1 && page.width - wanted * (column + gap) < kept) wanted -= 1;
    wanted = Math.max(1, wanted);
    const width = Math.max(least, Math.min(cardShare(m, page.width), page.width - wanted * (column + gap)));
    const left = page.x + width + gap;
    return { main: rect(page.x, page.y, width, page.height), lists: rect(left, page.y, page.x + page.width - left, page.height) };
  }

  function stacked(m, page, calls) {
    let high = Math.max(round(page.height * CARD_SHARE_HIGH), round(m.callCapitals * 4.6), leastMain(m, calls));
    const worded = leastMain(m, calls, true);
    if (page.height - worded - m.margin >= m.textCapitals * FEW_ROWS) high = Math.max(high, worded);
    const below = page.height - high - m.margin;
    if (below < m.textCapitals * 4) return null;
    return { main: rect(page.x, page.y, page.width, high), lists: rect(page.x, page.y + high + m.margin, page.width, below) };
  }

  // Divide the page. While nobody is called, a slide has the large area, or counters that no column can hold.
  function plan(m, view, page) {
    const idle = !view.calls.length;
    function divided(counters, slide) {
      const columns = columnsWanted(m, view, page.height, counters) || (slide && view.side ? 1 : 0);
      // The comfortable width first, if it costs no column.
      let found = null;
      columnWidths(m, view, page.width, counters).forEach((width) => {
        const made = frame(m, page, width, columns, view.calls.length);
        const count = made.lists ? columnsIn(m, made.lists.width, width) : 0;
        if (!found || count > found.count) found = { made, width, count };
      });
      const lists = found.made.lists;
      const spots = lists ? arrange(m, view, lists, found.width, counters, slide) : [];
      return { frame: found.made, main: [], spots };
    }
    const made = divided(true, !idle);
    if (!idle) return cutsSlide(m, view, made.spots) ? divided(true, false) : made;
    if (view.side) return Object.assign(made, { main: [{ kind: "side" }] });
    if (view.counters.length && view.lines.length) {
      const large = divided(false, false);
      const found = counterPages(m, view, large.frame.main);
      const lengths = made.spots.map((spot) => spot.pages.filter((each) => each.kind === "counters").length);
      const waits = Math.max.apply(null, [0].concat(lengths));
      if (!waits || 2 * found.length <= waits) return Object.assign(large, { main: found });
    }
    return made;
  }

  // Whether a slide would be cut here: it comes when nobody is called.
  function cutsSlide(m, view, spots) {
    const places = spots.filter((spot) => spot.pages.some((page) => page.kind === "side"));
    return !places.every((spot) => lobbySide.whole(m, spot.area.width, spot.area.height, view.side));
  }

  const columnsIn = (m, width, column) => Math.max(1, Math.floor((width + m.margin) / (column + m.margin)));

  // How wide a column should be, the most comfortable width first: for its counters to have their names and arrows, as
  // far as the card beside it leaves room; for its titles; for its numbers.
  function columnWidths(m, view, page, counters) {
    const shown = counters ? view.counters : [];
    const least = Math.max(R.callWidth(m, view.lines), R.leastCounterWidth(m, shown));
    const titles = (view.lines.length ? [view.list_title] : []).concat(shown.length ? [view.counters_title] : []);
    const titled = Math.max.apply(null, [least].concat(titles.map((title) => titleWidth(m, title))));
    const rows = Math.max(R.callsWidth(m, view.lines), shown.length ? R.counterWidth(m, shown) : 0);
    const needed = Math.max.apply(null, [0].concat(view.calls.map((call) => lobbyPlace.needed(m, call))));
    const kept = Math.max(leastCard(m), needed + 2 * m.padding, round(page * LEAST_SHARE));
    const most = m.portrait ? page : page - kept - m.margin;
    return [Math.max(titled, rows), titled].filter((width) => width <= most).concat([least]);
  }

  function columnsWanted(m, view, high, counters) {
    const rows = Math.max(1, fitting(m, high - m.titleHeight));
    return (view.lines.length ? 1 : 0) + Math.ceil((counters ? view.counters.length : 0) / rows);
  }

  // Give each list its place, in columns of at least a width. `counters`, `slide`: whether those are to stand here.
  function arrange(m, view, area, column, counters, slide) {
    const shown = counters ? view.counters : [];
    const side = slide && view.side ? [{ kind: "side" }] : [];
    const columns = columnsIn(m, area.width, column);
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
      const others = pages(m, shown, rest, columns - 1).concat(side);
      const rows = Math.max.apply(null, [view.lines.length].concat(others.map((each) => each.rows || 0)));
      const titles = [view.list_title].concat(shown.length ? [view.counters_title] : []);
      const titled = titles.every((title) => fits(m, title, width));
      return [
        { area: rect(area.x, area.y, width, area.height), pages: [calls], rows, titled },
        { area: rest, pages: others, rows, titled },
      ];
    }
    if (fitting(m, area.height) >= STACKED_ROWS) {
      const high = round((area.height - m.margin) * 0.5);
      const below = rect(area.x, area.y + high + m.margin, area.width, area.height - high - m.margin);
      return [{ area: rect(area.x, area.y, area.width, high), pages: [calls] }, { area: below, pages: pages(m, shown, below, 1).concat(side) }];
    }
    const turns = [];
    pages(m, shown, area, 1).concat(side).forEach((other) => turns.push(calls, other));
    return [{ area, pages: turns, held: view.lines.some((each) => each.pending) }];
  }

  // The counters in pages. Before there is a second page, those that are closed are left out.
  function pages(m, counters, area, columns) {
    const room = Math.max(1, fitting(m, area.height - m.titleHeight)) * columns;
    let chosen = counters.length <= room ? counters : counters.filter((each) => !each.closed);
    if (!chosen.length) chosen = counters;
    const each = Math.ceil(chosen.length / Math.ceil(chosen.length / room));
    const found = [];
    for (let at = 0; at < chosen.length; at += each) {
      const some = chosen.slice(at, at + each);
      found.push({ kind: "counters", counters: some, columns, rows: Math.ceil(some.length / columns) });
    }
    return found;
  }

  function counterPages(m, view, area) {
    const width = R.counterWidth(m, view.counters);
    return pages(m, view.counters, area, Math.max(1, Math.floor((area.width + m.gap) / (width + m.gap))));
  }

  const turns = (spot) => (spot.held ? 1 : spot.pages.length);

  // ------------------------------------------------------------------ drawing

  function rowsIn(m, area, wanted) {
    const number = Math.max(1, Math.min(Math.max(1, fitting(m, area.height)), Math.max(wanted, 4)));
    const height = Math.min((area.height + m.gap) / number, m.row * 1.6 + m.gap);
    const rows = [];
    for (let at = 0; at < number; at++) {
      const top = round(height * at);
      rows.push(rect(area.x, area.y + top, area.width, round(height * (at + 1)) - top - m.gap));
    }
    return rows;
  }

  function draw(board, m, spot, view, page) {
    const area = spot.area;
    if (page.kind === "side") {
      lobbySide.draw(board, m, area.x, area.y, area.width, area.height, view.side);
      return;
    }
    const title = page.kind === "calls" ? view.list_title : view.counters_title;
    const below = belowTitle(board, m, spot, title);
    const list = D.add(board, "div", "list", 0, 0, 0, 0);
    list.setAttribute("role", "list");
    list.setAttribute("aria-label", title);
    if (page.kind === "calls") drawCalls(list, m, below, view.lines, spot.rows || 0);
    else drawCounters(list, m, below, page, spot.rows || 0);
  }

  function drawCalls(list, m, below, lines, least) {
    const rows = rowsIn(m, below, Math.max(least, lines.length));
    const shown = R.toldCalls(m, below.width, lines.slice(0, rows.length));
    const size = R.callSize(m, rows[0].width, rows[0].height, shown);
    shown.forEach((each, at) => R.callRow(list, m, rows[at].x, rows[at].y, rows[at].width, rows[at].height, each, size));
  }

  function drawCounters(list, m, below, page, least) {
    const columns = Math.min(page.columns, page.counters.length);
    const rows = rowsIn(m, below, Math.max(least, page.rows));
    const width = Math.floor((below.width - (columns - 1) * m.gap) / columns);
    const counters = R.toldCounters(m, width, page.counters);
    const arrows = R.haveArrows(m, counters, width);
    const larger = R.counterSizes(m, width, rows[0].height, counters, arrows);
    const high = Math.min(rows.length, page.rows);
    counters.forEach((counter, at) => {
      const row = rows[at % high];
      const x = below.x + Math.floor(at / high) * (width + m.gap);
      R.counterRow(list, larger, x, row.y, width, row.height, counter, arrows);
    });
  }

  const titleWidth = (m, title) => wide(title, m.text) + 2 * m.inset;
  const fits = (m, title, width) => titleWidth(m, title) <= width;

  function belowTitle(board, m, spot, title) {
    const area = spot.area;
    const shown = spot.titled !== false && title && fits(m, title, area.width);
    if (!shown || area.height < m.titleHeight + m.row) return area;
    const high = round(m.textCapitals * 1.25);
    D.line(board, title, area.x + m.inset, area.y, area.width - 2 * m.inset, high, { size: m.text, colour: "mute", tag: "h2" });
    return rect(area.x, area.y + m.titleHeight, area.width, area.height - m.titleHeight);
  }

  return { leastMain, slots, plan, turns, draw };
})();
