import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, api } from "../../test/server/harness/api.ts";

/** What a server of these measurements allows: what is measured is the machine, not a limit. */
export const SETTINGS = {
  runs: { sandbox: "auto" },
  workspaces: { folders: ["."] },
  quotas: { runs_per_day: 10_000_000, concurrent_runs: 16, burst: 1_000_000, per_second: 1_000_000 },
  limits: {
    user: { burst: 1_000_000, per_second: 1_000_000 },
    channel: { burst: 1_000_000, per_second: 1_000_000 },
  },
};

/** `template:note`: a short run, of one `fs.write` step. */
const NOTE = {
  metadata: { id: "note", title: "Note", version: "1.0.0", description: "Writes one file.", owner: "bench" },
  inputs: { text: { type: "string", default: "nothing", description: "What to write." } },
  permissions: { write: [], shell: [], network: false },
  workflow: [
    {
      id: "write",
      name: "Write",
      action: "fs.write",
      with: { path: "output:/note.txt", content: "${{ inputs.text }}" },
    },
  ],
};

/** Makes a tenant whose workspace `main` is a small repository with the template `note`; answers the API as its admin. */
export async function makeTeam(folder: string, url: string, platformToken: string): Promise<Api> {
  const repository = join(folder, "repository");
  mkdirSync(join(repository, "templates/automations"), { recursive: true });
  writeFileSync(join(repository, "README.md"), "# A repository\n");
  writeFileSync(join(repository, "templates/automations/note.yaml"), JSON.stringify(NOTE));
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", ...words], { cwd: repository });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "First");
  const platform = api(url, platformToken);
  const config = JSON.stringify({ version: 1, sandbox: "auto", policy: { write: [".sdetkit/agent/workdir"] } });
  const created = await platform.ask("POST", "/platform/tenants", { name: "bench", config });
  await platform.ask("POST", "/platform/tenants/bench/workspaces", { name: "main", folder: repository });
  const admin = api(url, created.admin?.token ?? created.token);
  await admin.ask("POST", "/workspaces/main/sync");
  return admin;
}
