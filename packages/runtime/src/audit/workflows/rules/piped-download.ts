import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { pipedDownloads } from "../shell/piped-downloads.ts";
import { sourceOffset } from "../yaml/source-offset.ts";

export const pipedDownload = definitionRule(
  {
    id: "workflow-piped-download",
    title: "What is downloaded is checked before it runs",
    severity: "warning",
    securitySeverity: 5.5,
    profile: "strict",
    protects:
      "`curl … | sh` runs whatever the server sends, today and to this runner. Whoever takes over the server or the address has the job's token and secrets, as with Codecov's uploader in 2021.",
    fix: "Download to a file, compare its SHA-256 with one that stands in the workflow, then run it; or use a pinned action or package.",
    examples: [
      {
        name: "an installer from the net",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: curl -sSL https://example.com/install.sh | sudo bash -s -- -y
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: |
          curl -sSLo install.sh https://example.com/install.sh
          echo "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae install.sh" | sha256sum -c
          bash install.sh
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      if (!step.run || isDisabled(step)) continue;
      for (const { at, shell } of pipedDownloads(step.run)) {
        yield {
          at: sourceOffset(definition.source, step.run, at),
          message: `Expected a download that is checked before it runs, found one that goes straight into \`${shell}\`. Download, check its SHA-256, then run.`,
        };
      }
    }
  },
);
