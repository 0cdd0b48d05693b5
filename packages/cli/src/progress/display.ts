import type { Progress } from "@sdetkit/runtime";

/** Shows how a run is getting on, on standard error. */
export interface Display {
  show(progress: Progress): void;
  /** Makes room for a question: nothing is drawn until it is answered. */
  pauseFor<T>(ask: () => Promise<T>): Promise<T>;
  /** Leaves the screen as if nothing had been drawn. */
  end(): void;
}
