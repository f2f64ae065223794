// A request's page, live for who is signed in: an answer appears under what was read before, and nothing typed is touched.
// Without a socket the page is what it always was.
import { coalesce } from "../desk/freshness.js";
import { connect } from "../desk/live.js";
import { pull } from "../desk/requests.js";
import { inReadersZone } from "../local_time.js";

const place = document.getElementById("live");
const number = Number(place.dataset.number);

// What is there stays as it is: a fold somebody opened, a selection, the focus.
function add(fresh) {
  const list = document.getElementById("timeline");
  const known = new Set([...list.children].map((entry) => entry.dataset.entry));
  const added = [...fresh.children].filter((entry) => !known.has(entry.dataset.entry));
  const order = [...fresh.children];
  if (added.some((entry) => entry.id)) document.getElementById("latest")?.removeAttribute("id");
  for (const entry of added) list.insertBefore(entry, list.children[order.indexOf(entry)] ?? null);
  inReadersZone(list);
  return added;
}

const refresh = coalesce(async () => {
  const { content } = await pull(place.dataset.news);
  const fresh = content.getElementById("timeline");
  if (!fresh) return;
  document.getElementById("status").replaceWith(content.getElementById("status"));
  const answers = add(fresh).filter((entry) => entry.matches(".msg--agent"));
  if (answers.length) document.getElementById("news").textContent = `New answer from ${place.dataset.company}`;
}, 500);

const ask = () => refresh().catch(() => {});

document.addEventListener("live:ticket_changed", (event) => event.detail.number === number && ask());
document.addEventListener("live:resync", ask);
connect();
