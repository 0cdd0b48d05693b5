import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Requests to the API. */
export const HTTP_FAULTS = {
  "not-found": {
    exit: ExitCode.usage,
    status: 404,
    meaning: "There is nothing under this identifier for this caller: never made, removed, or somebody else's.",
    remedy: "look it up in the list that names it",
  },
  "no-such-route": {
    exit: ExitCode.usage,
    status: 404,
    meaning: "The path is that of no operation.",
  },
  "method-not-allowed": {
    exit: ExitCode.usage,
    status: 405,
    meaning: "The operation does not take this method.",
    remedy: "use one of those that the header Allow lists",
  },
  "malformed-request": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The bytes are no HTTP/1.1 request, or its target means different things to different readers.",
    remedy: "send a request as RFC 9112 describes it",
  },
  "request-timeout": {
    exit: ExitCode.usage,
    status: 408,
    meaning: "The request did not come whole in time.",
    remedy: "send it again, faster",
  },
  "headers-too-large": {
    exit: ExitCode.usage,
    status: 431,
    meaning: "The headers are longer than they may be.",
    remedy: "send fewer or shorter headers",
  },
  "unknown-host": {
    exit: ExitCode.usage,
    status: 421,
    meaning: "The request names a host that this server is not known by.",
    remedy: "name it under `http.hosts` in server.yaml",
  },
  "foreign-origin": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "A page of another origin calls.",
    remedy: "name it under `http.origins` in server.yaml",
  },
  "unsupported-content": {
    exit: ExitCode.usage,
    status: 415,
    meaning: "The body is not announced as plain JSON.",
    remedy: "send `Content-Type: application/json` without content encoding",
  },
  "body-too-large": {
    exit: ExitCode.usage,
    status: 413,
    meaning: "The body is longer than the server reads.",
    remedy: "send less",
  },
  "body-incomplete": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The connection ended before the whole body was there.",
    remedy: "send it again",
  },
  "malformed-json": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The body is not JSON in UTF-8.",
    remedy: "correct the place named",
  },
  "too-deep": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The body nests lists and objects too deeply.",
    remedy: "flatten it",
  },
  "duplicate-key": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "An object in the body names a key twice.",
    remedy: "remove one of the two",
  },
  "number-out-of-range": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "A number in the body cannot be kept exactly.",
    remedy: "put quotes around it to keep it as text",
  },
  "invalid-query": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The query is not as the operation describes it.",
    remedy: "correct the values named",
  },
  "invalid-body": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The body is not as the operation describes it.",
    remedy: "correct the values named",
  },
  "invalid-cursor": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The cursor is not that of the page before, with the same filter.",
    remedy: "begin again without a cursor",
  },
  "invalid-event-id": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "`Last-Event-ID` is not the number of an event.",
    remedy: "send the number of the last event you saw",
  },
  "invalid-idempotency-key": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The Idempotency-Key is too long, not visible ASCII, or a credential.",
    remedy: "send a random text such as a UUID",
  },
  "idempotency-key-reused": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The Idempotency-Key was used for another request.",
    remedy: "send a new key",
  },
  "range-not-satisfiable": {
    exit: ExitCode.usage,
    status: 416,
    meaning: "The range asked for is not within the file.",
    remedy: "ask for a range within its size",
  },
  "rate-limited": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "The caller asks more than its rate allows.",
    remedy: "wait as long as Retry-After says",
  },
  "too-many-at-once": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "As many of this operation are in progress for the tenant as may be at once.",
    remedy: "wait until one of them is over",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
