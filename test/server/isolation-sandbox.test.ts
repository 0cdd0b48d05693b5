import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AS_NOBODY, NOBODY } from "../harness/nobody.ts";
import { put, template } from "../harness/workspace.ts";
import { PLENTY, type Team, team, worldOf } from "./harness/cluster.ts";
import { approve, untilState } from "./harness/runs.ts";
import { serve } from "./harness/server.ts";

const PROBE = ["sh", "probe.sh"];
/** Below /opt, which commands see: anywhere else there is nothing to be hidden. By its name it belongs to this run of the tests. */
const PLACE = `/opt/${basename(tmpdir())}-`;

/** Looks wherever a neighbour, who knows how the server lays things out, would look. */
const probe = (folder: string, word: string) => `
  echo "inside as $(id -u)"
  for name in server.yaml .sdetkit/server/keys/master.key .sdetkit/server/postgres/owner-password; do
    cat ${folder}/$name 2>/dev/null && echo "FOUND $name"
  done
  grep -rls '${word.slice(0, -1)}[${word.at(-1)}]' ${folder} /etc /home /root /run /srv /tmp /var 2>/dev/null | sed 's/^/FOUND /'
  find ${folder} /run /tmp /var -name '.s.PGSQL*' 2>/dev/null | sed 's/^/FOUND /'
  find ${folder} /etc /tmp -name '*.key' -path '*sdetkit*' 2>/dev/null | sed 's/^/FOUND /'
  grep -ls '[S]DETKIT\\|[p]ostgres' /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | sed 's/^/FOUND /'
  ls -d ${folder}/.sdetkit/server/workspaces/* ${folder}/.sdetkit/server/history/* 2>/dev/null | wc -l | sed 's/^/tenants seen: /'
  touch ${folder}/.sdetkit/server/here ${folder}/here 2>/dev/null && echo "FOUND a way to write"
  true
`;

test.each([
  ["root, with a user for each tenant", []],
  ["an ordinary user", AS_NOBODY],
])(
  "a tenant's commands see nothing of another tenant, nor of the server that runs as %s",
  async (who, under) => {
    if (process.getuid?.() !== 0) {
      console.warn(
        `NOT COVERED: what commands see of a server that runs as ${who}: only root may make folders in /opt`,
      );
      return;
    }
    const folder = mkdtempSync(PLACE);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const ordinary = under.length > 0;
    if (ordinary) chownSync(folder, NOBODY, NOBODY);
    else chmodSync(folder, 0o755);
    const repositories = join(folder, "repositories");
    mkdirSync(repositories);
    const settings = {
      version: 1,
      runs: { sandbox: "required" },
      workspaces: { folders: [repositories] },
      quotas: PLENTY,
      limits: { user: PLENTY },
    };
    put(folder, "server.yaml", JSON.stringify(settings));
    const home = join(folder, "home");
    mkdirSync(home);
    if (ordinary) chownSync(home, NOBODY, NOBODY);
    const served = await serve(folder, {
      under,
      env: { HOME: home },
      words: ["--config", join(folder, "server.yaml")],
    });
    rmSync(join(folder, "admin-token"));
    const world = worldOf(served, repositories);
    const policy = { shell: [PROBE] };
    const fill = (word: string, other: string) => (root: string) => {
      put(root, "probe.sh", probe(folder, other));
      put(root, "secret.txt", word);
      const permissions = { write: [".sdetkit/agent/workdir"], shell: [PROBE] };
      template(root, "probe", [{ id: "look", action: "shell.run", with: { argv: PROBE } }], { permissions });
    };
    const words = ["kestrelfern", "ospreyquill"] as const;
    const teams: Team[] = [];
    for (const [n, word] of words.entries()) {
      teams.push(await team(world, word, fill(word, words[1 - n]!), policy));
      // Whoever gives a repository in a folder closes it.
      const repository = join(repositories, `repository-${word}`);
      if (ordinary) execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, repository]);
      chmodSync(repository, 0o700);
    }
    for (const own of [...teams, teams[0]!]) {
      const text = await look(own);
      expect(text).toMatch(/^inside as 65534\n/);
      expect(text.split("\n").filter((line) => line.startsWith("FOUND"))).toEqual([]);
      expect(Number(/tenants seen: (\d+)/.exec(text)?.[1])).toBeLessThanOrEqual(1);
    }
    expect(existsSync(join(folder, "here"))).toBe(false);
  },
  180_000,
);

/** What the probe printed. */
async function look({ operator, approver }: Team): Promise<string> {
  const { run } = await operator.ask("POST", "/runs", { workspace: "main", task: "template:probe" });
  const waits = await untilState(operator, run, "waiting");
  await approve(approver, waits.approvals[0]);
  const over = await untilState(operator, run, "over");
  const [step] = over.report.steps;
  expect(over.status, JSON.stringify(over.report)).toBe("succeeded");
  return String(await operator.ask("GET", `/runs/${run}/blobs/${step.printed.stdout}`));
}
