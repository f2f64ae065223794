// Whether somebody can see this window of the desk. The server makes them away when none was in front for minutes, and
// tells all their windows when that, or another window, changed how they are to be reached.
import { say } from "./live.js";

function tell() {
  say({ kind: document.hidden ? "behind" : "in_front" }, { standing: "attends" });
}

document.addEventListener("visibilitychange", tell);
tell();

document.addEventListener("live:availability", (event) => {
  const you = document.getElementById("you");
  // A menu somebody chooses from stays as it is.
  if (you.querySelector("button").dataset.state === event.detail.state || you.querySelector(":popover-open")) return;
  htmx.ajax("GET", you.dataset.url, { target: "#you", swap: "outerHTML" });
});
