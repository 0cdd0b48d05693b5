import type { ExitCode } from "../exit-code.ts";

/** What there is to know of a fault code. */
export interface FaultEntry {
  /** How a command ends that it ends. Of a step's failure: how a run ends that no other step failed. */
  readonly exit: ExitCode;
  /** Status of the problem document (RFC 9457) that it is over HTTP. Without one it is 500, and its details are told to the log alone. */
  readonly status?: number;
  /** Something that was named is not there. Where a path names it, the answer is `not-found`, as for whatever is somebody else's. */
  readonly absent?: true;
  /** One sentence for the reference. */
  readonly meaning: string;
  /** What can be done, unless whoever throws it knows better: imperative, without a full stop. */
  readonly remedy?: string;
}
