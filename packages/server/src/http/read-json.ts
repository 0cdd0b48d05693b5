import { HttpProblem } from "./http-problem.ts";

/** Lists and objects in each other: more than any request needs, and far less than would exhaust a stack. */
const MOST_DEPTH = 32;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Whether a body of this type is JSON: `application/json`, in UTF-8 where it says. */
export function isJson(contentType: string | null): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? "");
}

/** Reads JSON (RFC 8259); its depth is counted before it is parsed. Problems `malformed-json`, `too-deep`. */
export function readJson(body: Uint8Array): unknown {
  if (depthOf(body) > MOST_DEPTH) {
    const detail = `expected at most ${MOST_DEPTH} lists and objects in each other, got more`;
    throw new HttpProblem({ status: 400, code: "too-deep", detail });
  }
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    const detail = "expected JSON in UTF-8, this cannot be read as such";
    throw new HttpProblem({ status: 400, code: "malformed-json", detail });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function depthOf(body: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}
