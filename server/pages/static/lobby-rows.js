"use strict";

// One call in the list of last calls, and one counter in the list of counters.
const lobbyRows = (() => {
  const { CAPITALS, withCapitals, wide, fit, round } = lobbySizes;
  const { line, plate, arrow, number, rowEdge, leads, TRACKING } = lobbyDraw;
  const ROW_GROWN = 1.45; // letters in a row at their largest, in parts of the least size
  const NO_WORD = "–"; // where there is no room for the word why a counter serves nobody

  const callWords = (each, size) => wide(each.number, size, 700, TRACKING) + wide(each.place.brief, size, 700);

  const coded = (each) => Object.assign({}, each, { place: Object.assign({}, each.place, { brief: each.place.counter || each.place.brief }) });

  // The calls as rows of a width tell them: a counter by its code where its name has no room. Half a name sends nobody
  // anywhere.
  function toldCalls(m, width, lines) {
    const room = width - 2 * m.inset - Math.floor(m.text / 2);
    return lines.map((each) => (callWords(each, m.text) <= room ? each : coded(each)));
  }

  // The largest size in which each of these calls fits into a row, not below the least one.
  function callSize(m, width, height, lines) {
    const size = Math.max(m.text, Math.min(round(height * 0.68), round(m.text * ROW_GROWN)));
    const room = width - 2 * m.inset - Math.floor(m.text / 2);
    const widest = Math.max.apply(null, [1].concat(lines.map((each) => callWords(each, size))));
    return Math.max(m.text, Math.min(size, Math.floor((size * room) / widest)));
  }

  function callRow(parent, m, x, y, width, height, each, size) {
    const fill = each.fresh && !each.pending ? "now" : "card";
    const row = plate(parent, "row", x, y, width, height, m.radius, fill, rowEdge(m, fill, each.pending));
    row.setAttribute("role", "listitem");
    const inner = width - 2 * m.inset;
    const brief = each.place.brief;
    const taken = wide(each.number, size, 700, TRACKING);
    number(row, each.number, m.inset, 0, taken, height, size, each.pending ? "now" : fill === "now" ? "on-now" : "ink");
    const rest = inner - taken - round(m.text * 0.3);
    const colour = each.pending ? "now" : fill === "now" ? "on-now" : "accent";
    const where = fit(brief, size, 700, rest, m.text);
    line(row, brief, m.inset + inner - rest, 0, rest, height, { size: where, weight: 700, colour, align: "end" });
  }

  // How wide a row must be for each of these calls to have its counter's name.
  function callsWidth(m, lines) {
    const widths = lines.map((each) => callWords(each, m.text) + Math.floor(m.text / 2));
    return Math.max.apply(null, [round(m.text * 4.1)].concat(widths)) + 2 * m.inset;
  }

  // How wide it must be anyway: a long name gives way to its counter's code.
  const callWidth = (m, lines) => Math.min(callsWidth(m, lines), round(m.text * 5.4) + 2 * m.inset);

  const counterLeads = (each) => leads(each.way) && Boolean(each.number);
  const counterArrow = (m) => m.textCapitals + round(m.text * 0.3);

  function counterWords(m, each, arrows) {
    const name = wide(each.place.brief, m.text, 700);
    const state = each.number ? wide(each.number, m.text, 700, TRACKING) : wide(each.state, m.text);
    return name + (arrows && counterLeads(each) ? counterArrow(m) : 0) + Math.floor(m.text / 2) + state;
  }

  // The counters as fields of a width tell them: by its code where a name has no room beside the number.
  function toldCounters(m, width, counters) {
    return counters.map((each) => (fewestWords(m, each) <= width - 2 * m.inset ? each : coded(each)));
  }

  function fewestWords(m, each) {
    const least = each.state ? Object.assign({}, each, { state: NO_WORD }) : each;
    return Math.min(counterWords(m, each, false), counterWords(m, least, false));
  }

  // How wide a field for any of these counters must be anyway: for its code beside its number.
  function leastCounterWidth(m, counters) {
    return Math.max.apply(null, [0].concat(counters.map((each) => fewestWords(m, coded(each))))) + 2 * m.inset;
  }

  // How wide a field must be for the fullest of these counters, with its arrow.
  function counterWidth(m, counters) {
    const open = counters.filter((each) => !each.closed);
    const widths = (open.length ? open : counters).map((each) => counterWords(m, each, true));
    return Math.max.apply(null, [round(m.text * 4.1)].concat(widths)) + 2 * m.inset;
  }

  // Whether each of these counters has room for its arrow, so that all that lead somewhere get one.
  function haveArrows(m, counters, width) {
    return counters.every((each) => !counterLeads(each) || counterWords(m, each, true) + 2 * m.inset <= width);
  }

  // The largest letters in which each of these counters fits into a field.
  function counterSizes(m, width, height, counters, arrows) {
    const most = Math.min(round(m.textCapitals * ROW_GROWN), round(height * 0.68 * CAPITALS));
    for (let high = most; high > m.textCapitals; high -= Math.max(1, Math.floor(m.textCapitals / 24))) {
      const larger = withCapitals(m, m.callCapitals, high);
      if (counters.every((each) => counterWords(larger, each, arrows) <= width - 2 * m.inset)) return larger;
    }
    return m;
  }

  function counterRow(parent, m, x, y, width, height, each, arrows) {
    const row = plate(parent, "row", x, y, width, height, m.radius, "card", rowEdge(m, "card", false));
    row.setAttribute("role", "listitem");
    const inner = width - 2 * m.inset;
    const words = counterWords(m, each, false) > inner ? NO_WORD : each.state;
    const taken = each.number ? wide(each.number, m.text, 700, TRACKING) : wide(words, m.text);
    const lead = arrows && counterLeads(each) ? counterArrow(m) : 0;
    const room = inner - taken - Math.floor(m.text / 2) - lead;
    const size = fit(each.place.brief, m.text, 700, room, m.text);
    line(row, each.place.brief, m.inset, 0, room, height, { size, weight: 700, colour: "accent" });
    if (lead) {
      const after = m.inset + wide(each.place.brief, size, 700) + round(m.text * 0.3);
      arrow(row, each.way, after, (height - m.textCapitals) / 2, m.textCapitals, "accent", 0);
    }
    if (each.number) number(row, each.number, m.inset, 0, inner, height, m.text, "ink", "end");
    else if (words) line(row, words, m.inset, 0, inner, height, { size: m.text, colour: "mute", align: "end" });
  }

  return { callSize, callRow, callWidth, callsWidth, counterRow, counterWidth, leastCounterWidth, counterSizes, haveArrows, toldCalls, toldCounters };
})();
