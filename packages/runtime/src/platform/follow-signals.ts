/** A signal that follows others for a while. */
export interface Following {
  readonly signal: AbortSignal;
  /** Stops following: the others keep nothing of it. To be called when nobody needs the signal any more; twice is once. */
  release(): void;
}

/**
 * A signal that is aborted with the first of these, with its reason. `AbortSignal.any` does the same, but what it makes
 * stays with its sources for as long as somebody listens; and a source may live as long as the process.
 */
export function followSignals(...sources: readonly AbortSignal[]): Following {
  const controller = new AbortController();
  const follows = sources.map((source) => ({ source, abort: () => controller.abort(source.reason) }));
  for (const { source, abort } of follows) {
    if (source.aborted) abort();
    else source.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const { source, abort } of follows) source.removeEventListener("abort", abort);
    },
  };
}
