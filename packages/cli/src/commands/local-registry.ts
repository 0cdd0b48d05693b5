import type { CommandDefinition } from "../command/command.ts";
import { auditCommand } from "./audit/audit.ts";
import { auditBaselineCommand } from "./audit/baseline.ts";
import { auditRulesCommand } from "./audit/rules.ts";
import { completeCommand } from "./completion/complete.ts";
import { completionCommand } from "./completion/completion.ts";
import { dashboardBuildCommand } from "./dashboard/build.ts";
import { historyExportCommand } from "./history/export.ts";
import { historyListCommand } from "./history/list.ts";
import { historyProveCommand } from "./history/prove.ts";
import { historyShowCommand } from "./history/show.ts";
import { historyVerifyCommand } from "./history/verify.ts";
import { replayCommand } from "./run/replay.ts";
import { resumeCommand } from "./run/resume.ts";
import { runCommand } from "./run/run.ts";
import { templatesListCommand } from "./templates/list.ts";
import { templatesPackCommand } from "./templates/pack.ts";
import { templatesPlanCommand } from "./templates/plan.ts";
import { templatesRunCommand } from "./templates/run.ts";
import { templatesRunAllCommand } from "./templates/run-all.ts";
import { templatesShowCommand } from "./templates/show.ts";
import { templatesValidateCommand } from "./templates/validate.ts";
import { demoCommand } from "./workspace/demo.ts";
import { doctorCommand } from "./workspace/doctor.ts";
import { initCommand } from "./workspace/init.ts";

/** The commands that work without a server, in the order in which help lists them. */
export const localRegistry: readonly CommandDefinition[] = [
  initCommand,
  doctorCommand,
  demoCommand,
  auditCommand,
  auditBaselineCommand,
  auditRulesCommand,
  runCommand,
  resumeCommand,
  replayCommand,
  templatesListCommand,
  templatesShowCommand,
  templatesValidateCommand,
  templatesPlanCommand,
  templatesRunCommand,
  templatesRunAllCommand,
  templatesPackCommand,
  historyListCommand,
  historyShowCommand,
  historyExportCommand,
  historyVerifyCommand,
  historyProveCommand,
  dashboardBuildCommand,
  completionCommand,
  completeCommand,
];
