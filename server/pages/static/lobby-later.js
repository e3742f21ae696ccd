"use strict";

// What a lobby's board is to show by now. The server says it in time; where nothing is heard of it, the page goes on by
// what it was told would come: a call is not large for ever.
const lobbyLater = (() => {
  const GRACE_S = 1; // for the server to say it itself
  let told = "";
  let since = 0; // when that came, by a clock that nobody sets

  // The same once more, after a new connection, is as old as it was.
  function heard(frame) {
    const words = JSON.stringify(frame);
    if (words !== told) since = performance.now();
    told = words;
  }

  function due(frame, stale) {
    const passed = (performance.now() - since) / 1000;
    const come = (frame.later || []).filter((each) => passed >= each.after + GRACE_S);
    const last = come.length ? come[come.length - 1] : { view: {}, events: frame.events };
    return { view: Object.assign({}, frame.view, last.view, stale ? frame.lost : {}), events: last.events };
  }

  return { heard, due };
})();
