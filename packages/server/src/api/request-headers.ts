/** The request headers that operations read by themselves, as the OpenAPI document describes them. */
export const REQUEST_HEADERS = {
  "last-event-id": {
    name: "Last-Event-ID",
    description: "Number of the last event received: the stream continues after it.",
  },
  range: { name: "Range", description: "One range of bytes." },
  "if-range": { name: "If-Range", description: "The ETag that the range is of." },
} as const satisfies { readonly [lowerCase: string]: { readonly name: string; readonly description: string } };

/** One of them, in lower case. */
export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** Reads a header of a request; null when it is not there. */
export type ReadHeader<Name extends RequestHeader = RequestHeader> = (name: Name) => string | null;
