// Calls that ring for this person pop up and stay until they ring no more. The nudge says only that a call changed.
import { behaviour } from "./behaviours.js";
import { coalesce } from "./freshness.js";
import { Gone, pull } from "./requests.js";

behaviour("calls", (place) => {
  const away = new Set();

  const quietly = (job) => async (...given) => {
    try {
      await job(...given);
    } catch (error) {
      if (!(error instanceof Gone || error instanceof TypeError)) throw error;
    }
  };

  function put(shown) {
    if (away.has(shown.id)) return;
    const held = document.getElementById(shown.id);
    // Not under somebody's hands: they would press what moved there.
    if (held?.contains(document.activeElement)) return;
    if (held) held.replaceWith(shown);
    else place.append(shown);
  }

  const one = quietly(async (id) => {
    const { content } = await pull(`${place.dataset.url}${id}/`);
    const shown = content.firstElementChild;
    if (shown) put(shown);
    else document.getElementById(`call_${id}`)?.remove();
  });

  const all = coalesce(quietly(async () => {
    const { content } = await pull(place.dataset.url);
    const found = [...content.children];
    for (const old of [...place.children]) if (!found.some((shown) => shown.id === old.id)) old.remove();
    found.forEach(put);
  }), 2000);

  document.addEventListener("live:resync", all);
  document.addEventListener("live:call_changed", (event) => one(event.detail.id));
  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    const shown = event.target.closest(".callpop");
    away.add(shown.id);
    shown.remove();
  });
});
