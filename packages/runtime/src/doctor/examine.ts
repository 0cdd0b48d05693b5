import type { DoctorContext, Finding } from "./check.ts";
import { checks } from "./registry.ts";

/** What a check found, with the check's name. */
export interface Examined extends Finding {
  readonly id: string;
  readonly title: string;
}

/** Runs every check at the same time; a check that breaks is a failed one. In the order of the registry. */
export async function examine(context: DoctorContext): Promise<readonly Examined[]> {
  return await Promise.all(
    checks.map(async ({ id, title, look }): Promise<Examined> => {
      const finding = await look(context).catch(
        (error: unknown): Finding => ({
          status: "fail",
          detail: `the check itself could not be made: ${error instanceof Error ? error.message : String(error)}`,
          remedy: "mend what the message names, then run `sdetkit agent doctor` again",
        }),
      );
      return { id, title, ...finding };
    }),
  );
}
