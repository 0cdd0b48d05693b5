import { ExitCode, Fault, formatInstant } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { readPolicy } from "../../input/read-policy.ts";
import { readCounts } from "../../input/read-settings.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { keepSecret } from "../../output/write-secret-file.ts";
import { connect } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { localizeDiagnostics } from "../../remote/localize-diagnostics.ts";
import { confirm } from "../../terminal/confirm.ts";
import { heading, pairs } from "../../terminal/table.ts";
import { bold, cyan, dim, green, type Text, yellow } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";
import { doneLine } from "../../views/done-line.ts";
import { tokenText } from "../../views/token-text.ts";
import { QUOTAS } from "../quotas.ts";

type Tenant = OutputOf<"platform.tenants.get">;
type OwnTenant = Omit<Tenant, "folder"> & Partial<Pick<Tenant, "folder">>;

type CreateOptions = ServerOptions & {
  readonly policy?: string;
  readonly quota?: readonly string[];
  readonly output?: string;
};

/** `agent tenants create`. */
export async function tenantsCreate(
  name: string,
  { policy, quota = [], output, ...server }: CreateOptions,
  invocation: Invocation,
): Promise<Answer> {
  const { cwd } = invocation.console;
  const quotas = readCounts("--quota", quota, QUOTAS);
  const file = policy === undefined ? null : await readPolicy(policy, cwd);
  const remote = await connect(server, invocation);
  const body = { name, ...(file && { config: file.text }), ...(quota.length === 0 ? {} : { quotas }) };
  const make = () => {
    const made = remote.call("platform.tenants.create", { body });
    return file === null ? made : made.catch(localizeDiagnostics(file.path));
  };
  const { made, path } =
    output === undefined
      ? { made: await make(), path: undefined }
      : await keepSecret(cwd, output, make, ({ admin }) => admin.token);
  const { token: _, ...kept } = made.admin;
  return {
    exit: ExitCode.done,
    json: path === undefined ? made : { ...made, admin: kept, path },
    text: [
      doneLine("tenant ", bold(made.tenant.name), " with an account ", bold(made.admin.account), "\n"),
      tokenText(made.admin, path),
      path === undefined ? "" : ["\nNext: ", cyan(`export SDETKIT_TOKEN_FILE="${path}"`), "\n"],
    ],
    ...(path === undefined ? { result: [made.admin.token, "\n"] } : {}),
  };
}

/** `agent tenants list`. */
export async function tenantsList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Tenant> = {
    name: "tenants",
    items: (remote) => remote.each("platform.tenants.list"),
    columns: [
      { title: "tenant", of: ({ name }) => cyan(name) },
      { title: "state", of: stateText },
      { title: "id", optional: true, of: ({ id }) => dim(id) },
      { title: "folder", optional: true, of: ({ folder }) => dim(folder) },
      { title: "since (UTC)", optional: true, of: ({ created_at }) => dim(formatInstant(created_at)) },
    ],
    empty: "There are no tenants yet.",
    next: "sdetkit agent tenants create NAME",
  };
  return await listRemote(options, list, invocation);
}

function stateText({ state }: Pick<Tenant, "state">): Text {
  return state === "active" ? green(state) : yellow(state);
}

/** `agent tenants show`: of the platform's people any tenant, of a tenant's own people theirs, with what it has used. */
export async function tenantsShow(
  name: string | undefined,
  server: ServerOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  if (name !== undefined) {
    const tenant = await remote.call("platform.tenants.get", { params: { tenant: name } });
    return { exit: ExitCode.done, json: tenant, ...asked(tenantText(tenant)) };
  }
  const [tenant, { quotas: _, ...usage }] = await Promise.all([remote.call("tenant.get"), remote.call("usage.get")]);
  return { exit: ExitCode.done, json: { ...tenant, usage }, ...asked(tenantText(tenant, usage)) };
}

