// Rows of a form that can be moved, removed and added to, without a word to the server until all is saved.
import { behaviour } from "./behaviours.js";

const changed = (list) => list.dispatchEvent(new CustomEvent("rearranged", { bubbles: true }));

behaviour("questions", (list) => {
  list.addEventListener("keydown", (event) => {
    const to = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!to) return;
    event.preventDefault();
    const { target } = event;
    target.closest("li").querySelector(`[data-shift="${to}"]`).click();
    target.focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shift]");
    if (!button) return;
    const row = button.closest("li");
    const { shift } = button.dataset;
    if (shift === "up") row.previousElementSibling?.before(row);
    if (shift === "down") row.nextElementSibling?.after(row);
    if (shift === "out") {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      next?.querySelector("input").focus();
    } else button.focus();
    changed(list);
  });
});

behaviour("asks-more", (button) => {
  button.addEventListener("click", () => {
    const list = document.getElementById(button.dataset.list);
    list.append(document.getElementById("question").content.cloneNode(true));
    list.lastElementChild.querySelector("input").focus();
    changed(list);
  });
});
