import type { Intent } from "../types.ts";
import { approvals } from "./approvals.ts";
import { cancel } from "./cancel.ts";
import { dashboard } from "./dashboard.ts";
import { approve, reject } from "./decide.ts";
import { helpIntent } from "./help.ts";
import { link } from "./link.ts";
import { run } from "./run.ts";
import { status } from "./status.ts";
import { templates } from "./templates.ts";
import { whoami } from "./whoami.ts";

/** Everything that can be asked for by typing, in the order that `help` shows. Add one: its file, its line here. */
export const INTENTS: readonly Intent[] = [
  run,
  templates,
  status,
  dashboard,
  approvals,
  approve,
  reject,
  cancel,
  link,
  whoami,
  helpIntent(() => INTENTS),
];
