import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Requests to the API. */
export const HTTP_FAULTS = {
  "not-found": {
    exit: ExitCode.usage,
    status: 404,
    meaning:
      "The caller can see nothing with this identifier: it never existed, was removed, or belongs to someone else.",
    remedy: "look it up in the list that names it",
  },
  "no-such-route": {
    exit: ExitCode.usage,
    status: 404,
    meaning: "The path matches no operation.",
  },
  "method-not-allowed": {
    exit: ExitCode.usage,
    status: 405,
    meaning: "The operation does not support this method.",
    remedy: "use one of the methods in the Allow header",
  },
  "malformed-request": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The bytes are not a valid HTTP/1.1 request, or its target is ambiguous.",
    remedy: "send a request that follows RFC 9112",
  },
  "request-timeout": {
    exit: ExitCode.usage,
    status: 408,
    meaning: "The request did not arrive in full in time.",
    remedy: "send it again, faster",
  },
  "headers-too-large": {
    exit: ExitCode.usage,
    status: 431,
    meaning: "The headers are too long.",
    remedy: "send fewer or shorter headers",
  },
  "unknown-host": {
    exit: ExitCode.usage,
    status: 421,
    meaning: "The request names a host that this server does not serve.",
    remedy: "name it under `http.hosts` in server.yaml",
  },
  "foreign-origin": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The request comes from a page of another origin.",
    remedy: "name it under `http.origins` in server.yaml",
  },
  "unsupported-content": {
    exit: ExitCode.usage,
    status: 415,
    meaning: "The body is not declared as plain JSON.",
    remedy: "send `Content-Type: application/json` without content encoding",
  },
  "body-too-large": {
    exit: ExitCode.usage,
    status: 413,
    meaning: "The body is larger than the server accepts.",
    remedy: "send less",
  },
  "body-incomplete": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The connection ended before the whole body arrived.",
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
    meaning: "A number in the body cannot be stored exactly.",
    remedy: "put quotes around it to keep it as text",
  },
  "invalid-query": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The query does not match the operation's schema.",
    remedy: "correct the values named",
  },
  "invalid-body": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The body does not match the operation's schema.",
    remedy: "correct the values named",
  },
  "invalid-cursor": {
    exit: ExitCode.usage,
    status: 400,
    meaning: "The cursor does not belong to the previous page of the same query.",
    remedy: "start again without a cursor",
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
    meaning: "The Idempotency-Key was already used for a different request.",
    remedy: "send a new key",
  },
  "range-not-satisfiable": {
    exit: ExitCode.usage,
    status: 416,
    meaning: "The requested range is not within the file.",
    remedy: "request a range within its size",
  },
  "rate-limited": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "The caller exceeds its rate limit.",
    remedy: "wait for the time in the Retry-After header",
  },
  "too-many-at-once": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "The tenant has reached the limit of concurrent requests for this operation.",
    remedy: "wait until one of them finishes",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
