/** One import of a source: both ends relative to the repository, or the name of a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** What each package may import of the others, by their faces. Whatever is not named is forbidden. */
const PACKAGES: { readonly [name: string]: readonly string[] } = {
  core: [],
  runtime: ["@sdetkit/core"],
  "embedded-postgres": ["@sdetkit/core", "@sdetkit/runtime"],
  "channel-adapters": ["@sdetkit/core"],
  server: ["@sdetkit/core", "@sdetkit/runtime", "@sdetkit/embedded-postgres", "@sdetkit/channel-adapters"],
  // The CLI calls a server through the small client only; the package itself is loaded by name when somebody serves.
  // Of the channels it needs the names, which load no adapter.
  cli: ["@sdetkit/core", "@sdetkit/runtime", "@sdetkit/server/client", "@sdetkit/channel-adapters/registry"],
};

/** The groups of the server from the ground up: each imports those before it. `chat` and `http` are two doors, side by side. */
const SERVER: readonly (readonly string[])[] = [
  ["network", "storage"],
  ["settings"],
  ["control"],
  ["messaging"],
  ["api"],
  ["chat", "http"],
  ["app"],
  ["client"],
];

/** Imports that the picture in docs/architecture.md has no arrow for, each as `from -> to`. */
export function forbiddenArrows(imports: readonly Import[]): string[] {
  return imports.filter(({ from, to }) => !isAllowed(from, to)).map(({ from, to }) => `${from} -> ${to}`);
}

function isAllowed(from: string, to: string): boolean {
  const own = packageOf(from);
  if (to.startsWith("@sdetkit/")) return PACKAGES[own]?.includes(to) ?? false;
  if (!to.startsWith("packages/")) return true;
  if (packageOf(to) !== own) return false;
  return own !== "server" || mayReach(groupOf(from), groupOf(to));
}

function mayReach(from: string, to: string): boolean {
  const [lower, upper] = [levelOf(to), levelOf(from)];
  // The face of the package, and the client's types of what it calls.
  if (from === "" || from === "client") return true;
  return from === to || lower < upper;
}

const packageOf = (file: string): string => file.split("/")[1] ?? "";
const groupOf = (file: string): string => file.split("/").slice(3, -1)[0] ?? "";
const levelOf = (group: string): number => SERVER.findIndex((level) => level.includes(group));

/** A source, for rules about what is in it. */
export interface Source {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

const STARTS = "packages/server/src/control/runs/start-runs.ts";

/** What only some files may do, so that a run is started in one place: as a pattern of the text, and in which files it may appear. */
const OF_STARTING: readonly { readonly what: string; readonly pattern: RegExp; readonly files: readonly string[] }[] = [
  {
    what: "writes the row of a run, or queues it",
    pattern: /insertInto\("(?:runs|queue)"\)|INSERT INTO (?:runs|queue)\b/,
    files: [STARTS],
  },
  {
    what: "calls startRuns",
    pattern: /\bstartRuns\b/,
    files: [STARTS, "packages/server/src/control/runs/create-runs.ts"],
  },
  {
    // Each way in has its kind of cause: see `StartCause`.
    what: "starts runs",
    pattern: /\bruns(?:\(\))?\s*\.start(?:Many)?\(/,
    files: [
      "packages/server/src/api/runs.ts",
      "packages/server/src/messaging/inbox/handle-message.ts",
      "packages/server/src/messaging/inbox/handle-event.ts",
      "packages/server/src/control/schedules/start-due.ts",
    ],
  },
  {
    what: "looks by hand whether somebody may start runs",
    pattern: /\.scopes\.has\("runs:write"\)/,
    files: [
      // Nothing is started here: they refuse, or tell of, what would start runs later.
      "packages/server/src/chat/intents/help.ts",
      "packages/server/src/control/schedules/check-schedule.ts",
      "packages/server/src/messaging/deliveries/retry-delivery.ts",
      "packages/server/src/messaging/endpoints/check-target.ts",
    ],
  },
];

/** Whatever of the server starts a run beside the one operation that does, each as `file: what`. */
export function startsBeside(sources: readonly Source[]): string[] {
  return sources
    .filter(({ file }) => file.startsWith("packages/server/src/") && !file.includes("/testing/"))
    .flatMap(({ file, text }) =>
      OF_STARTING.filter(({ pattern, files }) => pattern.test(text) && !files.includes(file)).map(
        ({ what }) => `${file}: ${what}`,
      ),
    );
}

/** What begins empty or changes where a module stands; a list of addresses is filled there once, and only read. */
const STATE = /^(?:export )?(?:let |var |const \w+(?:: [^=]+)? = (?:new (?!BlockList)\w+(?:<.*>)?\(\)|\[\]|\{\});)/m;

/** Sources of the server that keep something in a module, which nobody owns and two servers in one process would share. */
export function moduleState(sources: readonly Source[]): string[] {
  return sources
    .filter(({ file }) => file.startsWith("packages/server/src/") && !file.includes("/testing/"))
    .flatMap(({ file, text }) => {
      const found = STATE.exec(text);
      return found ? [`${file}: ${found[0]}`] : [];
    });
}

/**
 * Folders that import each other in a circle, at every level of the tree: beside each other, no two may need each other, whatever
 * lies between. A folder and the files of the one around it are one room.
 */
export function folderCircles(imports: readonly Import[]): string[] {
  const levels = new Map<string, Map<string, Set<string>>>();
  for (const { from, to } of imports) {
    if (!to.startsWith("packages/")) continue;
    const [a, b] = [from.split("/"), to.split("/")];
    const common = a.findIndex((name, index) => name !== b[index]);
    // Both have to be in folders below the one that they share.
    if (common < 0 || common >= a.length - 1 || common >= b.length - 1) continue;
    const parent = a.slice(0, common).join("/");
    const graph = levels.get(parent) ?? new Map<string, Set<string>>();
    levels.set(parent, graph);
    const [here, there] = [a[common] as string, b[common] as string];
    graph.set(here, (graph.get(here) ?? new Set()).add(there));
  }
  return [...levels].flatMap(([parent, graph]) => circlesOf(graph).map((circle) => `${parent}: ${circle}`));
}

/** Every circle that a walk through a graph comes upon, as `a -> b -> a`. */
export function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) circles.push([...trail.slice(trail.indexOf(node)), node].join(" -> "));
    if (done.has(node) || trail.includes(node)) return;
    for (const target of graph.get(node) ?? []) visit(target, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}
