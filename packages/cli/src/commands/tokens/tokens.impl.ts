import { resolve } from "node:path";
import { ExitCode, Fault, formatInstant } from "@sdetkit/core";
import type { Client, OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { parseExpiry, parseSpan } from "../../input/parse-span.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { keepSecret } from "../../output/write-secret-file.ts";
import { connect } from "../../remote/connect.ts";
import { findNamed } from "../../remote/find-named.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { readToken } from "../../remote/read-token.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { tokenText } from "../../views/token-text.ts";

type Token = OutputOf<"tokens.revoke">;
type Issued = OutputOf<"tokens.create">;

/** Whose tokens: a tenant's, or those of the people who run the server. */
export type WhoseOptions = ServerOptions & { readonly platform?: true };

type CreateOptions = WhoseOptions & {
  readonly account: string;
  readonly scope?: readonly string[];
  readonly expires: string;
  readonly output?: string;
};

/** `agent tokens create`. */
export async function tokensCreate(
  name: string,
  { platform, account, scope, expires, output, ...server }: CreateOptions,
  invocation: Invocation,
): Promise<Answer> {
  const expires_at = parseExpiry("--expires", expires, invocation.console.now());
  const remote = await connect(server, invocation);
  const scopes = scope?.flatMap((words) => words.split(",")).map((each) => each.trim()) as Issued["scopes"] | undefined;
  const body = { name, account, expires_at, ...(scopes === undefined ? {} : { scopes: [...scopes] }) };
  return await issued("made", output, invocation, () =>
    remote.call(platform ? "platform.tokens.create" : "tokens.create", { body }),
  );
}

/** `agent tokens rotate`: the old secret continues for a while, so that whoever uses it has time to change. */
export async function tokensRotate(
  token: string,
  { overlap, output, ...server }: ServerOptions & { readonly overlap: string; readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const overlap_seconds = parseSpan("--overlap", overlap);
  const remote = await connect(server, invocation);
  const { id } = await findNamed("token", token, activeFirst(remote, "tokens.list"));
  return await issued("rotated", output, invocation, () =>
    remote.call("tokens.rotate", { params: { token: id }, body: { overlap_seconds } }),
  );
}

type ClaimOptions = ServerOptions & { readonly holderFile?: string; readonly output?: string };

/** `agent tokens claim`: a new secret that whoever issued the token has not seen. */
export async function tokensClaim(
  { holderFile, output, ...server }: ClaimOptions,
  invocation: Invocation,
): Promise<Answer> {
  const holder = holderFile === undefined ? undefined : await readToken({ tokenFile: holderFile }, invocation);
  const remote = await connect(server, invocation);
  const claimed = await issued("claimed", output, invocation, () =>
    remote.call("tokens.claim", { body: holder === undefined ? {} : { holder } }),
  );
  return { ...claimed, text: [claimed.text ?? "", nextText(output && resolve(invocation.console.cwd, output))] };
}

/** The token that it was done with ends with it: a shell that names it would be refused from now on. */
function nextText(file: string | undefined): Text {
  const next = file === undefined ? "SDETKIT_TOKEN_FILE=FILE, once it is in a file" : `SDETKIT_TOKEN_FILE="${file}"`;
  return ["\nThe token that you were given is no longer valid.\n  ", dim("→ "), "export ", next, "\n"];
}

async function issued(
  what: string,
  output: string | undefined,
  { console }: Invocation,
  make: () => Promise<Issued>,
): Promise<Answer> {
  if (output === undefined) {
    const made = await make();
    const text = [doneLine(`token ${what}`, "\n"), tokenText(made, undefined)];
    return { exit: ExitCode.done, json: made, text, result: [made.token, "\n"] };
  }
  const { made, path } = await keepSecret(console.cwd, output, make, ({ token }) => token);
  const { token: _, ...kept } = made;
  const text = [doneLine(`token ${what}`, "\n"), tokenText(made, path)];
  return { exit: ExitCode.done, json: { ...kept, path }, text };
}

/** `agent tokens list`. */
export async function tokensList(
  { platform, ...options }: WhoseOptions & ListOptions,
  invocation: Invocation,
): Promise<Answer> {
  const list: RemoteList<Token> = {
    name: "tokens",
    items: (remote) => remote.each(platform ? "platform.tokens.list" : "tokens.list"),
    columns: [
      { title: "token", of: ({ name }) => cyan(name) },
      { title: "account", of: ({ account }) => account },
      { title: "state", of: stateText },
      {
        title: "claimed",
        optional: true,
        of: ({ claimed_at, scopes }) =>
          dim(claimed_at !== null ? "yes" : scopes.includes("approvals:decide") ? "no" : ""),
      },
      { title: "expires (UTC)", optional: true, of: ({ expires_at }) => when(expires_at, "never") },
      { title: "last used (UTC)", optional: true, of: ({ last_used_at }) => when(last_used_at, "never") },
      { title: "id", optional: true, of: ({ id }) => dim(id) },
    ],
    empty: "There are no tokens.",
    next: "sdetkit agent tokens create NAME --account ACCOUNT",
  };
  return await listRemote(options, list, invocation);
}

function stateText({ state }: Token): Text {
  return state === "active" ? green(state) : state === "revoked" ? red(state) : yellow(state);
}

function when(instant: string | null, otherwise: string): Text {
  return dim(instant === null ? otherwise : formatInstant(instant));
}

/** `agent tokens revoke`: takes effect with the next request. */
export async function tokensRevoke(
  token: string,
  { platform, ...server }: WhoseOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const list = platform ? "platform.tokens.list" : "tokens.list";
  await refuseSeveral(token, remote, list);
  const { id } = await findNamed("token", token, activeFirst(remote, list));
  const revoked = await remote.call(platform ? "platform.tokens.revoke" : "tokens.revoke", { params: { token: id } });
  const text = doneLine("token ", bold(revoked.name), dim(`  ${revoked.id}`), " is revoked");
  return { exit: ExitCode.done, json: revoked, text };
}

/** After a rotation two tokens have one name: the one in use is meant. */
async function* activeFirst(remote: Client, list: "tokens.list" | "platform.tokens.list"): AsyncGenerator<Token> {
  const others: Token[] = [];
  for await (const token of remote.each(list)) {
    if (token.state === "active" && token.replaced_by === null) yield token;
    else others.push(token);
  }
  yield* others;
}

/** Whoever revokes the one that leaked must not believe so when it was the other: during an overlap both are valid under one name. */
async function refuseSeveral(
  asked: string,
  remote: Client,
  list: "tokens.list" | "platform.tokens.list",
): Promise<void> {
  const meant: Token[] = [];
  for await (const token of remote.each(list)) {
    if (token.id === asked) return;
    if (token.name === asked && token.state === "active") meant.push(token);
  }
  if (meant.length < 2) return;
  const each = meant.map(({ id, replaced_by, created_at }) => {
    return `\n  ${id}  made ${formatInstant(created_at)} UTC${replaced_by === null ? "" : ", rotated: valid until its overlap ends"}`;
  });
  const message = `expected the id of a token, got ${JSON.stringify(asked)}, the name of ${meant.length} valid tokens`;
  throw new Fault("ambiguous-token", `${message}${each.join("")}`);
}

const MATRIX_FORMATS = ["md", "csv", "json"] as const;

/** `agent tokens matrix`: which token may do what, as a document to hand over. */
export async function tokensMatrix(
  { format, output, ...server }: ServerOptions & { readonly format: string; readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const known = MATRIX_FORMATS.find((each) => each === format);
  if (known === undefined) {
    const message = `expected --format to be one of ${MATRIX_FORMATS.join(", ")}, got ${JSON.stringify(format)}`;
    throw new Fault("usage", message, { remedy: "choose one of them" });
  }
  const remote = await connect(server, invocation);
  const { keepText } = await import("../../output/write-or-print.ts");
  const content = await (await remote.open("tokens.matrix", { query: { format: known } })).text();
  return await keepText({ format, content }, output, invocation);
}
