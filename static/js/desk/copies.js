// Copy what stands beside the button, and say so.
import { behaviour } from "./behaviours.js";
import { toast } from "./toasts.js";

behaviour("copies", (block) => {
  block.querySelector("button").addEventListener("click", async () => {
    const text = block.querySelector("pre");
    try {
      await navigator.clipboard.writeText(text.textContent);
      toast("Copied");
    } catch {
      // Not allowed here: marked, it is one key away.
      getSelection().selectAllChildren(text);
    }
  });
});
