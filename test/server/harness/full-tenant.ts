import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repository, type Step, template } from "../../harness/workspace.ts";
import { type Api, until } from "./api.ts";
import { type Cluster, type Team, team } from "./cluster.ts";
import { approve, untilState } from "./runs.ts";

/** A tenant in which there is one of everything, each with the tenant's word in it. */
export interface FullTenant extends Team {
  readonly id: string;
  /** A word that nothing but what is this tenant's holds. */
  readonly word: string;
  /** Tokens of every role of a tenant. */
  readonly roles: { readonly [role: string]: string };
  /** What can be named from outside, by what it is. */
  readonly names: Names;
}

/** The identifiers by which operations name something: the keys are the kinds of slots that a request has. */
export type Names = { readonly [K in (typeof KINDS)[number]]: string };

export const KINDS = [
  ...(["run", "waiting", "queued", "hash", "prefix", "sha256", "approval", "digest", "button"] as const),
  ...(["template", "task", "source", "workspace", "schedule", "scheduleName", "conversation", "external"] as const),
  ...(["delivery"] as const),
  ...(["account", "accountId", "token", "tokenName", "channel", "channelId", "tenant", "tenantId"] as const),
] as const;

const SLEEP = ["sleep", "3600"];
const OTHER_ROLES = ["viewer", "template-owner", "auditor"];

const write = (id: string, word: string): Step => ({
  id,
  action: "fs.write",
  with: { path: `output:/${id}-${word}.txt`, content: `${word} wrote this` },
});

/** The source of a template with the word in it. */
export const sourceOf = (word: string) => `metadata:
  id: stored-${word}
  title: Of ${word}
  version: 1.0.0
  description: Writes ${word}.
  owner: ${word}
workflow:
  - id: note
    action: fs.write
    with: { path: "output:/note.txt", content: "${word}" }
`;

