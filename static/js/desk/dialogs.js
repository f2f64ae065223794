// Buttons that open and close native dialogs. The browser keeps focus inside and gives it back.
import { behaviour } from "./behaviours.js";

export function open(id) {
  const dialog = document.getElementById(id);
  dialog?.showModal();
  // One that asks the server what to show does so each time it opens.
  if (dialog) htmx.trigger(dialog, "opened");
}

behaviour("opens", (button) => {
  button.addEventListener("click", () => {
    button.closest("[popover]")?.hidePopover();
    open(button.dataset.opens);
  });
});

behaviour("closes", (button) => button.addEventListener("click", () => button.closest("dialog").close()));

// A form that only changes the ticket has done its work; a refusal is said in the ticket's head.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("dialog form[method=post][hx-swap=none]")) event.target.closest("dialog").close();
});

export function anyOpen() {
  return Boolean(document.querySelector("dialog[open], [popover]:popover-open"));
}
