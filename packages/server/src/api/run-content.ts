import { z } from "zod";
import { rangeOf } from "./byte-range.ts";
import { defineOperation } from "./define-operation.ts";
import { notFound } from "./problems.ts";
import { runParam } from "./runs.ts";

export const getBlob = defineOperation(
  {
    id: "runs.blob",
    summary: "Fetch the content of an artifact",
    description:
      "An artifact, or what a command printed. Accepts `Range` with one range (RFC 9110, 14.2); the digest is the ETag.",
    scope: "runs:read",
    params: z.strictObject({ ...runParam.shape, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    headers: ["range", "if-range"],
    reply: z.string(),
    success: { types: ["application/octet-stream"] },
    problems: { 416: ["range-not-satisfiable"] },
    detached: true,
  },
  async ({ params }, { services, caller, header }) => {
    const { tenant } = caller;
    const named = await services.database.tenant(tenant, async (tx) => {
      const run = await services.runs.resolve(tx, tenant, params.run);
      const report = run && (await services.runs.report(tx, tenant, run.run));
      return [
        ...(report?.artifacts ?? []).map(({ sha256 }) => sha256),
        ...(report?.steps ?? []).flatMap(({ printed }) => [printed.stdout, printed.stderr]),
      ];
    });
    // Only what the run itself names: a digest alone opens nothing.
    const data = named.includes(params.sha256 as never) ? await services.runs.blob(tenant, params.sha256) : null;
    if (data === null) return notFound;
    return rangeOf(data, `"${params.sha256}"`, header);
  },
);
