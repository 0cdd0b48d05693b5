import type { RawFinding, Severity } from "../finding.ts";
import type { FileRule, Profile, Repository, RepositoryRule, RuleExample, TextFile } from "../rule.ts";
import type { Definition, Workflow } from "./model/definition.ts";
import { definitionOf, isDefinition } from "./model/definition-of.ts";
import { type DefinitionFile, definitionsIn } from "./model/repository-definitions.ts";

/** What a rule reports about one place of a file. */
export interface Observation {
  /** Offset in the file's text. */
  readonly at: number;
  readonly message: string;
  readonly severity?: Severity;
  /** What identifies the finding, when the line would show a secret; the line otherwise. */
  readonly context?: string;
}

/** One file before and after the repair. */
interface FileExample {
  readonly name: string;
  /** A workflow's path when nothing is said. */
  readonly path?: string;
  readonly vulnerable: string;
  readonly repaired: string;
}

/** What is said of a rule once: its head, without what all rules about a kind of file share. */
export interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly securitySeverity?: number;
  /** `strict`: in the strict profile only. */
  readonly profile?: "strict";
  readonly protects: string;
  readonly fix: string;
  readonly examples: readonly [FileExample, ...FileExample[]];
}

/** Where a file must lie that a rule is asked about, and how its examples are called when they do not say. */
interface FileKind {
  applies(path: string): boolean;
  readonly examplePath: string;
}

/** Makes a rule out of what looks at one file; the same thing at the same place is reported once. */
export function placedRule(text: RuleText, kind: FileKind, check: (file: TextFile) => Iterable<Observation>): FileRule {
  const { profile, examples, ...head } = text;
  const profiles: readonly Profile[] = profile === "strict" ? ["strict"] : ["default", "strict"];
  const inFiles = ({ name, path = kind.examplePath, vulnerable, repaired }: FileExample): RuleExample => ({
    name,
    found: { [path]: vulnerable },
    repaired: { [path]: repaired },
  });
  const [first, ...more] = examples;
  return {
    kind: "file",
    ...head,
    category: "workflows",
    profiles,
    examples: [inFiles(first), ...more.map(inFiles)],
    applies: (path) => kind.applies(path),
    check: (file) => placed(file, check(file)),
  };
}

/** Observations as findings, each thing at a place once. */
function* placed(file: TextFile, observations: Iterable<Observation>): Generator<RawFinding> {
  const seen = new Set<string>();
  for (const { at, message, severity, context } of observations) {
    const key = `${at}:${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield {
      path: file.path,
      ...file.place(at),
      context: context ?? file.lineAt(at),
      message,
      ...(severity ? { severity } : {}),
    };
  }
}

/** What is said once of a rule that looks at several files: its examples are repositories. */
type RepositoryRuleText = Omit<RuleText, "examples"> & Pick<RepositoryRule, "examples">;

/** A rule about workflows and actions that must know other files of the repository, too. */
export function repositoryDefinitionRule(
  { profile, ...head }: RepositoryRuleText,
  check: (
    own: DefinitionFile & { readonly definition: Definition },
    all: ReadonlyMap<string, DefinitionFile>,
    repository: Repository,
  ) => Iterable<Observation> | Promise<Iterable<Observation>>,
): RepositoryRule {
  return {
    kind: "repository",
    ...head,
    category: "workflows",
    profiles: profile === "strict" ? ["strict"] : ["default", "strict"],
    async check(repository) {
      const all = await definitionsIn(repository);
      const found: RawFinding[] = [];
      for (const { file, definition } of all.values()) {
        if (definition) found.push(...placed(file, await check({ file, definition }, all, repository)));
      }
      return found;
    },
  };
}

const DEFINITIONS: FileKind = { applies: isDefinition, examplePath: ".github/workflows/example.yml" };

/** A rule about workflows and actions. */
export function definitionRule(text: RuleText, check: (definition: Definition) => Iterable<Observation>): FileRule {
  return placedRule(text, DEFINITIONS, (file) => {
    const definition = definitionOf(file);
    return definition ? check(definition) : [];
  });
}

/** A rule about workflows alone. */
export function workflowRule(text: RuleText, check: (workflow: Workflow) => Iterable<Observation>): FileRule {
  return definitionRule(text, (definition) => (definition.kind === "workflow" ? check(definition) : []));
}
