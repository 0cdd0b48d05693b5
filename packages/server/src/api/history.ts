import { buildSummary, DASHBOARD_FORMATS, renderDashboard } from "@sdetkit/runtime";
import { z } from "zod";
import { SHORTEST_PREFIX } from "../control/runs/types.ts";
import { defineOperation } from "./define-operation.ts";
import { notFound } from "./problems.ts";
import { textStreamFrom } from "./text-stream-from.ts";
import { inclusionProof, verification } from "./views/history.ts";
import { identifier, range, rangeFrom } from "./views/shapes.ts";

const TYPES = {
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
} as const;

export const exportHistory = defineOperation(
  {
    id: "history.export",
    summary: "Export the runs as CSV",
    description: "RFC 4180, oldest first, with a header.",
    scope: "history:read",
    query: z.strictObject(range),
    reply: z.string(),
    success: { types: ["text/csv"] },
    detached: true,
    maxConcurrent: 2,
  },
  async ({ query }, { services, caller }) => {
    const content = await textStreamFrom((write) =>
      services.ledger.history(caller.tenant, async (history) => {
        for (const line of history.exportCsv(rangeFrom(query))) await write(line);
      }),
    );
    return { content, headers: { "content-type": TYPES.csv } };
  },
);

export const getCheckpoint = defineOperation(
  {
    id: "history.checkpoint",
    summary: "Fetch the newest signed checkpoint of the ledger",
    description: "A C2SP signed note. Keep it elsewhere: it is what detects an owner who rewrites everything.",
    scope: "history:read",
    reply: z.string(),
    success: { types: ["text/plain"] },
    detached: true,
  },
  async (_, { services, caller }) => {
    const note = await services.ledger.history(caller.tenant, async (history) => history.checkpoint());
    return note === null ? notFound : { content: note, headers: { "content-type": "text/plain; charset=utf-8" } };
  },
);

export const proveRun = defineOperation(
  {
    id: "history.prove",
    summary: "Prove that a run is in the ledger",
    description: "The document that `sdetkit agent history prove` writes.",
    scope: "history:read",
    params: z.strictObject({
      run: identifier(
        "Id of a run that is over, hash of its record, or a beginning of either of at least 8 characters.",
        "r-01JZ8Q4G6T9V2N5X7B3D1F0HKM",
      ),
    }),
    reply: inclusionProof,
    detached: true,
    maxConcurrent: 4,
  },
  async ({ params }, { services, caller }) => {
    // The history itself takes a beginning of any length.
    if (params.run.length < SHORTEST_PREFIX) return notFound;
    return { body: await services.ledger.history(caller.tenant, async (history) => history.prove(params.run)) };
  },
);

export const verifyLedger = defineOperation(
  {
    id: "history.verify",
    summary: "Verify the history",
    description: "Checks records, blobs, ledger, index, and checkpoints. Takes time in proportion to the history.",
    scope: "history:read",
    reply: verification,
    detached: true,
    maxConcurrent: 1,
  },
  async (_, { services, caller }) => ({
    body: await services.ledger.history(caller.tenant, (history) => history.verify()),
  }),
);

export const getDashboard = defineOperation(
  {
    id: "dashboard.get",
    summary: "Show the dashboard",
    scope: "history:read",
    query: z.strictObject({ ...range, format: z.enum(DASHBOARD_FORMATS).default("json") }),
    reply: z
      .looseObject({})
      .meta({ id: "Dashboard", description: "The summary, as `agent dashboard build` writes it." }),
    success: { types: ["application/json", "text/markdown", "text/html", "text/csv"] },
    detached: true,
    maxConcurrent: 4,
  },
  async ({ query: { format, ...query } }, { services, caller }) => {
    const content = await services.ledger.history(caller.tenant, async (history) =>
      renderDashboard(await buildSummary(history, rangeFrom(query)), format),
    );
    return { content, headers: { "content-type": TYPES[format] } };
  },
);
