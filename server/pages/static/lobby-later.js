"use strict";

// What a lobby's board is to show by now. The server says it in time; where nothing is heard of it, the page goes on by
// what it was told would come: a call is not large for ever, and the time does not stand still.
const lobbyLater = (() => {
  const GRACE_S = 1; // for the server to say it itself
  const now = () => performance.now() / 1000; // a clock that nobody sets
  let told = "";
  let since = 0; // when that came
  let minute = null; // when, by this clock, the minute began in which the server was last heard

  // The same once more, after a new connection, is as old as it was.
  function heard(frame) {
    const words = JSON.stringify(frame);
    if (words !== told) since = now();
    if (minute === null) minute = since;
    told = words;
  }

  // A sign of life, with the second of its minute at which the server's clock is.
  const beat = (second) => (minute = now() - second);

  function due(frame, stale) {
    const passed = now() - since;
    const come = frame.later.filter((each) => passed >= each.after + GRACE_S);
    const last = come.length ? come[come.length - 1] : { view: {}, events: frame.events };
    const view = Object.assign({}, frame.view, last.view, stale ? frame.lost : {});
    if (stale) view.clock = after(view.clock, Math.floor((now() - minute) / 60));
    return { view, events: last.events };
  }

  // The time of day so many minutes later.
  function after(clock, minutes) {
    const parts = /^(\d+):(\d\d)$/.exec(clock);
    if (!parts) return clock;
    const two = (number) => ("0" + number).slice(-2);
    const all = (Number(parts[1]) * 60 + Number(parts[2]) + minutes) % (24 * 60);
    return two(Math.floor(all / 60)) + ":" + two(all % 60);
  }

  return { heard, beat, due };
})();
