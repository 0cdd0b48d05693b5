import type { Artifact } from "../action/spec.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type { Review } from "../run/review.ts";
import type { RunState } from "../run/state.ts";

/** What a provider made of a run whose steps are over. */
export interface Reviewed {
  readonly review: Review;
  /** The digest of everything that the provider was asked and answered in this run; null when it asks nobody. Goes into the record. */
  readonly transcript: Sha256 | null;
}

/**
 * Who fills the roles around the steps of a run: the reviewer today. A provider is a file of its own and a line in the registry;
 * `config.yaml` names it.
 */
export interface Provider {
  /**
   * Judges a run whose steps are over. It may be stricter than the rules of `review`, never more lenient.
   *
   * @param observed answers the digest of an artifact as it lies on disk now, or null.
   */
  review(state: RunState, observed: (artifact: Artifact) => Sha256 | null): Promise<Reviewed>;
}
