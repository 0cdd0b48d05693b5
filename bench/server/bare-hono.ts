import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

/** The lower bound for taking deliveries in: a Hono handler that reads the body and acknowledges it. Sends its port to its parent. */
const app = new Hono();
app.post("/channels/:kind/:endpoint", async (c) => {
  await c.req.arrayBuffer();
  return c.body(null, 200);
});
const server = createServer(getRequestListener(app.fetch));
server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
