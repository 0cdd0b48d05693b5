import { Client, type ClientConfig } from "pg";
import type { Listener, Notice } from "./types.ts";

/** The channel of LISTEN and NOTIFY that all notices go through. */
export const NOTICES = "sdetkit";
const RECONNECT_MS = 100;

/**
 * One connection that listens for everything, and comes back when it is lost. Whenever it begins to hear, everybody looks: for what
 * was told before, and nobody heard.
 */
export function listenForNotices(config: ClientConfig): {
  listen(notice: Notice, listener: Listener): () => void;
  close(): Promise<void>;
} {
  const listeners = new Map<Notice, Set<Listener>>();
  let client: Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (notice: string) => {
    for (const listener of listeners.get(notice as Notice) ?? []) listener();
  };
  const connect = async (): Promise<void> => {
    const own = new Client(config);
    const retry = () => {
      if (client !== own || closed) return;
      client = null;
      // It may be there still, and deaf.
      own.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), RECONNECT_MS);
    };
    client = own;
    own.on("error", retry);
    own.on("end", retry);
    own.on("notification", ({ payload }) => tell(payload ?? ""));
    try {
      await own.connect();
      await own.query(`LISTEN ${NOTICES}`);
      for (const notice of listeners.keys()) tell(notice);
    } catch {
      retry();
    }
  };
  return {
    listen: (notice, listener) => {
      const set = listeners.get(notice) ?? new Set();
      listeners.set(notice, set.add(listener));
      if (client === null && timer === undefined && !closed) void connect();
      return () => void set.delete(listener);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
