import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a vendor was asked. */
export interface VendorRequest {
  readonly url: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: string;
}

/** What it answers: `cut` closes the connection in the middle, `silent` says nothing at all. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string;
  readonly cut?: boolean;
  readonly silent?: boolean;
}

/** A vendor's API on this machine that answers as it is told. */
export interface FakeVendor {
  readonly base: string;
  /** Since it was told last how to answer. */
  readonly requests: readonly VendorRequest[];
  answerWith(answer: (n: number, request: VendorRequest) => VendorAnswer): void;
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback interface. */
export async function startFakeVendor(): Promise<FakeVendor> {
  let requests: VendorRequest[] = [];
  let answerTo: (n: number, request: VendorRequest) => VendorAnswer = () => ({ status: 500, body: "" });
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      url: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    const { status, headers, body, cut, silent } = answerTo(requests.length, request);
    requests.push(request);
    if (silent) return;
    outgoing.writeHead(status, { ...headers, ...(cut ? { "content-length": "100" } : {}) });
    if (!cut) outgoing.end(body);
    else outgoing.write(body, () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    answerWith: (answer) => {
      requests = [];
      answerTo = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
