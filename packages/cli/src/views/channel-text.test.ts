import { expect, it } from "vitest";
import { render } from "../terminal/render.ts";
import { CHANNEL_COLUMNS, channelText } from "./channel-text.ts";
import { listView } from "./list-view.ts";

const channel = {
  id: "ch-1",
  name: "pushes",
  kind: "webhook",
  path: "/channels/webhook/e1",
  settings: { workspace: "shop", task: "template:repo-health-audit", preset: "github", inputs: { ref: "$.ref" } },
  secrets: ["signingSecret"],
  enabled: true,
  created_at: "2026-11-22T08:00:00.000Z",
};

it("lists what a channel starts and where, and by which preset", () => {
  const list = render(listView([channel], CHANNEL_COLUMNS, { width: Number.POSITIVE_INFINITY, empty: "" }), false);
  expect(list).toContain("pushes   webhook (github)  on     shop       template:repo-health-audit");
});

it("shows every setting of one, the address for its sender, and no secret's value", () => {
  const shown = render(channelText(channel, "https://agents.example.org", " --server x"), false);
  for (const each of [
    "https://agents.example.org/channels/webhook/e1",
    "template:repo-health-audit",
    "github",
    '{"ref":"$.ref"}',
  ])
    expect(shown).toContain(each);
  expect(shown).toContain("sdetkit agent channels test pushes --server x");
});