/** Makes it. Its `queued` run waits behind one that sleeps, since the tenant may have one at a time. */
export async function fullTenant(servers: Cluster, word: string): Promise<FullTenant> {
  const fill = (root: string) => {
    template(root, `plain-${word}`, [write("note", word)]);
    template(root, `careful-${word}`, [{ ...write("ask", word), approval: { reason: `${word} goes out` } }]);
    const permissions = { shell: [SLEEP] };
    template(root, `sleepy-${word}`, [{ id: "sleep", action: "shell.run", with: { argv: SLEEP } }], { permissions });
  };
  const own = await team(servers, `tenant-${word}`, fill, { shell: [SLEEP] });
  const { admin, operator } = own;
  const { id } = await servers.platform.ask("GET", `/platform/tenants/${own.name}`);

  const workspace = `only-${word}`;
  const folder = join(servers.folder, workspace);
  mkdirSync(folder);
  fill(folder);
  repository({ "README.md": `# ${word}\n` }, folder);
  await servers.platform.ask("POST", `/platform/tenants/${own.name}/workspaces`, { name: workspace, folder });
  await admin.ask("POST", `/workspaces/${workspace}/sync`);

  const roles: { [role: string]: string } = { "tenant-admin": own.tokens.admin, ...own.tokens };
  delete roles["admin"];
  for (const role of OTHER_ROLES) {
    await admin.ask("POST", "/accounts", { name: role, kind: "service", role });
    roles[role] = (await admin.ask("POST", "/tokens", { account: role, name: `${role} of ${word}` })).token;
  }
  const account = `account-${word}`;
  const { id: accountId } = await admin.ask("POST", "/accounts", { name: account, kind: "person", role: "viewer" });
  const tokenName = `token of ${word}`;
  const { id: token } = await admin.ask("POST", "/tokens", { account, name: tokenName });
  await admin.ask("PUT", "/templates", { source: sourceOf(word) });

  const channel = `chat-${word}`;
  const secrets = { signingSecret: createHash("md5").update(word).digest("hex"), botToken: `xoxb-1-${word}` };
  const added = await admin.ask("POST", "/channels", { name: channel, kind: "slack", secrets });
  await admin.ask("POST", "/channels", {
    name: `telegram-${word}`,
    kind: "telegram",
    secrets: { botToken: `4242:${word}${"x".repeat(30)}`, webhookSecret: `secret-${word}` },
  });
  await admin.ask("POST", "/channels", {
    name: `hook-${word}`,
    kind: "webhook",
    settings: { workspace, task: `template:plain-${word}`, account: "operator" },
    secrets: { bearerSecret: `bearer-${word}-0123456789` },
  });
  const external = `U${word.toUpperCase()}`;
  await admin.ask("PUT", `/accounts/${account}/identities`, { channel, external });
  await admin.ask("PUT", "/accounts/approver/identities", { channel, external: "UAPPROVER" });
  await admin.ask("PUT", "/accounts/operator/identities", { channel, external: "UOPERATOR" });

  const scheduleName = `nightly-${word}`;
  const { id: schedule } = await admin.ask("POST", "/schedules", {
    name: scheduleName,
    cron: "0 3 1 1 *",
    time_zone: "UTC",
    workspace,
    task: `template:plain-${word}`,
  });

  const begin = async (name: string) =>
    (await operator.ask("POST", "/runs", { workspace, task: `template:${name}-${word}` })).run as string;
  const key = { "idempotency-key": `key-${word}` };
  const started = await operator.call("POST", "/runs", { workspace, task: `template:plain-${word}` }, key);
  const { run } = started.body;
  const over = await untilState(operator, run, "over");
  if (over.status !== "succeeded") throw new Error(`expected a run that succeeds, got ${JSON.stringify(over)}`);
  const waiting = await begin("careful");
  const { approvals } = await untilState(operator, waiting, "waiting");
  const [{ id: approval, digest }] = approvals;
  await servers.platform.ask("PATCH", `/platform/tenants/${own.name}`, { quotas: { concurrent_runs: 1 } });
  const sleeping = await begin("sleepy");
  const [command] = (await untilState(operator, sleeping, "waiting")).approvals;
  await approve(own.approver, command);
  await untilState(operator, sleeping, "running");
  const queued = await begin("plain");

  await say(admin, servers.replicas[0]!.url, channel, external, { text: `whoami ${word}` });
  const [{ conversation }] = (await heard(admin, 1)) as [Line];
  const [{ id: delivery }] = (await admin.ask("GET", "/deliveries")).items;
  return {
    ...own,
    id,
    word,
    roles,
    names: {
      ...{
        run,
        waiting,
        queued,
        hash: over.hash,
        prefix: over.hash.slice(0, 12),
        sha256: over.report.artifacts[0].sha256,
      },
      ...{ approval, digest, button: `yes:${approval}:${digest.slice(0, 20)}` },
      ...{ template: `stored-${word}`, task: `template:stored-${word}`, source: sourceOf(word), workspace },
      ...{ schedule, scheduleName, conversation, delivery, external, account, accountId, token, tokenName },
      ...{ channel, channelId: added.id, tenant: own.name, tenantId: id },
    },
  };
}

/** Says something in a chat as its vendor would deliver it. */
export async function say(
  admin: Api,
  server: string,
  channel: string,
  user: string,
  said: { readonly text?: string; readonly button?: string },
): Promise<void> {
  const { path, headers, body } = await admin.ask("POST", `/channels/${channel}/rehearsal`, { user, ...said });
  const response = await fetch(`${server}${path}`, { method: "POST", headers, body });
  await response.text();
  if (response.status !== 200) throw new Error(`expected the delivery to be taken, got ${response.status}`);
}

/** One message of a chat's log. */
export interface Line {
  readonly conversation: string;
  readonly direction: "in" | "out";
  readonly body: { readonly text?: string; readonly button?: string };
}

/** Everything that was said in all conversations of a tenant, once there are so many answers. */
export async function heard(admin: Api, answers: number): Promise<Line[]> {
  const read = async () => {
    const { items } = await admin.ask("GET", "/conversations?limit=200");
    const all: Line[] = [];
    for (const { id } of items as { id: string }[]) {
      const text: string = await admin.ask("GET", `/conversations/${id}/messages`);
      const lines = text.split("\n").filter((line) => line !== "");
      all.push(...lines.map((line): Line => ({ conversation: id, ...JSON.parse(line) })));
    }
    return all;
  };
  return until(read, (lines) => lines.filter(({ direction }) => direction === "out").length >= answers);
}
