import { json } from "./parse-payload.ts";

/** Milliseconds after which a vendor is taken for not answering. */
const PATIENCE_MS = 10_000;
/** Seconds: an answer of a vendor must not silence a conversation for good. */
const LONGEST_WAIT = 86_400;
/** What vendors answer is short; more is not theirs. */
const LONGEST_ANSWER = 1_000_000;

/** What a vendor answered. */
export interface VendorAnswer {
  readonly kind: "answer";
  readonly status: number;
  /** An empty object when it is no JSON object. */
  readonly body: { readonly [name: string]: unknown };
  /** Seconds that it asks to wait for. */
  readonly retryAfter: number | undefined;
}

/** A vendor's answer, or why there is none. Nothing in it holds one of the secrets. */
export type Answered =
  | VendorAnswer
  | { readonly kind: "silence"; readonly why: string }
  /** It was not asked, and will not be: what the channel was given cannot be used. */
  | { readonly kind: "unasked"; readonly why: string };

/** One POST of JSON to a vendor's API. Redirects are not followed: they would take the token elsewhere. */
export async function callVendor(
  fetch: typeof globalThis.fetch,
  call: {
    readonly url: string;
    readonly headers?: { readonly [name: string]: string };
    readonly body: unknown;
    readonly secrets: readonly string[];
  },
): Promise<Answered> {
  try {
    const response = await fetch(call.url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...call.headers },
      body: JSON.stringify(call.body),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return {
      kind: "answer",
      status: response.status,
      body: readObject(without(await readText(response), call.secrets)),
      retryAfter: waitSeconds(response.headers.get("retry-after")),
    };
  } catch (error) {
    if ((error as { code?: unknown }).code === "REQUEST_REFUSED") {
      return {
        kind: "unasked",
        why: "the host of apiUrl is not allowed, or it redirected the request (see channels.hosts)",
      };
    }
    return { kind: "silence", why: reason(error) };
  }
}

/** Seconds to wait for, at most a day, as headers and bodies say them; undefined for what is no such number. */
export function waitSeconds(said: unknown): number | undefined {
  if (!/^\d{1,20}(\.\d{1,20})?$/.test(String(said))) return undefined;
  return Math.min(Math.ceil(Number(said)), LONGEST_WAIT);
}

/** The text with each secret replaced, in case a vendor repeats one. */
function without(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[secret]")), text);
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LONGEST_ANSWER) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function readObject(text: string): { readonly [name: string]: unknown } {
  const value = json(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A word for what happened. Never the error's message: it may hold the URL, and a URL a token. */
function reason(error: unknown): string {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: { code?: unknown } };
  if (name === "TimeoutError" || name === "AbortError") return "no response in time";
  const word = [cause?.code, code].find((each) => typeof each === "string" && /^[A-Z][A-Z0-9_]{1,40}$/.test(each));
  return word === undefined ? "could not be reached" : `could not be reached: ${word}`;
}
