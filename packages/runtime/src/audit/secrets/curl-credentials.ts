import type { Detection, Detector } from "./detector.ts";
import { entropy } from "./entropy.ts";
import { isPlaceholderValue } from "./is-placeholder-value.ts";

/** How much of a command is looked at, in UTF-16 code units, and over how many lines. */
const LONGEST = 2000;
const LINES = 6;
/** `-u user:password`, each in quotes or not. */
const LOGIN =
  /(?<=\s)(?:-u|--user)(?:=|\s{0,5})(?:"(?<double>[^"\r\n]{1,300})"(?::"(?<other>[^"\r\n]{1,300})")?|'(?<single>[^'\r\n]{1,300})'|(?<bare>[^\s:"']{1,100}:(?:'[^'\r\n]{1,200}'|"[^"\r\n]{1,200}"|[^\s"']{1,200})))/g;
/** `-H "Authorization: Bearer …"`, and the headers in which services take a key. */
const HEADER =
  /(?<=\s)(?:-H|--header)(?:=|\s{0,5})(?<quote>["'])(?:authorization:\s{0,5}(?:(?<scheme>basic|bearer|(?:api-)?token)\s{1,5})?|(?:x-)?(?:[a-z]{1,20}-){0,3}(?:api-?)?(?:key|token):\s{0,5})(?<secret>[\w=~@.+/-]{8,1000})\k<quote>/gi;
/** In bits per character: less is a word. */
const LEAST = 2.7;

/** Passwords and tokens in command lines of curl, as scripts and documentation have them. */
export const curlCredentials: Detector = {
  name: "curl",
  keywords: ["curl "],
  rank: "form",
  detect(text) {
    const found: Detection[] = [];
    let end = 0;
    for (const { index } of text.matchAll(/\bcurl\s/g)) {
      if (index < end) continue;
      const command = commandAt(text, index);
      end = index + command.length;
      for (const each of credentialsIn(command)) found.push({ ...each, from: each.from + index, to: each.to + index });
    }
    return found;
  },
};

/** From `curl` to the end of its last continued line. */
function commandAt(text: string, from: number): string {
  const near = text.slice(from, from + LONGEST);
  let end = 0;
  for (let line = 0; line < LINES; line++) {
    const next = near.indexOf("\n", end);
    if (next < 0) return near;
    end = next + 1;
    if (!/\\\r?\n$/.test(near.slice(0, end)) && !/^[ \t]{1,20}-/.test(near.slice(end, end + 24))) break;
  }
  return near.slice(0, end);
}

function* credentialsIn(command: string): Generator<Detection> {
  for (const { index, 0: option, groups } of command.matchAll(LOGIN)) {
    const { double, other, single, bare } = groups ?? {};
    const login = other === undefined ? (double ?? single ?? bare ?? "") : `${double}:${other}`;
    if (!isLogin(login)) continue;
    const to = index + option.length;
    yield { kind: "CurlLogin", title: "login in a curl command", from: to - login.length, to, severity: "warning" };
  }
  for (const { index, 0: option, groups } of command.matchAll(HEADER)) {
    const secret = groups?.["secret"] ?? "";
    if (groups?.["scheme"]?.toLowerCase() === "basic" && !/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) continue;
    if (isPlaceholderValue(secret) || !/\d|[A-Z].*[a-z]|[a-z].*[A-Z]/.test(secret) || entropy(secret) < LEAST) continue;
    const to = index + option.length - 1;
    yield {
      kind: "CurlHeader",
      title: "credential in a curl command",
      from: to - secret.length,
      to,
      severity: "warning",
    };
  }
}

function isLogin(login: string): boolean {
  const colon = login.indexOf(":");
  if (colon < 0) return false;
  const bare = (part: string) => part.replace(/^["']|["']$/g, "");
  const [user, password] = [bare(login.slice(0, colon)), bare(login.slice(colon + 1))];
  // An empty part is right where a service takes a key in the place of the other.
  const secret = password === "" ? user : password;
  if (secret.length < 4 || entropy(secret) < 2) return false;
  return (
    ![user, password].some((part) => part !== "" && isReference(part)) &&
    !isPlaceholderValue(secret) &&
    !/^(?:pass|pwd|user)/i.test(secret)
  );
}

function isReference(part: string): boolean {
  return /^["']?[$<[{%]/.test(part) && !/^\{[0-9a-f-]{36}\}$/i.test(part);
}
