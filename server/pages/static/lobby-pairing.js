"use strict";

// What a screen shows that has not been let in yet: its code, as large as there is room, and where to type it.
const lobbyPairing = (() => {
  const SAID = JSON.parse(document.body.getAttribute("data-said"));
  const part = (id) => document.getElementById(id);

  function code(told) {
    // On a narrow screen a line may end before the path.
    say(SAID.new, told, SAID.where.replace("{address}", location.origin + "\u200b/staff/devices"), SAID.note);
  }

  function away() {
    say(SAID.away, "", SAID.again.replace("{address}", location.origin), "");
  }

  function say(title, told, where, note) {
    const words = { "pairing-title": title, code: told, where, note };
    Object.keys(words).forEach((id) => (part(id).textContent = words[id]));
    part("pairing").hidden = false;
    fit();
  }

  function fit() {
    const short = Math.min(innerWidth, innerHeight);
    const room = innerWidth - 0.28 * short;
    const needed = lobbySizes.wide(part("code").textContent, 100, 700, 0.06);
    part("code").style.fontSize = Math.floor(Math.min(0.36 * innerHeight, (100 * room) / Math.max(1, needed))) + "px";
    document.documentElement.style.setProperty("--u", short / 100 + "px");
  }

  return { code, away, fit, hide: () => (part("pairing").hidden = true) };
})();
