import { Client, type ClientConfig } from "pg";
import { databaseFault } from "./database-fault.ts";
import type { Session } from "./types.ts";

/** One connection that is kept until it is ended. `lost` is told once, when it broke before. Fault `database-away`. */
export async function openSession(config: ClientConfig, lost: () => void): Promise<Session> {
  const client = new Client(config);
  let ended = false;
  const end = () => {
    if (!ended) lost();
    ended = true;
  };
  client.on("error", end);
  client.on("end", end);
  try {
    await client.connect();
  } catch (error) {
    ended = true;
    throw databaseFault(error);
  }
  return {
    query: async <R extends object>(text: string, values: readonly unknown[] = []) => {
      try {
        return (await client.query<R>(text, [...values])).rows;
      } catch (error) {
        throw databaseFault(error);
      }
    },
    end: async () => {
      ended = true;
      await client.end().catch(() => undefined);
    },
  };
}
