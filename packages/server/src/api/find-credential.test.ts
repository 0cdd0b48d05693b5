import { describe, expect, it } from "vitest";
import { findCredential as findAllowed } from "./find-credential.ts";
import { OPERATIONS } from "./registry.ts";
import type { OperationId } from "./routes.ts";
import type { OperationSpec } from "./types.ts";

const TOKEN = `ghp_${"a1B2".repeat(9)}`;

const findCredential = (id: OperationId, body: unknown) => {
  const { credentials }: OperationSpec = OPERATIONS[id];
  return findAllowed(body, credentials);
};

describe("a body", () => {
  it("without credentials passes", () => {
    expect(findCredential("accounts.create", { name: "ci", kind: "service", role: "operator" })).toBeNull();
    expect(findCredential("usage.get", undefined)).toBeNull();
  });

  it("with one is refused where it would be kept, and it is not repeated", () => {
    expect(findCredential("tenant.change", { config: `# ${TOKEN}` })).toMatchObject({ pointer: "/config" });
    expect(findCredential("channels.add", { settings: { inputs: [{ "a/b": TOKEN }] } })).toMatchObject({
      pointer: "/settings/inputs/0/a~1b",
    });
    const named = findCredential("channels.add", { settings: { [TOKEN]: 1 } });
    expect(named).toMatchObject({ pointer: "/settings" });
    expect(JSON.stringify(named)).not.toContain(TOKEN);
  });

  it("may hold one where it is sealed, and where it is taken out", () => {
    expect(findCredential("channels.add", { name: "chat", secrets: { botToken: TOKEN } })).toBeNull();
    expect(findCredential("accounts.create", { secrets: { botToken: TOKEN } })).not.toBeNull();
    expect(findCredential("runs.start", { inputs: { given: TOKEN } })).toBeNull();
  });
});
