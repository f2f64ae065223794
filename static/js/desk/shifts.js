// Rows of a form that Alt ↑ and Alt ↓ move: they press the row's own buttons.
import { behaviour } from "./behaviours.js";

behaviour("shifts", (list) => {
  list.addEventListener("keydown", (event) => {
    const to = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = to && event.target.closest(".rule__row")?.querySelector(`[data-shift="${to}"]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
});
