import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSummary, renderDashboard } from "@sdetkit/runtime";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleSource } from "../../packages/runtime/src/dashboard/testing/sample-source.ts";

const HOSTILE = [
  "<script>document.title='ran'</script>",
  '"><img src=x onerror="document.title=\'ran\'">',
  "</title></style></script><svg onload=alert(1)>",
  "a\u202eb",
];
const found = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

if (found === undefined) {
  it("was not covered: no Chromium was found", () => {
    console.warn("NOT COVERED: the dashboard in a real browser. Install Chromium, or name it in CHROMIUM.");
    expect(process.env["CHROMIUM"], "CHROMIUM names a browser that is not there").toBeUndefined();
  });
} else {
  describe("the dashboard in a browser", () => {
    const folder = mkdtempSync(join(tmpdir(), "sdetkit-dashboard-"));
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: found, args: ["--no-sandbox", "--disable-gpu"] });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(
      names: readonly string[],
      options: { javaScriptEnabled?: boolean; colorScheme?: "light" | "dark" } = {},
    ) {
      const file = join(folder, "dashboard.html");
      writeFileSync(file, await renderDashboard(await buildSummary(sampleSource(names)), "html"));
      const page = await browser.newPage(options);
      const seen: string[] = [];
      const address = pathToFileURL(file).href;
      page.on("console", (message) => seen.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
      page.on("dialog", (dialog) => seen.push(`dialog: ${dialog.message()}`));
      page.on("request", (request) => {
        if (request.url() !== address) seen.push(`request: ${request.url()}`);
      });
      await page.goto(address);
      return { page, seen };
    }

    it.each(["light", "dark"] as const)(
      "opens in %s without an error, a violation of its policy or a request",
      async (colorScheme) => {
        for (const names of [[], ["a", "b", "a"], HOSTILE]) {
          const { page, seen } = await open(names, { colorScheme });
          expect(seen).toEqual([]);
          await page.close();
        }
      },
    );

    it("sorts by click and by keyboard, and says so", async () => {
      const { page } = await open(["b", "a", "b", "c"]);
      const names = () => page.locator("#templates-table tbody th code").allTextContents();
      const head = page.locator("#templates-table thead th").first();
      expect(await names()).toEqual(["b", "a", "c"]);
      await head.getByRole("button").click();
      expect([await names(), await head.getAttribute("aria-sort")]).toEqual([["a", "b", "c"], "ascending"]);
      await page.keyboard.press("Enter");
      expect([await names(), await head.getAttribute("aria-sort")]).toEqual([["c", "b", "a"], "descending"]);
      await page.close();
    });

    it("holds the same without JavaScript, and hostile names arrive as text", async () => {
      for (const javaScriptEnabled of [true, false]) {
        const { page, seen } = await open(HOSTILE, { javaScriptEnabled });
        const names = await page.locator("#templates-table tbody th code").allTextContents();
        expect([...names].sort()).toEqual([...HOSTILE].map((name) => name.replace("\u202e", "⟨U+202E⟩")).sort());
        expect(await page.title()).toMatch(/^Run dashboard/);
        expect(seen).toEqual([]);
        await page.close();
      }
    });
  });
}
