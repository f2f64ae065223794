// The bar on top: back, who we talk to, more, close.
import { draw } from "./parts.js";

export function head(ctx, { name, sub, face, back = true, more = false }) {
  const { content, parts } = draw("head");
  parts.back.hidden = !back;
  parts.more.hidden = !more;
  parts.face.replaceWith(face);
  parts.name.textContent = name;
  parts.sub.textContent = sub;
  parts.back.addEventListener("click", () => ctx.go("home"));
  parts.close.addEventListener("click", ctx.close);
  return { content, parts };
}
