// Which pane a narrow window shows, and whether a wide one shows the customer. The address picks it, so Back works.
import { behaviour } from "./behaviours.js";

const desk = () => document.querySelector(".desk");

export function show(pane) {
  const place = desk();
  if (!place) return;
  // Where the customer has a column of its own, it folds; elsewhere it comes as a drawer.
  const wide = place.matches(".desk--ticket") ? "(width > 60rem)" : "(width > 80rem)";
  if (pane === "context" && matchMedia(wide).matches) {
    place.classList.toggle("is-wide-convo");
    return;
  }
  const home = document.querySelector("#conversation[data-ticket]") ? "convo" : "list";
  place.dataset.pane = place.dataset.pane === pane ? home : pane;
}

behaviour("panes", (place) => {
  place.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "conversation") place.dataset.pane = "convo";
  });
});

behaviour("shows-pane", (control) => {
  control.addEventListener("click", (event) => {
    event.preventDefault();
    control.closest("[popover]")?.hidePopover();
    show(control.dataset.pane);
  });
});
