import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Api, api } from "../../test/server/harness/api.ts";
import { cpuSeconds } from "./cpu-time.ts";
import { adminToken, databaseUrl, postmaster, serve } from "./served.ts";
import { SETTINGS } from "./team.ts";

const MESSAGES = Number(process.env["SDETKIT_BENCH_MESSAGES"] ?? 3_000);
/** Of the busy tenant; each says as much as the others. */
const CHATS = 100;
const CONNECTIONS = 16;
/** How often somebody of the quiet tenant says something. */
const QUIET_MS = 200;
const SECRET = "s".repeat(32);

/**
 * What people say in the chats of a busy tenant, as fast as it is acknowledged, and one person of a quiet tenant now and then. Replies are
 * recorded, not sent. Afterwards the database is asked: each message has one answer, and each chat its messages in the order they came in.
 */
export async function chat(folder: string): Promise<void> {
  const settings = { ...SETTINGS, channels: { simulate: ["telegram"] } };
  const server = await serve(folder, settings, { SDETKIT_LOG_LEVEL: "warn" });
  const database = new Client(databaseUrl(folder));
  try {
    await database.connect();
    await database.query("SET search_path TO sdetkit");
    const platform = api(server.url, adminToken(folder));
    const busy = await makeChat(platform, server.url, "busy", CHATS);
    const quiet = await makeChat(platform, server.url, "quiet", 1);
    await say(server.url, busy, 200, "warm");
    await untilWorkedOff(database);
    const cpu = () => [cpuSeconds(server.pid), cpuSeconds(postmaster(folder))] as const;
    const before = cpu();
    const began = performance.now();
    const noise = new AbortController();
    const asking = nowAndThen(server.url, quiet, noise.signal);
    await say(server.url, busy, MESSAGES, "m");
    const taken = (performance.now() - began) / 1000;
    await untilWorkedOff(database, "busy");
    const worked = (performance.now() - began) / 1000;
    const [ours, its] = cpu().map((seconds, n) => ((seconds - before[n]!) / MESSAGES) * 1000);
    noise.abort();
    await asking;
    await untilWorkedOff(database);
    const rate = MESSAGES / worked;
    console.log(
      `  ${MESSAGES} messages in ${CHATS} chats: acknowledged ${(MESSAGES / taken).toFixed(0)}/s, worked off ${rate.toFixed(0)}/s`,
    );
    console.log(`  processor time a message: server ${ours!.toFixed(1)} ms, PostgreSQL ${its!.toFixed(1)} ms`);
    console.log(`  somebody of another tenant, meanwhile: answered after ${await delays(database, "quiet")}`);
    console.log(`  ${await verify(database)}`);
  } finally {
    await database.end();
    await server.stop();
  }
}

async function makeChat(platform: Api, url: string, tenant: string, people: number): Promise<string> {
  const created = await platform.ask("POST", "/platform/tenants", { name: tenant });
  const admin = api(url, created.admin?.token ?? created.token);
  await admin.ask("POST", "/accounts", { name: "ana", kind: "person", role: "operator" });
  const secrets = { botToken: "4711:AAHb0123456789abcdefghijklmnopqrstuv", webhookSecret: SECRET };
  const { path } = await admin.ask("POST", "/channels", { name: "chat", kind: "telegram", settings: {}, secrets });
  for (let n = 0; n < people; n++)
    await admin.ask("PUT", "/accounts/ana/identities", { channel: "chat", external: String(personOf(n)) });
  return path;
}

const personOf = (n: number) => 1_000 + n;
let updates = 0;

function update(person: number, text: string): string {
  const number = ++updates;
  const from = { id: person, is_bot: false, first_name: "Ana" };
  const date = Math.floor(Date.now() / 1000);
  const message = { message_id: number, date, chat: { id: person, type: "private" }, from, text };
  return JSON.stringify({ update_id: number, message });
}

async function post(url: string, path: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}`);
}

/** Each person says a thing when the one before was acknowledged: so their order is known. */
async function say(url: string, path: string, messages: number, word: string): Promise<void> {
  let left = messages;
  const lanes = Array.from({ length: CONNECTIONS }, async (_, lane) => {
    for (let n = 0; left > 0; n++) {
      left--;
      const person = personOf((lane + CONNECTIONS * n) % CHATS);
      await post(url, path, update(person, `status ${word}-${updates + 1}`));
    }
  });
  await Promise.all(lanes);
}

async function nowAndThen(url: string, path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await post(url, path, update(personOf(0), `status q-${updates + 1}`));
    await sleep(QUIET_MS);
  }
}

async function untilWorkedOff(database: Client, tenant = "%"): Promise<void> {
  const left = `SELECT count(*)::int AS left FROM inbox JOIN tenants t ON t.id = inbox.tenant
    WHERE inbox.state = 'new' AND t.name LIKE '${tenant}'`;
  while ((await database.query(left)).rows[0].left > 0) await sleep(100);
}

/** From what came in to its answer in the log. */
async function delays(database: Client, tenant: string): Promise<string> {
  const { rows } = await database.query(`
    SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)) AS p50, round(max(ms)) AS max FROM (
      SELECT extract(epoch FROM min(m.at) - min(i.received_at)) * 1000 AS ms
      FROM inbox i JOIN tenants t ON t.id = i.tenant
      JOIN messages m ON m.tenant = i.tenant AND m.direction = 'in' AND m.body->>'text' = i.body::json->>'text'
      WHERE t.name = '${tenant}' GROUP BY i.event
    ) AS waits`);
  return `p50 ${rows[0].p50} ms, max ${rows[0].max} ms`;
}

async function verify(database: Client): Promise<string> {
  const { rows } = await database.query<{ conversation: string; texts: string[] }>(
    "SELECT tenant || conversation AS conversation, array_agg(body->>'text' ORDER BY n) AS texts FROM messages WHERE direction = 'in' GROUP BY 1",
  );
  const { rows: totals } = await database.query(
    "SELECT (SELECT count(*)::int FROM inbox) AS events, (SELECT count(*)::int FROM outbox) AS answers",
  );
  const number = (text: string) => Number(text.split("-").at(-1));
  const turned = rows.filter(({ texts }) => texts.some((text, n) => n > 0 && number(text) < number(texts[n - 1]!)));
  const { events, answers } = totals[0];
  const right = turned.length === 0 && events === answers;
  return `${events} messages, ${answers} answers, chats out of order ${turned.length} of ${rows.length}: ${right ? "right" : "WRONG"}`;
}
