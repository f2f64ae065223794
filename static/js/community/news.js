// Posts that were written since the page was opened appear at its end; nothing typed or read moves. A socket says that
// there are some; without one the page asks every few seconds.
import { connect } from "../desk/live.js";

const EVERY = 5000;

export function followNews(place) {
  const list = document.getElementById("posts");
  const said = document.getElementById("news");
  let latest = Number(place.dataset.latest);
  let running = false;
  let again = false;
  let live = false;

  async function ask() {
    if (document.visibilityState !== "visible") return;
    again = running;
    if (running) return;
    running = true;
    try {
      const answer = await fetch(`${place.dataset.news}?after=${latest}`, { credentials: "same-origin" });
      if (answer.status === 200) show(await answer.text());
    } catch {
      // The next time.
    } finally {
      running = false;
    }
    if (again) ask();
  }

  function show(html) {
    const found = new DOMParser().parseFromString(html, "text/html").body;
    const posts = [...found.children].filter((post) => Number(post.dataset.number) > latest);
    if (!posts.length) return;
    list.append(...posts);
    latest = Number(posts.at(-1).dataset.number);
    said.textContent = posts.length === 1 ? "One new post" : `${posts.length} new posts`;
  }

  document.addEventListener("live:topic_changed", ask);
  document.addEventListener("live:resync", ask);
  document.addEventListener("live:open", () => (live = true));
  document.addEventListener("live:lost", () => (live = false));
  setInterval(() => live || ask(), EVERY);
  document.addEventListener("visibilitychange", ask);
  connect(place.dataset.watch);
}
