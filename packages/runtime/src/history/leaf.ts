import { AUDIT_EVENT_SCHEMA, type AuditEventEntry, type Envelope, type Sha256 } from "@sdetkit/core";

/** What a leaf of the ledger is: the envelope of a run, or what somebody with power did. */
export type LeafContent =
  | { readonly kind: "run"; readonly envelope: Envelope }
  | { readonly kind: "act"; readonly act: AuditEventEntry };

/** Reads a leaf. @throws SyntaxError when it is no JSON. */
export function readContent(leaf: string): LeafContent {
  const content = JSON.parse(leaf) as Envelope | AuditEventEntry;
  return content.schema === AUDIT_EVENT_SCHEMA ? { kind: "act", act: content } : { kind: "run", envelope: content };
}

/** Reads an envelope back from its leaf. */
export function envelopeOf(leaf: string): Envelope {
  return JSON.parse(leaf) as Envelope;
}

/** The envelope of a finished run, with the hash of its record. */
export function withRecord(envelope: Omit<Envelope, "record">, record: Sha256): Envelope {
  return { ...envelope, record };
}
