import { describe, expect, it } from "vitest";
import { matchCatalogue } from "./match-catalogue.ts";

const entry = (id: string, title: string, description: string, tags: string[] = []) => ({
  id,
  title,
  description,
  tags,
});
const catalogue = [
  entry("repo-health-audit", "Repository health audit", "Checks the basics of a repository and bundles the findings", [
    "audit",
    "health",
  ]),
  entry("security-governance-summary", "Security governance summary", "Security policy, code owners and secrets", [
    "security",
  ]),
  entry("report-dashboard", "Report dashboard", "Builds the dashboard of past runs", ["report"]),
];

describe("matchCatalogue", () => {
  it.each([
    ["audit the health of this repository", "repo-health-audit"],
    ["Please run a security governance summary", "security-governance-summary"],
    ["build the dashboards", "report-dashboard"],
    ["repository audits", "repo-health-audit"],
  ])("finds the one template that %j means", (text, id) => {
    expect(matchCatalogue(text, catalogue)).toMatchObject({ kind: "match", match: { entry: { id } } });
  });

  it("refuses what no template does, even when a word fits", () => {
    expect(matchCatalogue("deploy the repository to production now", catalogue).kind).toBe("none");
    expect(matchCatalogue("make coffee", catalogue)).toEqual({ kind: "none", nearest: [] });
    expect(matchCatalogue("the of and", catalogue).kind).toBe("none");
  });

  it("refuses a tie and names both", () => {
    const twins = [entry("a-report", "Report", "x"), entry("b-report", "Report", "x")];
    const answer = matchCatalogue("report", twins);
    expect(answer.kind).toBe("ambiguous");
    expect(answer.kind === "ambiguous" && answer.nearest.map((each) => each.entry.id)).toEqual([
      "a-report",
      "b-report",
    ]);
  });

  it("does not depend on the order of the catalogue", () => {
    const text = "security audit summary";
    expect(matchCatalogue(text, catalogue.toReversed())).toEqual(matchCatalogue(text, catalogue));
  });
});
