// Say that somebody looks at a topic, once they do; and when they leave, for how long and up to which post.
export function countVisit(place) {
  const began = { at: 0, seconds: 0, told: false };

  function furthest() {
    let last = 1;
    for (const post of place.querySelectorAll("[data-number]"))
      if (post.getBoundingClientRect().top < innerHeight) last = Math.max(last, Number(post.dataset.number));
    return last;
  }

  function tell(seconds) {
    navigator.sendBeacon(place.dataset.visits, new URLSearchParams({ number: furthest(), seconds }));
  }

  function look() {
    if (document.visibilityState === "visible") {
      began.at = Date.now();
      if (!began.told) {
        began.told = true;
        tell(0);
      }
    } else if (began.at) {
      const seconds = Math.min(300, Math.round((Date.now() - began.at) / 1000));
      began.at = 0;
      if (seconds) tell(seconds);
    }
  }

  document.addEventListener("visibilitychange", look);
  look();
}
