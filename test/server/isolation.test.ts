import { expect, test } from "vitest";
import { OPERATIONS } from "../../packages/server/src/api/registry.ts";
import type { OperationId } from "../../packages/server/src/api/routes.ts";
import { ROLES } from "../../packages/server/src/control/access/roles.ts";
import { call as cli } from "../harness/cli.ts";
import { size } from "../harness/size.ts";
import type { Api, ApiAnswer } from "./harness/api.ts";
import { type Cluster, cluster } from "./harness/cluster.ts";
import { type FullTenant, fullTenant, heard, KINDS, say } from "./harness/full-tenant.ts";
import { ghosts, plain } from "./harness/ghosts.ts";
import { MARKS, marksOf, rowsOf } from "./harness/rows-of.ts";
import { asHttp, names, OPERATION_IDS, requestOf, type Slot, slotsOf, swapped } from "./harness/swaps.ts";

/** 1: what is of the right kind in each place. Else so many requests, with every identifier of the other in every place. */
const REQUESTS = size("SDETKIT_ISOLATION_REQUESTS", 1);

test("two tenants: every route, every identifier swapped: nothing of the other, and no difference that tells of it", async () => {
  const servers = await cluster(1, {
    channels: { simulate: ["slack", "telegram", "webhook"] },
    workspaces: { git_hosts: ["git.example.com"] },
  });
  const [mine, other] = [await fullTenant(servers, "kestrelfern"), await fullTenant(servers, "ospreyquill")];
  const before = await rowsOf(servers, other.id);
  const marks = marksOf(before, await rowsOf(servers, mine.id), other.id);
  const wrong: string[] = [];
  const world: World = { servers, mine, other, marks, wrong, ghost: ghosts(other.word), counted: { requests: 0 } };

  await whatLiesBeside(world);
  expect.soft(wrong.splice(0), "cursors, keys, tags, endpoints").toEqual([]);
  await askInChat(world);
  expect.soft(wrong.splice(0), "chat").toEqual([]);
  await askByCommand(world);
  expect.soft(wrong.splice(0), "commands").toEqual([]);
  await swapEverything(world);
  expect.soft(wrong.splice(0), "routes").toEqual([]);
  expect.soft(await rowsOf(servers, other.id), "nothing of the other was changed").toEqual(before);
  await isReallyThere(world);
  expect.soft(wrong.splice(0), "the other asks for its own").toEqual([]);
  console.log(`isolation: ${world.counted.requests} requests`);
}, 600_000);

interface World {
  readonly servers: Cluster;
  readonly mine: FullTenant;
  readonly other: FullTenant;
  /** What only the other tenant's rows hold: ids, digests, endpoints, its word. */
  readonly marks: ReadonlySet<string>;
  readonly wrong: string[];
  readonly ghost: (text: string) => string;
  readonly counted: { requests: number };
}

