import { afterAll, beforeAll, expect, it } from "vitest";
import { openWorld, type World } from "./testing/open-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it("works", async () => {
  const acme = await world.tenant("acme");
  console.log(acme);
  const r = await world.ask(acme.admin, "GET", "/api/v1/workspaces");
  console.log(r.status, [...r.headers], await r.text());
  const s = await world.ask(acme.tokens["operator"]!, "POST", "/api/v1/runs", {
    workspace: "shop",
    task: "template:repo-health-check",
  });
  console.log(s.status, [...s.headers], await s.text());
  console.log(world.lines.join(""));
  expect(1).toBe(1);
});
