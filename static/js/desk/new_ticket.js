// Attachments of a new ticket. Pressing the button twice is the server's business; here it only looks calm.
import { behaviour } from "./behaviours.js";
import { takeFiles } from "./uploads.js";

behaviour("new-ticket", (form) => {
  takeFiles(form, { input: document.getElementById("composer_files"), changed: () => {} });
  form.addEventListener("click", (event) => event.target.closest("[data-remove]")?.closest("li").remove());
});
