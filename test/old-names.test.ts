import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Names that the field has better words for, and that are gone: whoever knows them from 0.1.0 finds the new one in docs/glossary.md.
 * To be dropped with the release after this one.
 */
const FOLDERS = [
  "approving",
  "bodies",
  "channels",
  "fixtures",
  "operations",
  "postgres",
  "runs-told",
  "screens",
  "vendor",
];

const FILES = [
  "about",
  "accompanied",
  "ask-once",
  "at-once",
  "caller-gate",
  "chores",
  "conclude",
  "contract",
  "courteous",
  "courtesy",
  "drive",
  "drive-as-told",
  "drive-run",
  "drive-to-rest",
  "found-in",
  "handle-said",
  "is-there",
  "look-after",
  "marks",
  "on-line",
  "over-text",
  "patient-fetch",
  "patiently",
  "read-meanwhile",
  "rehearse",
  "replay-ground",
  "settle-unknown",
  "shop",
  "sites",
  "sound-block",
  "spelled-out",
  "take",
  "take-turns",
  "tell-runs",
  "unstorable",
  "verify-crew",
  "watched",
  "wire",
  "words",
  "work-one",
  "work-programs",
  "work-said",
  "work-together",
];

const EXPORTS = [
  "Courtesy",
  "Crew",
  "Driven",
  "Ground",
  "Hands",
  "Misfortune",
  "Shop",
  "Site",
  "Sites",
  "SoundBlock",
  "Told",
  "ToldRun",
  "advance",
  "appendAct",
  "askOnce",
  "atOnce",
  "courteous",
  "drive",
  "driveAsTold",
  "driveRun",
  "foundIn",
  "handleSaid",
  "handsAt",
  "isThere",
  "machine",
  "onLine",
  "overText",
  "patiently",
  "politely",
  "readMeanwhile",
  "rehearse",
  "settleUnknown",
  "spelledOut",
  "take",
  "workOne",
];

/** Phrases that no page says any more, with what to write instead. Generated pages, records of decisions and code are not looked at. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bthe house\b/i, "the architecture, the code"],
  [/\bthose with power over others\b/i, "administrators"],
  [/\bsay yes to exactly\b/i, "approve exactly"],
  [/\b(?:those|whoever|who) runs? the server\b/i, "platform administrators"],
  [/\b(?:goes|go|went) on\b/i, "continues"],
  [/\bmend(?:s|ed)?\b/i, "fix"],
  [/\bwhat (?:became|came) of\b/i, "the outcome of"],
  [/\btak(?:e|es|en) (?:hers|his|theirs|their tokens?) over\b/i, "claims"],
  [/\b(?:is|are) told to\b/i, "must, or what the caller does"],
  [/\bworked off\b/i, "processed"],
  [/\banew\b/i, "again"],
  [/\bstands in (?:no|a|the)\b/i, "is in, appears in"],
];

const root = join(import.meta.dirname, "..");
const pages = globSync("{*.md,docs/**/*.md,bench/*.md,packages/*/*.md,test/**/*.md}", { cwd: root }).filter(
  (page) => !/^(?:CHANGELOG\.md|docs\/(?:reference|decisions)\/)/.test(page),
);
/** What a page says itself: without blocks and spans of code, and without line breaks. */
const proseOf = (page: string) =>
  readFileSync(join(root, page), "utf8")
    .replaceAll(/^```.*?^```$/gms, "")
    .replaceAll(/`[^`\n]*`/g, "")
    .replaceAll(/\s+/g, " ");
const files = globSync("packages/*/src/**/*.ts", { cwd: root });

describe("an old name", () => {
  it("is no folder's", () => {
    const folders = files.map((file) => dirname(file).split("/").slice(3));
    // A command's folder is named after its noun.
    const found = folders.filter(
      ([first, ...rest]) => first !== "commands" && [first, ...rest].some((name) => FOLDERS.includes(name ?? "")),
    );
    expect([...new Set(found.map((names) => names.join("/")))]).toEqual([]);
  });

  it("is no file's, nor an ending that says what kind of file for tests it is", () => {
    const old = (file: string) =>
      FILES.includes(basename(file, ".ts")) ||
      /\.(contract|testing|fixture)\.ts$/.test(file) ||
      /There\.ts$/.test(file);
    expect(files.filter(old)).toEqual([]);
  });

  it.each(EXPORTS)("%s is exported nowhere", (name) => {
    const exported = new RegExp(
      `^export (?:async |abstract )?(?:function\\*?|const|class|interface|type) ${name}\\b`,
      "m",
    );
    expect(files.filter((file) => exported.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });

  it("of something that is done on a server does not end in There", () => {
    const ending = /^export (?:async )?function \w+There\b/m;
    expect(files.filter((file) => ending.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });
});

describe("an old phrase", () => {
  it.each(PHRASES)("%s is on no page: write %s", (phrase) => {
    expect(pages.filter((page) => phrase.test(proseOf(page)))).toEqual([]);
  });

  it("is looked for on every page", () => {
    expect(pages).toEqual(
      expect.arrayContaining(["README.md", "docs/architecture.md", "docs/guide/server.md", "test/README.md"]),
    );
  });
});
