import type { Diagnostic, Json, Place } from "@sdetkit/core";

/** Inputs as a person gave them, and where they wrote each. */
export interface GivenInputs {
  readonly values: { readonly [name: string]: Json };
  readonly places: ReadonlyMap<string, { readonly file: string; readonly place: Place }>;
  /** The texts that the places are in, by the name of their file. */
  readonly sources: ReadonlyMap<string, string>;
}

/** No inputs. */
export const NOTHING_GIVEN: GivenInputs = { values: {}, places: new Map(), sources: new Map() };

/** What is wrong with an input that was given is shown where it was given, not where the template declares it. */
export function pointToGiven(diagnostics: readonly Diagnostic[], { places }: GivenInputs): readonly Diagnostic[] {
  return diagnostics.map((each) => ({ ...each, ...(each.input === undefined ? {} : places.get(each.input)) }));
}
