"use strict";

// Puts the parts of a lobby's board into the page. Every part has a place in pixels, counted from where reading begins:
// from the left in English, from the right in Arabic.
const lobbyDraw = (() => {
  const { round } = lobbySizes;
  const TRACKING = -0.01;
  const LOW = 0.026; // how far a browser puts capitals of IBM Plex Sans below the middle of a line, in parts of their size
  const ARROWS = {
    left: "M92 50 H10 M46 10 L8 50 L46 90",
    right: "M8 50 H90 M54 10 L92 50 L54 90",
    straight: "M50 92 V10 M10 46 L50 8 L90 46",
  };
  const INK = "0.5 0.5 99 99"; // where they have ink: it is to be as high as the distance asks, without the edge around it
  const SVG = "http://www.w3.org/2000/svg";
  const MOST_PICTURES = 8; // kept at a time
  const AGAIN_MS = 30000; // after which one that has not come is asked for again
  const pictures = {};
  let rtl = false;
  let outline = 2; // how broad a field's outline is at least

  function add(parent, tag, kind, x, y, width, height) {
    const part = document.createElement(tag);
    if (kind) part.className = kind;
    const style = part.style;
    style[rtl ? "right" : "left"] = x + "px";
    style.top = y + "px";
    style.width = width + "px";
    style.height = height + "px";
    parent.appendChild(part);
    return part;
  }

  // A line of words, its capitals in the middle of its box's height. `how`: size, weight, colour, align, dir, lang,
  // tracking, tag.
  function line(parent, words, x, y, width, height, how) {
    const part = add(parent, how.tag || "div", "line", x, y - round(how.size * LOW), width, height);
    const style = part.style;
    style.fontSize = how.size + "px";
    style.lineHeight = height + "px";
    style.fontWeight = how.weight || 400;
    style.color = "var(--" + (how.colour || "ink") + ")";
    if (how.tracking) style.letterSpacing = how.tracking + "em";
    // A number reads from left to right, but stands where reading begins.
    const end = how.align === "end";
    style.textAlign = how.align === "middle" ? "center" : end === rtl ? "left" : "right";
    if (how.dir) part.dir = how.dir;
    if (how.lang) part.lang = how.lang;
    part.textContent = words;
    return part;
  }

  function plate(parent, kind, x, y, width, height, radius, fill, edge) {
    const part = add(parent, "div", kind, x, y, width, height);
    part.style.borderRadius = radius + "px";
    part.style.backgroundColor = "var(--" + fill + ")";
    if (edge) part.style.boxShadow = "inset 0 0 0 " + edge.width + "px var(--" + edge.colour + ")";
    return part;
  }

  function arrow(parent, way, x, y, side, colour, disc) {
    const box = add(parent, "div", "arrow", x, y, side, side);
    if (disc) {
      box.style.backgroundColor = "var(--" + colour + ")";
      box.style.borderRadius = "50%";
    }
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", INK);
    svg.setAttribute("aria-hidden", "true");
    const inner = disc ? disc / side : 1;
    svg.style.width = svg.style.height = 100 * inner + "%";
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ARROWS[way]);
    path.style.stroke = "var(--" + (disc ? "now" : colour) + ")";
    svg.appendChild(path);
    box.appendChild(svg);
  }

  const leads = (way) => way in ARROWS;

  function number(parent, words, x, y, width, height, size, colour, align) {
    line(parent, words, x, y, width, height, { size, weight: 700, colour, align, dir: "ltr", tracking: TRACKING });
  }

  // How words of a language of their own are set: they begin where reading begins in it.
  const own = (text) => ({
    dir: text.direction,
    lang: text.language,
    align: (text.direction === "rtl") === rtl ? "start" : "end",
  });

  // Lines of words from `y` on, `step` apart.
  function paragraph(parent, lines, x, y, width, step, how) {
    lines.forEach((words, at) => line(parent, words, x, y + at * step, width, step, how));
  }

  // The outline of a field, where it has one: it would not stand off the page, or says that a call is still to come.
  function rowEdge(m, fill, outlined) {
    if (fill === "now") return null;
    if (outlined) return { width: m.u(0.6), colour: "now" };
    const style = getComputedStyle(document.documentElement);
    const same = style.getPropertyValue("--card").trim() === style.getPropertyValue("--page").trim();
    return same ? { width: Math.max(outline, m.u(0.3)), colour: "edge" } : null;
  }

  // ------------------------------------------------------------------ pictures

  // A picture, when it has come; until then nothing, and the board is drawn once more with it.
  function picture(src) {
    if (!pictures[src]) {
      tidy();
      const made = document.createElement("img");
      made.alt = "";
      made.onload = () => api.oncome();
      made.onerror = () => setTimeout(() => delete pictures[src], AGAIN_MS);
      made.src = src;
      pictures[src] = made;
    }
    return pictures[src].complete && pictures[src].naturalWidth ? pictures[src] : null;
  }

  // Pictures change for years on a page that nobody ever leaves.
  function tidy() {
    const known = Object.keys(pictures);
    if (known.length >= MOST_PICTURES) known.forEach((src) => document.body.contains(pictures[src]) || delete pictures[src]);
  }

  // ------------------------------------------------------------------ colours

  function wear(dress, night) {
    const told = {};
    outline = dress.outline;
    dress.colours.forEach((each) => (told[each[0]] = each[1]));
    if (night && !dress.contrast) {
      const page = mixed(told.page, "#000000", 0.45);
      ["ink", "mute", "accent"].forEach((role) => (told[role] = mixed(told[role], page, 0.14)));
      Object.assign(told, { page, band: page, badge: mixed(told.badge, page, 0.3) });
    }
    Object.keys(told).forEach((role) => document.documentElement.style.setProperty("--" + role, told[role]));
  }

  function mixed(one, other, share) {
    const part = (colour, at) => parseInt(colour.substr(at, 2), 16);
    const mix = (at) => round(part(one, at) + (part(other, at) - part(one, at)) * share);
    return "#" + [1, 3, 5].map((at) => ("0" + mix(at).toString(16)).slice(-2)).join("");
  }

  const api = {
    add, line, plate, arrow, number, paragraph, picture, rowEdge, own, leads, wear, TRACKING,
    oncome: () => null, // a picture has come
    turn: (direction) => (rtl = direction === "rtl"),
    rightToLeft: () => rtl,
  };
  return api;
})();
