// Say that somebody reads this page, once they look at it: a page that is only fetched ahead counts nothing.
function tell(place) {
  const said = new URLSearchParams({ translation: place.dataset.translation });
  navigator.sendBeacon(place.dataset.to, said);
}

export function countVisit(place) {
  if (document.visibilityState === "visible" && !document.prerendering) {
    tell(place);
    return;
  }
  const later = () => {
    if (document.visibilityState !== "visible" || document.prerendering) return;
    document.removeEventListener("visibilitychange", later);
    document.removeEventListener("prerenderingchange", later);
    tell(place);
  };
  document.addEventListener("visibilitychange", later);
  document.addEventListener("prerenderingchange", later);
}
