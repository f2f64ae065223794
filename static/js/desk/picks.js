// A list of boxes behind a line that says what is chosen.
import { behaviour } from "./behaviours.js";

behaviour("picks", (details) => {
  const said = details.querySelector("[data-picked]");
  details.addEventListener("change", () => {
    const chosen = [...details.querySelectorAll("input:checked")].map((box) => box.closest("label").textContent.trim());
    said.textContent = chosen.join(", ") || said.dataset.none;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector("summary").focus();
  });
});
