import { hash } from "node:crypto";
import type { Hashing, Sha256 } from "@sdetkit/core";

/** SHA-256 by Node's one-shot `crypto.hash`, more than twice as fast as `createHash` for small inputs. */
export const hashing: Hashing = {
  hex: (data) => hash("sha256", data, "hex") as Sha256,
  bytes: (data) => hash("sha256", data, "buffer"),
};
