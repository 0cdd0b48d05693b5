import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

/**
 * Delivers signed events as a process of its own, started with `fork`: a job comes as a message, a `LoadReport` goes back.
 * Everything is prepared and shuffled before the clock starts. With a `rate` it is open-loop: a delivery that finds no free
 * connection waits, and its wait counts. Without, it is closed-loop: each connection sends as soon as it was answered.
 */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  /** `whsec_…` */
  readonly secret: string;
  /** Events are called so, and their number. */
  readonly prefix: string;
  readonly events: number;
  /** How often each is delivered. */
  readonly copies: number;
  readonly connections: number;
  /** Deliveries a second; null: as fast as answers come. */
  readonly rate: number | null;
  /** Where the numbers of acknowledged events are left, as JSON. */
  readonly acknowledged: string;
}

/** The outcome of a job. Milliseconds from when a delivery was due, or sent, to its answer. */
export interface LoadReport {
  readonly deliveries: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How often each status came; `0` is a connection that broke. */
  readonly statuses: { readonly [status: string]: number };
}

interface Line {
  socket: Socket;
  /** The delivery that is under way; -1 when there is none. */
  delivery: number;
  since: number;
  received: string;
}

process.once("message", async (job: LoadJob) => {
  process.send!(await deliverAll(job));
  process.disconnect();
});

async function deliverAll(job: LoadJob): Promise<LoadReport> {
  const requests = Array.from({ length: job.events }, (_, n) => signedRequest(job, n));
  const order = shuffled(job.events, job.copies);
  const latencies = new Float64Array(order.length);
  const statuses: { [status: string]: number } = {};
  const acknowledged = new Set<number>();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const idle: Line[] = [];
  let sent = 0;
  let answered = 0;
  let began = 0;

  const dueAt = (delivery: number) => (job.rate === null ? 0 : began + (delivery * 1000) / job.rate);
  const send = (line: Line, now: number) => {
    line.delivery = sent++;
    line.since = job.rate === null ? now : dueAt(line.delivery);
    line.received = "";
    line.socket.write(requests[order[line.delivery]!]!);
  };
  const sendDue = () => {
    const now = performance.now();
    while (idle.length > 0 && sent < order.length && dueAt(sent) <= now) send(idle.pop()!, now);
  };
  const answer = (line: Line, status: number) => {
    latencies[line.delivery] = performance.now() - line.since;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 200 && status < 300) acknowledged.add(order[line.delivery]!);
    line.delivery = -1;
    answered += 1;
    if (answered === order.length) resolve();
    if (status === 0) return;
    idle.push(line);
    if (began > 0) sendDue();
  };
  const open = async () => {
    const line: Line = { socket: connect(job.port, "127.0.0.1"), delivery: -1, since: 0, received: "" };
    line.socket.setNoDelay(true);
    line.socket.on("data", (data: Buffer) => {
      line.received += data.toString("latin1");
      const status = statusOf(line.received);
      if (status !== null) answer(line, status);
    });
    const broken = () => {
      if (line.delivery >= 0) answer(line, 0);
      else if (idle.includes(line)) idle.splice(idle.indexOf(line), 1);
      // A sender whose connection broke makes another one.
      if (answered < order.length) void open();
    };
    line.socket.on("error", () => undefined);
    line.socket.on("close", broken);
    await new Promise<void>((ready) => line.socket.once("connect", ready));
    idle.push(line);
    if (began > 0) sendDue();
  };
  await Promise.all(Array.from({ length: job.connections }, open));
  began = performance.now();
  const clock = job.rate === null ? undefined : setInterval(sendDue, 1);
  sendDue();
  await over;
  const seconds = (performance.now() - began) / 1000;
  clearInterval(clock);
  writeFileSync(job.acknowledged, JSON.stringify([...acknowledged]));
  for (const { socket } of idle) socket.destroy();
  latencies.sort();
  const part = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  return { deliveries: order.length, seconds, p50: part(0.5), p99: part(0.99), max: part(1), statuses };
}

/** The status of an answer that is there as a whole; null until then. */
function statusOf(received: string): number | null {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(received);
  const whole = length ? received.length >= end + 4 + Number(length[1]) : received.endsWith("\r\n0\r\n\r\n");
  return whole ? Number(received.slice(9, 12)) : null;
}

/** As Standard Webhooks 1.0 asks. */
function signedRequest({ port, path, secret, prefix }: LoadJob, n: number): Buffer {
  const body = JSON.stringify({ kind: "push", number: n, branch: "main", commit: "0".repeat(40), message: "Mend it." });
  const id = `${prefix}${n}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
      `webhook-id: ${id}\r\nwebhook-timestamp: ${timestamp}\r\nwebhook-signature: v1,${signature}\r\n\r\n${body}`,
  );
}

/** Each event so often, in no order. */
function shuffled(events: number, copies: number): Uint32Array {
  const order = Uint32Array.from({ length: events * copies }, (_, n) => n % events);
  for (let n = order.length - 1; n > 0; n -= 1) {
    const other = Math.floor(Math.random() * (n + 1));
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  return order;
}