type Usage = Omit<OutputOf<"usage.get">, "quotas">;

function tenantText(tenant: OwnTenant, usage?: Usage): Text {
  const { id, name, created_at, quotas, folder } = tenant;
  const used = usage === undefined ? {} : usedTexts(usage);
  return [
    [bold(name), " ", stateText(tenant), "\n\n"],
    pairs([
      ["id", id],
      ["since", `${formatInstant(created_at)} UTC`],
      ...(folder === undefined ? [] : [["folder", folder] as const]),
    ]),
    heading("Quotas"),
    pairs(
      Object.entries(quotas).map(([key, value]) => [
        key.replaceAll("_", " "),
        [key === "storage_bytes" ? bytesText(value) : String(value), dim(used[key] ?? "")],
      ]),
    ),
  ];
}

/** By quota, where there is something to count, how much of it is used. */
function usedTexts({ unfinished_runs, runs_last_day, storage_bytes }: Usage): { readonly [quota: string]: string } {
  return {
    concurrent_runs: `  ${unfinished_runs} not over`,
    runs_per_day: `  ${runs_last_day} in the last 24 hours`,
    storage_bytes: `  ${bytesText(storage_bytes)} used`,
  };
}

type ChangeOptions = ServerOptions & { readonly policy?: string; readonly quota?: readonly string[] };

/** `agent tenants change`: the policy is the tenant's own matter, quotas are for platform administrators. */
export async function tenantsChange(
  name: string | undefined,
  { policy, quota = [], ...server }: ChangeOptions,
  invocation: Invocation,
): Promise<Answer> {
  const quotas = readCounts("--quota", quota, QUOTAS);
  const wrong = name === undefined ? quota.length > 0 : policy !== undefined;
  if (wrong || (policy === undefined && quota.length === 0)) {
    throw new Fault("usage", "expected --policy, or the name of a tenant and --quota", {
      remedy: "give one of them: a tenant administrator changes the policy, a platform administrator the quotas",
    });
  }
  const file = policy === undefined ? null : await readPolicy(policy, invocation.console.cwd);
  const remote = await connect(server, invocation);
  const tenant =
    file !== null
      ? await remote.call("tenant.change", { body: { config: file.text } }).catch(localizeDiagnostics(file.path))
      : await remote.call("platform.tenants.change", { params: { tenant: name as string }, body: { quotas } });
  const text = doneLine(bold(tenant.name), " has new ", file === null ? "quotas" : "rules", " now");
  return { exit: ExitCode.done, json: tenant, text };
}

/** `agent tenants suspend` and `agent tenants resume`. */
export async function tenantsSetState(
  name: string,
  state: "active" | "suspended",
  server: ServerOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const tenant = await remote.call("platform.tenants.change", { params: { tenant: name }, body: { state } });
  const meaning =
    state === "suspended"
      ? "its tokens and events are refused, queued runs wait, running ones finish"
      : "its tokens are valid again, and its queue continues";
  const text = [doneLine(bold(tenant.name), " is ", stateText(tenant)), "  ", dim(meaning), "\n"];
  return { exit: ExitCode.done, json: tenant, text };
}

/** `agent tenants delete`: asks at a terminal, since nothing brings it back. */
export async function tenantsDelete(
  name: string,
  { yes, ...server }: ServerOptions & { readonly yes?: true },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const { id } = await remote.call("platform.tenants.get", { params: { tenant: name } });
  const question: Text = ["Delete the tenant ", bold(name), ", its workspaces, runs, and history permanently?"];
  if (!yes && !(await confirm(question, invocation.console, "--yes"))) {
    return { exit: ExitCode.denied, json: { deleted: false, tenant: id }, text: "Nothing was deleted.\n" };
  }
  await remote.call("platform.tenants.remove", { params: { tenant: id } });
  return { exit: ExitCode.done, json: { deleted: true, tenant: id }, text: doneLine(bold(name), " is deleted") };
}
