import { ExitCode } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { chooseWorkspace } from "../../remote/choose-workspace.ts";
import { connect } from "../../remote/connect.ts";
import { room } from "../../terminal/console.ts";
import { templateView } from "../../views/template-view.ts";
import { templatesView } from "../../views/templates-view.ts";

type Page = OutputOf<"templates.list">;
type WhereOptions = ServerOptions & { readonly workspace?: string };

/** `agent templates list --server`. */
export async function templatesListRemote(options: WhereOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(options, invocation);
  const workspace = await chooseWorkspace(options.workspace, remote, invocation);
  const templates: Page["items"][number][] = [];
  // By page, since what is not valid is beside the first one's items.
  let page = await remote.call("templates.list", { query: { workspace, limit: 200 } });
  const { broken } = page;
  templates.push(...page.items);
  while (page.next !== null) {
    page = await remote.call("templates.list", { query: { workspace, limit: 200, cursor: page.next } });
    templates.push(...page.items);
  }
  const text = templatesView(templates, broken, new Set(), room(invocation.console.stdout));
  return { exit: ExitCode.done, json: { workspace, templates, broken }, text };
}

/** `agent templates show --server`. */
export async function templatesShowRemote(id: string, options: WhereOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(options, invocation);
  const workspace = await chooseWorkspace(options.workspace, remote, invocation);
  const template = await remote.call("templates.get", { params: { template: id }, query: { workspace } });
  return { exit: ExitCode.done, json: template, ...asked(templateView(template)) };
}
