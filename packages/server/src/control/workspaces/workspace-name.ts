import { Fault } from "@sdetkit/core";

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
const REF = /^(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock$|\/$))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;
const RUN = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

/** Refuses what is no name of a workspace: it becomes the name of a folder. Fault `invalid-name`. */
export function requireName(name: string): void {
  if (NAME.test(name)) return;
  throw new Fault("invalid-name", `expected a name of a-z, 0-9 and -, got ${JSON.stringify(name.slice(0, 64))}`, {
    remedy: "write at most 40 characters, a letter or digit first, e.g. `web-shop`",
  });
}

/** Refuses what is no branch, tag, commit or `HEAD`. Fault `invalid-ref`. */
export function requireRef(ref: string): void {
  if (REF.test(ref)) return;
  throw new Fault("invalid-ref", `expected a branch, a tag or a commit, got ${JSON.stringify(ref.slice(0, 64))}`);
}

/** Refuses what is no run's id: it becomes the name of a folder. */
export function requireRun(run: string): void {
  if (!RUN.test(run)) throw new Error(`expected the id of a run, got ${JSON.stringify(run.slice(0, 64))}`);
}
