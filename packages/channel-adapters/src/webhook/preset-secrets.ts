import type { PresetSecret } from "./preset.ts";
import { signingKey } from "./standard-webhook.ts";

const LONGEST = 512;

/** A text that both sides know. @param shortest in characters. */
export function textSecret(about: string, shortest: number): PresetSecret {
  return secretLike(about, shortest, `(?! )[\\x20-\\x7e]{${shortest},${LONGEST}}(?<! )`);
}

/** A text without spaces: what stands behind `Bearer`. */
export function tokenSecret(about: string, shortest: number): PresetSecret {
  return secretLike(about, shortest, `[\\x21-\\x7e]{${shortest},${LONGEST}}`);
}

function secretLike(about: string, shortest: number, pattern: string): PresetSecret {
  const fits = new RegExp(`^${pattern}$`);
  const wanted = `with ${shortest} to ${LONGEST} visible ASCII characters`;
  return { about, problem: (text) => (fits.test(text) ? null : wanted) };
}

/** A key as Standard Webhooks write it. */
export const STANDARD_SECRET: PresetSecret = {
  about: "whsec_… with 24 to 64 bytes of base64: deliveries are signed (Standard Webhooks)",
  problem: (text) => (signingKey(text) === null ? "as whsec_ and 24 to 64 bytes in base64" : null),
};
