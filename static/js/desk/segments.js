// How many text messages a text becomes (3GPP TS 23.038 and 23.040); the server counts alike (adapters/sms/segments.py).
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

export function segments(text) {
  const signs = [...text];
  const basic = signs.every((sign) => BASIC.has(sign) || EXTENDED.has(sign));
  const length = basic ? signs.reduce((sum, sign) => sum + (EXTENDED.has(sign) ? 2 : 1), 0) : text.length;
  const [one, each] = basic ? [160, 153] : [70, 67];
  return length <= one ? 1 : Math.ceil(length / each);
}
