import { expect, it } from "vitest";
import { createDeliveryIds } from "./delivery-ids.ts";

it("makes ids that sort as they were made, whatever the clock does, and that no other process makes", () => {
  const times = [5, 5, 5, 6, 3, 7, 7, 2, 8];
  const clock = [...times];
  const next = createDeliveryIds(() => clock.shift() ?? 8);
  const ids = Array.from({ length: 1_000 }, next);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  const other = createDeliveryIds(() => 8);
  expect(ids).not.toContain(other());
  for (const id of ids) expect(id).toMatch(/^d-[0-9A-HJKMNP-TV-Z]{26}$/);
});
