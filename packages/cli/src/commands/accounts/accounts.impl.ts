import { ExitCode, Fault, nearest } from "@sdetkit/core";
import type { InputOf, OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { bold, cyan, dim, type Text, yellow } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { ACCOUNT_ROLES } from "./account-roles.ts";

type Account = OutputOf<"accounts.create">;
type NewAccount = InputOf<"accounts.create">["body"];
type Change = NonNullable<InputOf<"accounts.change">["body"]>;

/** A role that no server knows is refused here, with those of a tenant: what is offered is what can be given. */
function checkRole(role: string): void {
  const known: readonly string[] = ACCOUNT_ROLES;
  if (known.includes(role)) return;
  const ofTenants = known.filter((each) => each !== "platform-admin");
  const near = nearest(role, ofTenants);
  throw new Fault("usage", `expected --role to be one of ${ofTenants.join(", ")}, got ${JSON.stringify(role)}`, {
    remedy:
      near === null
        ? "choose one of them: `sdetkit agent tokens matrix` shows what each may do"
        : `did you mean ${near}?`,
  });
}

/** `agent accounts create`. The server says which kinds there are. */
export async function accountsCreate(
  name: string,
  { role, kind, ...server }: ServerOptions & { readonly role: string; readonly kind: string },
  invocation: Invocation,
): Promise<Answer> {
  checkRole(role);
  const remote = await connect(server, invocation);
  const account = await remote.call("accounts.create", { body: { name, role, kind } as NewAccount });
  const next = `sdetkit agent tokens create NAME --account ${account.name}${remote.flag}`;
  return {
    exit: ExitCode.done,
    json: account,
    text: [doneLine("account ", accountText(account)), "\nNext: ", cyan(next), "\n"],
  };
}

function accountText({ name, role, kind, disabled }: Account): Text {
  return [bold(name), `, ${role}`, dim(`  ${kind}`), disabled ? yellow("  disabled") : ""];
}

/** `agent accounts list`. */
export async function accountsList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Account> = {
    name: "accounts",
    items: (remote) => remote.each("accounts.list"),
    columns: [
      { title: "account", of: ({ name }) => cyan(name) },
      { title: "role", of: ({ role }) => role },
      { title: "kind", optional: true, of: ({ kind }) => dim(kind) },
      { title: "state", of: ({ disabled }) => (disabled ? yellow("disabled") : "active") },
      {
        title: "in chat",
        flexible: true,
        optional: true,
        of: ({ identities }) =>
          identities
            .map(({ channel, external, confirmed }) => `${channel}:${external}${confirmed ? "" : " (not confirmed)"}`)
            .join(", "),
      },
    ],
    empty: "There are no accounts.",
  };
  return await listRemote(options, list, invocation);
}

type ChangeOptions = ServerOptions & {
  readonly role?: string;
  readonly disable?: true;
  readonly enable?: true;
};

/** `agent accounts change`. */
export async function accountsChange(
  name: string,
  { role, disable, enable, ...server }: ChangeOptions,
  invocation: Invocation,
): Promise<Answer> {
  if ((disable && enable) || (role === undefined && !disable && !enable)) {
    throw new Fault("usage", "expected --role, --disable, or --enable, and not both --disable and --enable", {
      remedy: "name what to change",
    });
  }
  if (role !== undefined) checkRole(role);
  const remote = await connect(server, invocation);
  const change = {
    ...(role === undefined ? {} : { role }),
    ...(disable || enable ? { disabled: disable === true } : {}),
  } as Change;
  const account = await remote.call("accounts.change", { params: { account: name }, body: change });
  return { exit: ExitCode.done, json: account, text: doneLine("account ", accountText(account)) };
}

/** `agent accounts map`: what this person says in chat counts as said by the account. */
export async function accountsMap(
  name: string,
  { channel, external, ...server }: ServerOptions & { readonly channel: string; readonly external: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const account = await remote.call("accounts.map", { params: { account: name }, body: { channel, external } });
  const text = doneLine(bold(external), " in ", bold(channel), " is ", accountText(account));
  return { exit: ExitCode.done, json: account, text };
}

/** `agent accounts unmap`: from the next message on this person is nobody there. */
export async function accountsUnmap(
  name: string,
  { channel, external, ...server }: ServerOptions & { readonly channel: string; readonly external: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const account = await remote.call("accounts.unmap", { params: { account: name, channel, external } });
  const text = doneLine(bold(external), " in ", bold(channel), " is no longer ", bold(account.name));
  return { exit: ExitCode.done, json: account, text };
}

/** `agent accounts confirm`: with the code that the chat gave. */
export async function accountsConfirm(code: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const confirmed = await remote.call("accounts.confirm", { body: { code } });
  const { account, channel, external } = confirmed;
  const text = doneLine(bold(external), " in ", bold(channel), " is ", bold(account), ", confirmed");
  return { exit: ExitCode.done, json: confirmed, text };
}