/** Each request with what is the other's and with what nobody has: both answers are one. */
async function swapEverything(world: World): Promise<void> {
  const { mine, other, ghost, servers, counted, wrong } = world;
  const people: { readonly [role: string]: Api } = Object.fromEntries(
    Object.entries(mine.roles).map(([role, token]) => [role, servers.api(token)]),
  );
  const times: { readonly op: string; readonly theirs: number; readonly nobodys: number }[] = [];
  const pair = async (role: string, id: OperationId, slots: readonly Slot[], values: readonly string[]) => {
    const person = people[role]!;
    const ask = async (choose: (value: string) => string) => {
      const request = slots.reduce(
        (made, slot, n) => swapped(made, slot, choose(values[n]!)),
        requestOf(id, mine, slots[0]),
      );
      const began = performance.now();
      const answer = await person.call(...asHttp(id, request));
      counted.requests += 1;
      return { answer, ms: performance.now() - began };
    };
    // Whoever comes first pays for what is looked up once: they take turns.
    const turn = counted.requests % 4 < 2;
    const first = await ask(turn ? (value) => value : ghost);
    const second = await ask(turn ? ghost : (value) => value);
    const [theirs, nobodys] = turn ? [first, second] : [second, first];
    const what = `${id} as ${role}, ${slots.map(({ part, field }, n) => `${part}.${field} = ${values[n]}`).join(", ")}`;
    // What was made is one's own, whatever the other calls the same.
    if (names(id) && theirs.answer.status < 300) {
      if (nobodys.answer.status !== theirs.answer.status)
        wrong.push(`${what}: ${theirs.answer.status} and ${nobodys.answer.status}`);
    } else compare(world, what, theirs.answer, nobodys.answer, values);
    times.push({ op: id, theirs: theirs.ms, nobodys: nobodys.ms });
  };
  const allowed = (id: OperationId) =>
    Object.keys(mine.roles).filter((role) => (ROLES as Roles)[role]!.includes(OPERATIONS[id].scope));
  const swap = async (id: OperationId) => {
    const slots = slotsOf(id);
    const roles = REQUESTS === 1 ? [allowed(id)[0] ?? "tenant-admin"] : Object.keys(mine.roles);
    for (const role of roles) {
      for (const slot of slots) await pair(role, id, [slot], [other.names[slot.kind]]);
      if (slots.length > 1) {
        await pair(
          role,
          id,
          slots,
          slots.map(({ kind }) => other.names[kind]),
        );
      }
      // The last one ends the token that the rest is asked with.
      if (slots.length > 0 || id === "tenant.change" || id === "tokens.claim") continue;
      holdsNothing(world, `${id} as ${role}`, await people[role]!.call(...asHttp(id, requestOf(id, mine))), []);
      counted.requests += 1;
    }
    // What is of the platform is none of a tenant's, and the other way round.
    const outsider = id.startsWith("platform.") ? people["tenant-admin"]! : servers.platform;
    const refused = await outsider.call(...asHttp(id, requestOf(id, other)));
    counted.requests += 1;
    if (refused.status !== 403) wrong.push(`${id}: expected 403 for whom it is not for, got ${refused.status}`);
    holdsNothing(world, `${id} as an outsider`, refused, Object.values(other.names));
  };
  for (const id of OPERATION_IDS) if (!names(id)) await swap(id);
  // Every identifier in every place of a path or a query.
  const places = OPERATION_IDS.filter((id) => !names(id) && !id.startsWith("platform."))
    .flatMap((id) => slotsOf(id).map((slot) => ({ id, slot })))
    .flatMap((place) => allowed(place.id).map((role) => ({ ...place, role })));
  for (let n = 0; counted.requests < REQUESTS; n += 1) {
    const { id, slot, role } = places[n % places.length]!;
    const kind = KINDS[Math.floor(n / places.length) % KINDS.length]!;
    await pair(role, id, [slot], [other.names[kind]]);
  }
  for (const id of OPERATION_IDS) if (names(id)) await swap(id);
  reportTimes(times);
}

type Roles = { readonly [role: string]: readonly string[] };

/** The two answers are the same but for what was asked, and there is nothing of the other in them. */
function compare(world: World, what: string, theirs: ApiAnswer, nobodys: ApiAnswer, asked: readonly string[]): void {
  const { other, ghost, wrong } = world;
  const words = [...asked, other.word];
  const [a, b] = [flat(theirs, words), flat(nobodys, words.map(ghost))];
  if (a !== b) wrong.push(`${what}:\n  ${a}\n  ${b}`);
  holdsNothing(world, what, theirs, asked);
}

const VOLATILE = new Set(["date", "x-request-id", "etag"]);

function flat({ status, headers, body }: ApiAnswer, asked: readonly string[]): string {
  const kept = [...headers].filter(([name]) => !VOLATILE.has(name));
  return plain(JSON.stringify([status, kept, typeof body === "string" ? body : JSON.stringify(body)]), asked);
}

/** Nothing of the other, but for the identifiers that were sent. */
function holdsNothing(
  { marks, other, wrong }: World,
  what: string,
  { headers, body }: Pick<ApiAnswer, "headers" | "body">,
  asked: readonly string[],
): void {
  let text = `${JSON.stringify([...headers])}${typeof body === "string" ? body : JSON.stringify(body)}`;
  for (const one of asked.map((each) => each.replace(/^template:/, ""))) {
    text = text.replaceAll(one, "").replaceAll(JSON.stringify(one).slice(1, -1), "");
  }
  if (text.includes(other.word)) wrong.push(`${what}: has the other's word: ${text.slice(0, 500)}`);
  for (const mark of text.match(MARKS) ?? []) if (marks.has(mark)) wrong.push(`${what}: has the other's ${mark}`);
}

