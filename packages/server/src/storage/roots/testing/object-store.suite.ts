import fc from "fast-check";
import { expect, it } from "vitest";
import type { ObjectStore } from "../types.ts";

const HOSTILE = [
  "",
  "/",
  "/etc/passwd",
  "..",
  "../a",
  "a/../b",
  "a/..",
  "a//b",
  "a/",
  "/a",
  ".",
  "./a",
  ".sdetkit/agent/keys/ledger.key",
  "-rf",
  "A",
  "ä",
  "a b",
  "a\0b",
  "a\\b",
  "a\nb",
  "%2e%2e/a",
  "x".repeat(201),
  `${"x/".repeat(600)}x`,
];

const parts = fc.stringMatching(/^[a-z0-9_][a-z0-9._-]{0,6}$/);
const keys = fc.array(parts, { minLength: 1, maxLength: 3 }).map((each) => each.join("/"));

/** What every scheme of a root has to hold to. `fresh` opens an empty store, a second one of the same name sees the same. */
export function objectStoreContract(fresh: (name: string) => ObjectStore): void {
  const listed = async (store: ObjectStore, prefix = "") => {
    const all = await Array.fromAsync(store.list(prefix));
    return all.map(({ key }) => key);
  };
  const text = async (got: Promise<Uint8Array | null>) => {
    const data = await got;
    return data === null ? null : Buffer.from(data).toString();
  };

  it("gives back what was put, also through another opening, and the newest of several", async () => {
    const store = fresh("basic");
    expect(await store.get("a/b.txt")).toBeNull();
    expect(await store.put("a/b.txt", "one")).toBe(true);
    expect(await store.put("a/b.txt", new Uint8Array([0, 255, 10]))).toBe(true);
    expect(await fresh("basic").get("a/b.txt")).toEqual(Buffer.from([0, 255, 10]));
    expect(await store.put("empty", "")).toBe(true);
    expect(await text(store.get("empty"))).toBe("");
    await store.remove("a/b.txt");
    await store.remove("a/b.txt");
    await store.remove("never/was");
    expect(await store.get("a/b.txt")).toBeNull();
  });

  it("gives a range: from start, up to end without it, cut at the end of what there is", async () => {
    const store = fresh("range");
    await store.put("r", "0123456789");
    expect(await text(store.get("r", { start: 2, end: 5 }))).toBe("234");
    expect(await text(store.get("r", { start: 0, end: 1 }))).toBe("0");
    expect(await text(store.get("r", { start: 8, end: 99 }))).toBe("89");
    expect(await text(store.get("r", { start: 10, end: 12 }))).toBe("");
    expect(await text(store.get("r", { start: 5, end: 2 }))).toBe("");
    expect(await store.get("gone", { start: 0, end: 1 })).toBeNull();
  });

  it("puts ifAbsent once, whoever comes at the same time", async () => {
    const stores = Array.from({ length: 8 }, () => fresh("absent"));
    for (let round = 0; round < 20; round++) {
      const key = `k/${round}`;
      const won = await Promise.all(stores.map((store, i) => store.put(key, `of ${i}`, { ifAbsent: true })));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await text(stores[0]!.get(key))).toBe(`of ${won.indexOf(true)}`);
    }
    expect(await stores[0]!.put("k/0", "later", { ifAbsent: true })).toBe(false);
    expect(await stores[0]!.put("k/0", "over")).toBe(true);
    expect(await text(stores[0]!.get("k/0"))).toBe("over");
  });

  it("lists in code-unit order what begins with the prefix, with its size, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(keys, { maxLength: 12 }),
        fc.string({ maxLength: 3 }),
        fc.uuid(),
        async (some, cut, name) => {
          // A key cannot be a folder of another one everywhere.
          const apart = some.filter((key) => !some.some((other) => other.startsWith(`${key}/`)));
          const store = fresh(name);
          for (const key of apart) await store.put(key, key);
          expect(await listed(store)).toEqual([...apart].sort());
          for (const prefix of [cut, apart[0]?.slice(0, 2) ?? "", apart[0] ?? "", `${apart[0]}x`]) {
            expect(await listed(store, prefix)).toEqual(apart.filter((key) => key.startsWith(prefix)).sort());
          }
          for await (const { key, bytes } of store.list("")) expect(bytes).toBe(key.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("refuses keys that could be anything else", async () => {
    const store = fresh("hostile");
    for (const key of HOSTILE) {
      for (const attempt of [() => store.put(key, "x"), () => store.get(key), () => store.remove(key)]) {
        await expect((async () => attempt())(), key).rejects.toMatchObject({ code: "invalid-key" });
      }
    }
    expect(await listed(store)).toEqual([]);
  });

  it("shows a reader the whole of one write or of another, never a part", async () => {
    const [writer, reader] = [fresh("torn"), fresh("torn")];
    const values = ["a".repeat(300_000), "b".repeat(700_000)];
    await writer.put("v", values[0]!);
    let writing = true;
    const written = (async () => {
      for (let i = 0; i < 40; i++) await writer.put("v", values[i % 2]!);
      writing = false;
    })();
    while (writing) expect(values).toContain(await text(reader.get("v")));
    await written;
    expect(await listed(reader)).toEqual(["v"]);
  });
}
