import { Fault } from "@sdetkit/core";
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
      const finding = await look(context).catch(broken);
      return { id, title, ...finding };
    }),
  );
}

function broken(error: unknown): Finding {
  const detail = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof Fault ? error.remedy : undefined;
  return { status: "fail", detail, remedy: remedy ?? "fix what the message names, then check again" };
}
