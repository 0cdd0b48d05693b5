import { setTimeout as sleep } from "node:timers/promises";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the answers' shapes are what the tests assert.
  readonly body: any;
}

/** Calls the REST API as one caller. */
export interface Api {
  call(method: string, path: string, body?: unknown, headers?: { readonly [name: string]: string }): Promise<ApiAnswer>;
  /** As `call`, and an error unless it succeeded. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ask(method: string, path: string, body?: unknown): Promise<any>;
}

/** The API of a server, as whoever has this token. `url` may change: replicas come and go. */
export function api(url: string | (() => string), token: string): Api {
  const base = typeof url === "string" ? () => url : url;
  const call: Api["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${base()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /[/+]json\b/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: json && text !== "" ? JSON.parse(text) : text };
  };
  return {
    call,
    ask: async (method, path, body) => {
      const answer = await call(method, path, body);
      if (answer.status < 300) return answer.body;
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
  };
}

/** Asks again until the answer pleases; an error of the network is asked again as well. */
export async function until<T>(ask: () => Promise<T>, pleases: (answer: T) => boolean, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (pleases(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`waited ${seconds} s, and last had ${last instanceof Error ? last.message : JSON.stringify(last)}`);
}
