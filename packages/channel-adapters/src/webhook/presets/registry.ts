import type { WebhookPreset } from "../preset.ts";
import { alertmanager } from "./alertmanager.ts";
import { bearer } from "./bearer.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { jira } from "./jira.ts";
import { standard } from "./standard.ts";
import { stripe } from "./stripe.ts";

/** Every sender whose way of signing is known. Add one: its file, its fixture, its line here. */
export const PRESETS: readonly WebhookPreset[] = [standard, bearer, github, gitlab, stripe, alertmanager, jira];
