// Arrow keys and type-ahead in menus; Esc is the browser's. A menu filled by a request focuses its first item.
import { behaviour } from "./behaviours.js";

// Letters typed within so many milliseconds are one word; the same letter again goes on to the next that begins with it.
const ONE_WORD = 800;
let typed = "";
let typedAt = 0;

const items = (menu) => [...menu.querySelectorAll(".menu__item, input:not([type=hidden])")].filter((item) => item.checkVisibility());

function focusFirst(menu) {
  const target = menu.querySelector("[data-first]") ?? menu.querySelector("[aria-current]") ?? items(menu)[0];
  target?.focus();
}

behaviour("menu", (menu) => {
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") focusFirst(menu);
  });
  menu.addEventListener("htmx:afterSettle", () => {
    if (menu.matches(":popover-open")) focusFirst(menu);
  });
  // A choice was made: the menu has done its work.
  menu.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("form")) menu.hidePopover();
  });
  menu.addEventListener("keydown", (event) => {
    const all = items(menu);
    const at = all.indexOf(document.activeElement);
    const typing = document.activeElement?.matches("input:not([type=checkbox])");
    if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
    else if (event.key === "ArrowUp") all.at(at - 1)?.focus();
    else if (event.key === "Enter" && typing && document.activeElement.closest("[data-finds]")) all[1]?.click();
    else if (event.key === "Home" && !typing) all[0]?.focus();
    else if (event.key === "End" && !typing) all.at(-1)?.focus();
    else if (event.key.length === 1 && !typing && !event.ctrlKey && !event.metaKey) {
      if (event.timeStamp - typedAt > ONE_WORD) typed = "";
      // A space chooses, unless it stands between two words one is typing.
      if (event.key === " " && !typed) return;
      typed += event.key.toLowerCase();
      typedAt = event.timeStamp;
      const word = new Set(typed).size === 1 ? typed[0] : typed;
      const from = word.length > 1 ? at : at + 1;
      const later = [...all.slice(Math.max(from, 0)), ...all.slice(0, Math.max(from, 0))];
      later.find((item) => item.textContent.trim().toLowerCase().startsWith(word))?.focus();
    } else return;
    event.preventDefault();
  });
});
