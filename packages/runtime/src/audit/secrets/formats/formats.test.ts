import { compilePattern, type PatternNode, readPattern } from "@sdetkit/core";
import { describe, expect, it, test } from "vitest";
import { createPace } from "../../../platform/pace.ts";
import { findSecrets, type Secret } from "../find-secrets.ts";
import { exampleOfFormat } from "../testing/example-of-format.ts";
import { compiledFormats, vendors } from "./registry.ts";

const pace = createPace(new AbortController().signal);
const find = (text: string, path: string): Promise<Secret[]> => Array.fromAsync(findSecrets(text, path, pace));

describe("the formats", () => {
  it("are many, each with an id of its own", () => {
    expect(compiledFormats.length).toBeGreaterThan(250);
    expect(new Set(compiledFormats.map(({ id }) => id)).size).toBe(compiledFormats.length);
    expect(new Set(vendors.map(({ id }) => id)).size).toBe(vendors.length);
  });

  it.each(compiledFormats.map((format) => [format.id, format] as const))(
    "%s is found, and named",
    async (id, format) => {
      for (let seed = 1; seed <= 5; seed++) {
        const { text, secret } = exampleOfFormat(format, seed);
        const found = await find(`# some text\n${text}# more\n`, `a${format.format.files?.[0] ?? ".txt"}`);
        expect(found.map(({ kind }) => kind)).toEqual([id]);
        const [{ from, to, wrongChecksum }] = found as [Secret];
        expect(`# some text\n${text}`.slice(from, to)).toBe(secret);
        expect(wrongChecksum).toBeUndefined();
      }
    },
  );
});

/** Every character of ASCII, and one that stands for all others. */
const CHARACTERS = [...Array(128).keys(), 0x2603];
/** In how many ways an engine that backtracks may try one place at most. */
const MOST_WAYS = 150;

/**
 * What a part of a pattern may begin with, and what may go on where it could have ended as well. Where nothing that goes on
 * begins what follows, an engine tries one way only (Brüggemann-Klein and Wood 1998); elsewhere as many as there are ends.
 */
interface Edges {
  readonly first: ReadonlySet<number>;
  readonly more: ReadonlySet<number>;
  readonly empty: boolean;
  /** How many ends the part may have, whatever the text. */
  readonly ends: number;
  /** How many ways through it an engine may have to try. */
  readonly ways: number;
}

const NONE: Edges = { first: new Set(), more: new Set(), empty: true, ends: 1, ways: 1 };

function edges(node: PatternNode, backwards: boolean): Edges {
  switch (node.kind) {
    case "one":
      return { ...NONE, first: new Set(CHARACTERS.filter((code) => node.matches(code))), empty: false };
    case "all": {
      const parts = node.nodes.map((part) => edges(part, backwards));
      return (backwards ? parts.reverse() : parts).reduce(followed, NONE);
    }
    case "any":
      return node.nodes
        .map((part) => edges(part, backwards))
        .reduce((one, other) => ({
          first: union(one.first, other.first),
          more: union(one.more, other.more),
          empty: one.empty || other.empty,
          ends: one.ends + other.ends,
          ways: overlap(one.first, other.first) ? one.ways + other.ways : Math.max(one.ways, other.ways),
        }));
    case "repeat": {
      const inner = edges(node.node, backwards);
      const ambiguous = inner.ways > 1 || overlap(inner.more, inner.first);
      const goesOn = node.max > Math.max(node.min, 1);
      return {
        first: inner.first,
        more: goesOn ? union(inner.more, inner.first) : inner.more,
        empty: inner.empty || node.min === 0,
        ends: (inner.ends === 1 ? 1 : inner.ends ** Math.max(node.max, 1)) * (node.max - node.min + 1),
        ways: ambiguous && node.max > 1 ? Number.POSITIVE_INFINITY : inner.ways,
      };
    }
    default:
      return NONE;
  }
}

function followed(one: Edges, other: Edges): Edges {
  const ambiguous = overlap(one.more, other.first) || (one.empty && overlap(one.first, other.first));
  return {
    first: one.empty ? union(one.first, other.first) : one.first,
    more: other.empty ? union(other.more, one.more, other.first) : other.more,
    empty: one.empty && other.empty,
    // Behind something that has to be there, the text has decided what stood before.
    ends: other.empty ? one.ends * other.ends : other.ends,
    ways: one.ways * other.ways * (ambiguous ? one.ends : 1),
  };
}

function union(...sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  return new Set(sets.flatMap((set) => [...set]));
}

function overlap(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return [...one].some((code) => other.has(code));
}

describe("patterns", () => {
  it.each(compiledFormats.map((format) => [format.id, format] as const))(
    "of %s are bounded and leave few ways open, so that an engine that backtracks takes linear time",
    (_id, { format }) => {
      const { before, body, value } = { before: "", body: "", value: "", ...format };
      for (const pattern of [before, body, value]) {
        expect(compilePattern(pattern), pattern).toHaveProperty("test");
        const { ends, ways } = edges(readPattern(pattern), pattern === before);
        expect(ends, pattern).toBeLessThan(Number.POSITIVE_INFINITY);
        expect(ways, pattern).toBeLessThanOrEqual(MOST_WAYS);
      }
    },
  );

  test.each(["a*", "(?:a{1,2}){9}", "[a-z]{1,90}[a-z]{1,90}x", "(?:a|ab){9}", "(?:ab?){9}b"])(
    "that leave more open are refused: %s",
    (pattern) => {
      const { ends, ways } = edges(readPattern(pattern), false);
      expect(Math.max(ways / MOST_WAYS, ends === Number.POSITIVE_INFINITY ? 2 : 0), pattern).toBeGreaterThan(1);
    },
  );
});
