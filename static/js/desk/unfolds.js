// A button in front of what a phone has no room for until it is asked for.
import { behaviour } from "./behaviours.js";

behaviour("unfolds", (button) => {
  button.addEventListener("click", () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true")));
});
