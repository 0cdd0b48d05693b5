import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { download } from "./download.ts";
import { writeOutput } from "./write-output.ts";

function folders() {
  const base = mkdtempSync(join(realpathSync(tmpdir()), "cli-output-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [cwd, elsewhere] = [join(base, "repository"), join(base, "elsewhere")];
  for (const each of [cwd, elsewhere]) mkdirSync(each);
  writeFileSync(join(elsewhere, "theirs"), "theirs");
  return { cwd, elsewhere };
}

it.each([
  ["report.html", "theirs"],
  ["out/theirs", ""],
])("writes through no link that a repository may have brought: %s", async (name, target) => {
  const { cwd, elsewhere } = folders();
  symlinkSync(join(elsewhere, target), join(cwd, name.split("/")[0]!));
  const linked = { code: "output-linked", exit: 1 };
  await expect(writeOutput(cwd, name, "new")).rejects.toMatchObject(linked);
  await expect(writeOutput(cwd, join(cwd, name), "new")).rejects.toMatchObject(linked);
  await expect(download(new Response("new"), cwd, name)).rejects.toMatchObject(linked);
  expect(readFileSync(join(elsewhere, "theirs"), "utf8")).toBe("theirs");
});

it("writes where the person says, be it behind a link that is not below the current folder", async () => {
  const { cwd, elsewhere } = folders();
  symlinkSync(elsewhere, join(cwd, "../link"));
  const { path } = await writeOutput(cwd, "../link/report.html", "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(await writeOutput(cwd, "../link/report.html", "newer")).toMatchObject({ bytes: 5 });
});

it("brings a download into no file that is there, and leaves none that was interrupted", async () => {
  const { cwd } = folders();
  writeFileSync(join(cwd, "acme.tar"), "before");
  await expect(download(new Response("new"), cwd, "acme.tar")).rejects.toMatchObject({ code: "output-exists" });
  expect(readFileSync(join(cwd, "acme.tar"), "utf8")).toBe("before");
  const cut = new ReadableStream({
    start: (stream) => stream.enqueue(Buffer.from("half")),
    pull: (stream) => stream.error(new Error("cut off")),
  });
  await expect(download(new Response(cut), cwd, "other.tar")).rejects.toMatchObject({ code: "download-failed" });
  expect(await download(new Response("whole"), cwd, "other.tar")).toMatchObject({ bytes: 5 });
});
