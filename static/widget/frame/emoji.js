// A handful of faces; whoever wants another has a keyboard that makes them.
import { make } from "./parts.js";

const FACES = [
  ..."😀😄😊🙂😉😍😅😂🤔😐😕😟😢😭😡😴".match(/./gu),
  ..."👍👎👏🙏👋👌💪🎉✅❌❓❗⏰📦📷☕".match(/./gu),
];
const NAMES = [
  ...["grinning", "laughing", "happy", "smile", "wink", "love", "relieved", "tears of joy", "thinking", "neutral", "unsure"],
  ...["worried", "sad", "crying", "angry", "tired", "thumbs up", "thumbs down", "applause", "thank you", "hello", "okay"],
  ...["strong", "party", "yes", "no", "question", "important", "clock", "parcel", "camera", "coffee"],
];

export function offerEmoji(menu, choose) {
  menu.append(
    ...FACES.map((emoji, position) => {
      const button = make("button", { type: "button", ariaLabel: NAMES[position] }, emoji);
      button.addEventListener("click", () => {
        menu.hidePopover();
        choose(emoji);
      });
      return button;
    }),
  );
}
