// Rows with an order of their own: Alt ↑ and Alt ↓ press the row's own buttons, and the focus comes along.
import { behaviour } from "./behaviours.js";

const KEPT = "moved-row";

behaviour("reorders", (list) => {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const moved = kept && list.querySelector(`[data-row="${kept}"]`);
  moved?.querySelector("a, button:not(:disabled)")?.focus();
  if (moved) document.getElementById("announcer").textContent = `Now place ${[...list.children].indexOf(moved) + 1} of ${list.children.length}`;
  list.addEventListener("submit", (event) => sessionStorage.setItem(KEPT, event.target.closest("[data-row]")?.dataset.row));
  list.addEventListener("keydown", (event) => {
    const to = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = to && event.target.closest("[data-row]")?.querySelector(`[data-move="${to}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
});