/** What is not in the input of an operation: cursors, keys, tags, numbers of events, endpoints. */
async function whatLiesBeside(world: World): Promise<void> {
  const { mine, other, ghost, servers, counted } = world;
  const both = async (what: string, asked: string, ask: (value: string) => Promise<ApiAnswer>) => {
    const [theirs, nobodys] = [await ask(asked), await ask(ghost(asked))];
    counted.requests += 2;
    compare(world, what, theirs, nobodys, [asked]);
    return theirs;
  };
  for (const path of ["/runs", "/accounts", "/tokens", "/audit", "/channels", "/schedules", "/workspaces"]) {
    const { next } = await other.admin.ask("GET", `${path}?limit=1`);
    if (next === null) continue;
    const answer = await mine.admin.call("GET", `${path}?limit=1&cursor=${next}`);
    const forged = Buffer.from(next, "base64url");
    forged[0]! ^= 1;
    const nobodys = await mine.admin.call("GET", `${path}?limit=1&cursor=${forged.toString("base64url")}`);
    counted.requests += 2;
    compare(world, `${path} with a cursor`, answer, nobodys, []);
    if (answer.status !== 400) world.wrong.push(`${path}: took a cursor of the other`);
  }
  const task = { workspace: "main", task: `template:plain-${mine.word}` };
  const keyed = await both("an Idempotency-Key", `key-${other.word}`, (key) =>
    mine.operator.call("POST", "/runs", task, { "idempotency-key": key }),
  );
  expect(keyed.status).toBe(201);
  expect(keyed.headers.get("idempotency-replayed")).toBeNull();
  for (const path of ["/workspaces", "/templates?workspace=main", "/tenant", `/runs/${other.names.run}`]) {
    const { headers } = await other.admin.call("GET", path);
    const tag = headers.get("etag") ?? '"none"';
    const [theirs, nobodys] = [
      await mine.admin.call("GET", path, undefined, { "if-none-match": tag }),
      await mine.admin.call("GET", path, undefined, { "if-none-match": `"${"x".repeat(27)}"` }),
    ];
    counted.requests += 2;
    compare(world, `${path} with a tag`, theirs, nobodys, [other.names.run]);
  }
  await both("the other's events from a number on", other.names.run, (run) =>
    mine.operator.call("GET", `/runs/${run}/events`, undefined, { "last-event-id": "1" }),
  );
  await both("a range of the other's blob", other.names.sha256, (sha256) =>
    mine.operator.call("GET", `/runs/${mine.names.run}/blobs/${sha256}`, undefined, { range: "bytes=0-3" }),
  );
  for (const [name, value] of Object.entries({ HEAD: other.names.run, OPTIONS: other.names.run })) {
    await both(`${name} of a run`, value, (run) => mine.operator.call(name, `/runs/${run}`));
  }
  // An endpoint opens nothing by another kind's door.
  const { items } = await other.admin.ask("GET", "/channels");
  for (const { kind, path } of items as { kind: string; path: string }[]) {
    const endpoint = path.split("/").at(-1)!;
    for (const door of ["slack", "telegram", "webhook"].filter((each) => each !== kind)) {
      const knock = async (at: string) => {
        const response = await fetch(`${servers.replicas[0]!.url}/channels/${door}/${at}`, {
          method: "POST",
          body: "{}",
        });
        return { status: response.status, headers: response.headers, body: await response.text() };
      };
      const [theirs, nobodys] = [await knock(endpoint), await knock("A".repeat(endpoint.length))];
      counted.requests += 2;
      compare(world, `${door} with an endpoint of ${kind}`, theirs, nobodys, []);
    }
  }
}

/** What can be said in a chat, with what is the other's and with what nobody has. */
async function askInChat(world: World): Promise<void> {
  const { mine, other, ghost, servers, wrong } = world;
  const { names: its } = other;
  const texts = [
    ...[`status ${its.run}`, `status ${its.hash}`, `cancel ${its.waiting}`, `run ${its.template}`],
    ...[`run in ${its.workspace} plain-${mine.word}`, `run plain-${other.word}`, `templates in ${its.workspace}`],
    ...[`approve ${its.approval}`, `reject ${its.approval}`, `show me plain-${other.word}`],
  ];
  const said = [
    ...texts.map((text) => ({ text })),
    { button: its.button },
    { button: its.button.replace("yes", "no") },
  ];
  const users = ["UAPPROVER", "UOPERATOR"];
  const pairs = said.map((each) => [each, JSON.parse(ghost(JSON.stringify(each))) as typeof each] as const);
  let answers = 1;
  for (const user of users) {
    for (const each of pairs.flat()) await say(mine.admin, servers.replicas[0]!.url, mine.names.channel, user, each);
    answers += pairs.length * 2;
  }
  const lines = await heard(mine.admin, answers);
  const answersTo = (one: (typeof said)[number]) => {
    const [what] = Object.values(one) as [string];
    const asked = [...what.split(/[\s:]/).filter((word) => word.length > 5), other.word, ghost(other.word)];
    const to = lines.flatMap(({ direction, body }, n) =>
      direction === "in" && Object.values(body).includes(what) ? [JSON.stringify(lines[n + 1]?.body)] : [],
    );
    expect(to, what).toHaveLength(users.length);
    return { plain: to.map((answer) => plain(answer, asked)), text: to.join("\n"), asked };
  };
  for (const [theirs, nobodys] of pairs) {
    const [a, b] = [answersTo(theirs), answersTo(nobodys)];
    world.counted.requests += 2 * users.length;
    const what = `said ${JSON.stringify(theirs)}`;
    if (a.plain.join("\n") !== b.plain.join("\n")) wrong.push(`${what}:\n  ${a.text}\n  ${b.text}`);
    holdsNothing(world, what, { headers: new Headers(), body: a.text }, a.asked.slice(0, -2));
  }
}

