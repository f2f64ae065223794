// A sound and a notice of the browser when somebody waits for a person or writes in one's own chat. Each window's own
// choice, off until somebody asks: browsers want the click, and so do people.
import { behaviour } from "./behaviours.js";

const me = () => Number(document.body.dataset.me);
const wants = (what) => localStorage.getItem(`chat-${what}`) === "on";
let audio = null;

function chime() {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [pitch, at] of [[660, 0], [880, 0.16]]) {
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, start + at);
    loud.gain.linearRampToValueAtTime(0.15, start + at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, start + at + 0.4);
    tone.connect(loud).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.45);
  }
}

function notice({ number, what }) {
  // Says nothing of what was written: it may be read over a shoulder.
  const words = what === "waiting" ? "Somebody waits in the chat" : "A visitor wrote in your chat";
  const shown = new Notification(words, { tag: `chat-${number}` });
  shown.addEventListener("click", () => {
    window.focus();
    location.assign(`/agent/chats/${number}/`);
  });
}

document.addEventListener("live:chat_changed", (event) => {
  const { what, agent } = event.detail;
  const concerns = what === "waiting" || (what === "said" && agent === me());
  if (!concerns || (what === "said" && !document.hidden)) return;
  if (wants("sound")) chime();
  if (wants("notices") && document.hidden && Notification.permission === "granted") notice(event.detail);
});

behaviour("chat-alerts", (menu) => {
  const state = menu.querySelector("#chat_alerts_state");
  const show = (button, what) => button.setAttribute("aria-pressed", String(wants(what)));
  const keep = (what, on) => localStorage.setItem(`chat-${what}`, on ? "on" : "off");
  const sound = menu.querySelector("#chat_sound");
  const notices = menu.querySelector("#chat_notices");
  sound.addEventListener("click", () => {
    keep("sound", !wants("sound"));
    show(sound, "sound");
    if (wants("sound")) chime();
  });
  notices.addEventListener("click", async () => {
    let on = !wants("notices");
    if (on && await Notification.requestPermission() !== "granted") {
      on = false;
      state.textContent = "Your browser does not allow notices of this site. Change that in its settings.";
    }
    keep("notices", on);
    show(notices, "notices");
  });
  show(sound, "sound");
  show(notices, "notices");
});
