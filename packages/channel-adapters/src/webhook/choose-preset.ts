import { nearest } from "@sdetkit/core";
import type { ChannelAccount } from "../types.ts";
import type { WebhookPreset } from "./preset.ts";
import { bearer } from "./presets/bearer.ts";
import { PRESETS } from "./presets/registry.ts";
import { standard } from "./presets/standard.ts";

type Given = Pick<ChannelAccount, "settings" | "secrets">;

/** The preset of a channel: the one that its settings name, else what its secret says. Null when there is none of that name. */
export function choosePreset({ settings, secrets }: Given): WebhookPreset | null {
  const { preset } = settings;
  if (preset === undefined) return secrets["signingSecret"] === undefined ? bearer : standard;
  return PRESETS.find(({ name }) => name === preset) ?? null;
}

/** What is wrong with preset and secrets of a channel, each in a sentence. */
export function presetProblems(given: Given): string[] {
  const preset = choosePreset(given);
  if (preset === null) return [unknownPreset(given.settings["preset"])];
  // Without a preset either secret is taken: it says which of the two it is.
  const known = given.settings["preset"] === undefined ? { ...standard.secrets, ...bearer.secrets } : preset.secrets;
  const names = Object.keys(known);
  const has = Object.keys(given.secrets);
  const [name = ""] = has;
  if (has.length !== 1 || !names.includes(name))
    return [
      names.length === 1
        ? `expected the secret ${names[0]} and no other: it authenticates deliveries`
        : `expected either ${names.join(" or ")}: one of them authenticates deliveries`,
    ];
  const wanted = known[name]!.problem(given.secrets[name]!);
  return [
    ...(wanted === null ? [] : [`expected ${name} ${wanted}`]),
    ...(given.settings["id"] !== undefined && preset.idFrom !== null
      ? [`\`id\` is for senders without ids: deliveries ${preset.about} carry theirs ${preset.idFrom}`]
      : []),
  ];
}

function unknownPreset(given: unknown): string {
  const names = PRESETS.map(({ name }) => name);
  const near = typeof given === "string" ? nearest(given, names) : null;
  return `there is no preset ${JSON.stringify(given)}; ${near ? `did you mean ${near}?` : `there is ${names.join(", ")}`}`;
}