/** Commands that work on a server, with what they name in the place of `@`. */
const COMMANDS: readonly (readonly [words: string, kind: (typeof KINDS)[number], role?: string])[] = [
  ["agent history show @", "run"],
  ["agent history show @", "prefix"],
  ["agent history prove @", "run"],
  ["agent replay @", "hash"],
  ["agent artifacts @", "run"],
  ["agent follow @", "waiting"],
  ["agent cancel @", "queued"],
  ["agent resume @", "run"],
  ["agent approvals show @", "approval"],
  ["agent approvals approve @ --yes", "approval", "approver"],
  ["agent approvals reject @", "approval", "approver"],
  ["agent templates show @ --workspace main", "template"],
  ["agent templates list --workspace @", "workspace"],
  ["agent run template:plain --workspace @", "workspace"],
  ["agent run @ --workspace main", "task"],
  ["agent run @ --workspace main --dry-run", "task"],
  ["agent schedules pause @", "scheduleName"],
  ["agent schedules starts @", "schedule"],
  ["agent schedules remove @", "schedule"],
  ["agent workspaces sync @", "workspace"],
  ["agent workspaces remove @", "workspace"],
  ["agent conversations export @", "conversation"],
  ["agent accounts change @ --disable", "account"],
  ["agent accounts map @ --channel x --external y", "account"],
  ["agent accounts unmap @ --channel x --external y", "account"],
  ["agent tokens rotate @", "token"],
  ["agent tokens revoke @", "tokenName"],
  ["agent channels test @", "channel"],
  ["agent channels remove @", "channel"],
  ["agent tenants show @", "tenant"],
  ["agent tenants suspend @", "tenantId"],
  ["agent tenants export @ --output out", "tenant"],
];

async function askByCommand(world: World): Promise<void> {
  const { mine, other, ghost, servers, wrong } = world;
  const run = (words: string, value: string, role: string) =>
    cli(
      servers.folder,
      words.split(" ").map((word) => (word === "@" ? value : word)),
      { env: { SDETKIT_SERVER: servers.replicas[0]!.url, SDETKIT_TOKEN: mine.roles[role]! } },
    );
  for (const [words, kind, role = "tenant-admin"] of COMMANDS) {
    const asked = other.names[kind];
    const [theirs, nobodys] = await Promise.all([run(words, asked, role), run(words, ghost(asked), role)]);
    world.counted.requests += 2;
    const show = ({ exit, out, err }: typeof theirs, value: string) =>
      plain(JSON.stringify([exit, out, err]), [value, value.replace(/^template:/, "")]);
    const [a, b] = [show(theirs, asked), show(nobodys, ghost(asked))];
    if (a !== b) wrong.push(`${words} ${asked}:\n  ${a}\n  ${b}`);
    if (theirs.exit === 0) wrong.push(`${words} ${asked}: expected a refusal, got ${a}`);
    const body = theirs.out + theirs.err;
    holdsNothing(world, words, { headers: new Headers(), body }, [asked]);
  }
}

/** The other can do with its own what was refused before: each identifier named something. */
async function isReallyThere({ servers, other, wrong }: World): Promise<void> {
  const removes = (id: string) => (/\.(remove|revoke)$/.test(id) ? 1 : 0);
  // These name nothing: they are about the token or chat that calls.
  const own = ["accounts.link", "accounts.confirm", "tokens.claim"];
  const ids = OPERATION_IDS.filter((id) => !id.startsWith("platform.") && !own.includes(id));
  for (const id of ids.sort((a, b) => removes(a) - removes(b))) {
    const role = id === "approvals.decide" ? "approver" : "tenant-admin";
    const answer = await servers.api(other.roles[role]!).call(...asHttp(id, requestOf(id, other)));
    if (answer.status >= 400 && answer.status !== 409) {
      wrong.push(`${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
}

/** Told and not asserted: how long answers take tells nothing that a busy machine would not tell as well. */
function reportTimes(
  times: readonly { readonly op: string; readonly theirs: number; readonly nobodys: number }[],
): void {
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;
  const of = (key: "theirs" | "nobodys", all = times) => median(all.map((each) => each[key])).toFixed(2);
  console.log(`isolation: median ${of("theirs")} ms for what is the other's, ${of("nobodys")} ms for what is nobody's`);
  for (const [op, all] of Map.groupBy(times, ({ op }) => op)) {
    if (all.length >= 20)
      console.log(`  ${op.padEnd(24)} ${of("theirs", all)} / ${of("nobodys", all)} ms (${all.length})`);
  }
}
