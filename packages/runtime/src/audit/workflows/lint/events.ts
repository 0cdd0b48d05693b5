/** What an event can be narrowed by. */
export interface EventFacts {
  /** Its activity types; null when it has none. */
  readonly types: readonly string[] | null;
  /** Filters beside `types`. */
  readonly filters: readonly string[];
}

const BRANCHES = ["branches", "branches-ignore"];
const PATHS = ["paths", "paths-ignore"];
const of = (types: string, ...filters: readonly string[]): EventFacts => ({
  types: types === "" ? null : types.split(" "),
  filters,
});

const PULL_REQUEST =
  "assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed auto_merge_enabled auto_merge_disabled";

/** The events that start workflows, from GitHub's page "Events that trigger workflows". */
export const events: { readonly [event: string]: EventFacts } = {
  branch_protection_rule: of("created edited deleted"),
  check_run: of("created rerequested completed requested_action"),
  check_suite: of("completed requested rerequested"),
  create: of(""),
  delete: of(""),
  deployment: of(""),
  deployment_status: of(""),
  discussion: of(
    "created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked category_changed answered unanswered closed reopened",
  ),
  discussion_comment: of("created edited deleted"),
  fork: of(""),
  gollum: of(""),
  image_version: of("", "names", "versions"),
  issue_comment: of("created edited deleted pinned unpinned"),
  issues: of(
    "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked unlocked milestoned demilestoned typed untyped field_added field_removed",
  ),
  label: of("created edited deleted"),
  member: of("added edited deleted"),
  merge_group: of("checks_requested", ...BRANCHES),
  milestone: of("created closed opened edited deleted"),
  page_build: of(""),
  project: of("created closed reopened edited deleted updated"),
  project_card: of("created moved converted edited deleted"),
  project_column: of("created updated moved deleted"),
  public: of(""),
  pull_request: of(PULL_REQUEST, ...BRANCHES, ...PATHS),
  pull_request_comment: of("created edited deleted"),
  pull_request_review: of("submitted edited dismissed"),
  pull_request_review_comment: of("created edited deleted"),
  pull_request_target: of(PULL_REQUEST, ...BRANCHES, ...PATHS),
  push: of("", ...BRANCHES, ...PATHS, "tags", "tags-ignore"),
  registry_package: of("published updated"),
  release: of("published unpublished created edited deleted prereleased released"),
  repository_dispatch: { types: [], filters: [] },
  schedule: of(""),
  status: of(""),
  watch: of("started"),
  workflow_call: of("", "inputs", "outputs", "secrets"),
  workflow_dispatch: of("", "inputs"),
  workflow_run: of("completed requested in_progress", ...BRANCHES, "workflows"),
};
