import { z } from "zod";
import { list, sha256 } from "./shapes.ts";

/** A check of everything; without problems, nothing is wrong. */
export const verification = z
  .strictObject({
    ok: z.boolean(),
    runs: z.int(),
    records: z.int(),
    blobs: z.int(),
    acts: z.int().describe("Administrative actions in the ledger."),
    root: z.string().describe("Root of the Merkle tree over all rows of the ledger, in hexadecimal."),
    problems: list(z.strictObject({ code: z.string(), where: z.string(), expected: z.string(), got: z.string() })),
  })
  .meta({ id: "Verification" });

/** What shows one run to be in the ledger, without any other: the document that `agent history prove` writes. */
export const inclusionProof = z
  .strictObject({
    leaf: z.string().describe("The exact text of the leaf."),
    index: z.int(),
    size: z.int(),
    hashes: list(sha256).describe("RFC 6962 audit path, from the leaf up."),
    root: sha256,
    checkpoint: z.string().describe("C2SP signed note over origin, size and root."),
    publicKey: z.string().describe("PEM of the ledger's ed25519 public key."),
    verifierKey: z.string().describe("C2SP verifier key of the same key."),
  })
  .meta({ id: "InclusionProof" });
