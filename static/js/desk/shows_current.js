// A strip or column of links that does not fit: it begins with the page one is on in sight.
import { behaviour } from "./behaviours.js";

behaviour("shows-current", (nav) => {
  const here = nav.querySelector("[aria-current]");
  if (!here) return;
  const around = nav.getBoundingClientRect();
  const place = here.getBoundingClientRect();
  nav.scrollBy({
    left: place.left - around.left - (around.width - place.width) / 2,
    top: place.top - around.top - (around.height - place.height) / 2,
    behavior: "instant",
  });
});
