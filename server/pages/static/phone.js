"use strict";

// The customer's page: the ticket as it is now, the title and a sentence for screen readers when it is called.
(() => {
  const page = document.getElementById("follow").dataset;
  const lost = document.getElementById("lost");
  const spoken = document.getElementById("spoken");
  let etag = null;
  let known = changes(document.getElementById("ticket"));

  // What deserves a word: another state, and a call made again.
  function changes(ticket) {
    return `${ticket.dataset.mood} ${ticket.dataset.call}`;
  }

  function show() {
    const ticket = document.getElementById("ticket");
    document.title = ticket.dataset.title;
    if (changes(ticket) === known) return;
    known = changes(ticket);
    ticket.classList.add("fresh");
    spoken.textContent = ""; // the same words a second time are only spoken when they are new
    setTimeout(() => (spoken.textContent = ticket.dataset.spoken), 50);
    // A browser that was never touched refuses to buzz, and complains about being asked.
    if (ticket.dataset.mood === "called" && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
  }

  const refresh = live.oneAtATime(async () => {
    try {
      const answer = await live.ask(page.page);
      if (answer.status === 404) location.reload();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      live.put(await answer.text());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  });

  // The browser sends the ETag itself, and answers from its own store when nothing changed.
  async function poll() {
    try {
      const answer = await live.ask(page.api);
      const now = answer.headers.get("ETag");
      // That a counter opens is no news of the ticket: the page asks itself.
      if (!answer.ok || now !== etag || "unserved" in document.getElementById("ticket").dataset) await refresh();
      else lost.hidden = true;
      etag = now;
    } catch {
      lost.hidden = false;
    }
  }

  document.addEventListener("placed", show);
  live.follow(`${page.api}/events`, ["ticket.changed"], refresh, poll);
})();
