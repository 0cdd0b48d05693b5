import type { TextFile } from "../../rule.ts";
import { placedRule } from "../definition-rule.ts";
import { type GitLabJob, gitLabOf, isGitLabFile, scriptLines } from "../gitlab/gitlab-pipeline.ts";
import { imageIn } from "../model/image.ts";
import { pipedDownloads } from "../shell/piped-downloads.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import { child, entriesOf, itemsOf, scalarOf, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";

const GITLAB = { applies: isGitLabFile, examplePath: ".gitlab-ci.yml" };

export const gitLabInclude = placedRule(
  {
    id: "gitlab-unpinned-include",
    title: "Included pipelines are pinned to a commit",
    severity: "warning",
    securitySeverity: 6.5,
    protects:
      "A pipeline that is included from a branch, from another server or from a component's newest version runs whatever stands there at that moment, with the project's variables.",
    fix: "Give `include: project` a `ref:` with a whole commit id, a component an exact version, and a remote file its `integrity:` (sha256).",
    examples: [
      {
        name: "a project without ref, a remote file and a component's latest",
        vulnerable: `include:
  - project: group/ci
    file: build.yml
  - remote: https://example.com/ci.yml
  - component: gitlab.example.com/group/part/build@~latest
`,
        repaired: `include:
  - project: group/ci
    ref: 2c26b46b68ffc68ff99b453c1d30413413422d70
    file: build.yml
  - remote: https://example.com/ci.yml
    integrity: sha256-L9/hcmXO3VqUVK4zK1wMTw/iyXo4oBjHZqmuOTlUvZI=
  - component: gitlab.example.com/group/part/build@1.4.2
  - local: ci/test.yml
`,
      },
    ],
  },
  GITLAB,
  function* (file) {
    const root = gitLabOf(file)?.root ?? null;
    for (const item of itemsOf(wrap(child(root, "include")))) {
      const problem = includeProblem(item);
      if (problem) yield { at: item.start, message: problem };
    }
  },
);

/** A single include may stand without a list. */
function wrap(node: YamlNode | null): YamlNode | null {
  return node?.kind === "map" ? { kind: "list", items: [node], start: node.start, end: node.end } : node;
}

function includeProblem(item: YamlNode): string | null {
  const text = (key: string) => scalarOf(child(item, key))?.text ?? null;
  const remote = item.kind === "scalar" && /^https?:/.test(item.text) ? item.text : text("remote");
  if (remote !== null) {
    return text("integrity") === null
      ? "Expected `integrity:` with the SHA-256 of the remote file, found none: the other server decides what runs. Add it."
      : null;
  }
  if (text("project") !== null) {
    const ref = text("ref");
    if (ref !== null && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(ref)) return null;
    return `Expected a whole commit id in \`ref:\`, found ${ref === null ? "none, which is the default branch" : `\`${ref}\`, which can be moved`}. Pin the commit.`;
  }
  const component = text("component");
  if (component === null) return null;
  const version = component.includes("@") ? component.slice(component.lastIndexOf("@") + 1) : null;
  if (version !== null && /^(?:[0-9a-f]{40}|v?\d+\.\d+\.\d+.*|\$CI_COMMIT_SHA)$/i.test(version)) return null;
  return `Expected an exact version of the component, found ${version === null ? "none" : `\`${version}\``}. Name a version or a commit.`;
}

export const gitLabImage = placedRule(
  {
    id: "gitlab-unpinned-image",
    title: "Images of jobs and services name a version",
    severity: "warning",
    securitySeverity: 5.5,
    protects:
      "An image without a tag, or with `latest`, is whatever was pushed last. It runs with the job's variables and tokens.",
    fix: "Name a version, best with its digest: `image: node:24@sha256:…`.",
    examples: [
      {
        name: "no tag, and latest",
        vulnerable: `default:
  image: node
test:
  services:
    - postgres:latest
  script: [npm test]
`,
        repaired: `default:
  image: node:24
test:
  services:
    - name: postgres:17@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  script: [npm test]
`,
      },
    ],
  },
  GITLAB,
  function* (file) {
    for (const image of imagesIn(file)) {
      if (image.text === "" || image.text.includes("$")) continue;
      const { tag, digest } = imageIn(image.text);
      if (digest || (tag !== null && tag !== "latest")) continue;
      yield {
        at: image.start,
        message: `Expected a version, found the image \`${image.text}\`, which is whatever is newest. Name one, best with its digest.`,
      };
    }
  },
);

function imagesIn(file: TextFile): readonly YamlScalar[] {
  const pipeline = gitLabOf(file);
  if (!pipeline) return [];
  const owners = [pipeline.root, child(pipeline.root, "default"), ...pipeline.jobs.map(({ node }) => node)];
  return owners.flatMap((owner) =>
    [child(owner, "image"), ...itemsOf(child(owner, "services"))].flatMap(
      (node) => scalarOf(node?.kind === "map" ? child(node, "name") : node) ?? [],
    ),
  );
}

export const gitLabPipedDownload = placedRule(
  {
    id: "gitlab-piped-download",
    title: "What is downloaded is checked before it runs",
    severity: "warning",
    securitySeverity: 5.5,
    protects: "`curl … | sh` runs whatever the server sends today, with the job's variables and tokens.",
    fix: "Download to a file, compare its SHA-256, then run it; or put the program into the image.",
    examples: [
      {
        name: "an installer in before_script",
        vulnerable: `test:
  before_script:
    - curl -fsSL https://example.com/install.sh | sh
  script:
    - make test
`,
        repaired: `test:
  before_script:
    - curl -fsSLo install.sh https://example.com/install.sh
    - echo "$INSTALL_SHA256 install.sh" | sha256sum -c
    - sh install.sh
  script:
    - make test
`,
      },
    ],
  },
  GITLAB,
  function* (file) {
    const pipeline = gitLabOf(file);
    if (!pipeline) return;
    for (const owner of [pipeline.root, child(pipeline.root, "default"), ...pipeline.jobs.map(({ node }) => node)]) {
      for (const line of scriptLines(owner)) {
        for (const { at, shell } of pipedDownloads(line)) {
          yield {
            at: sourceOffset(file.text, line, at),
            message: `Expected a download that is checked before it runs, found one that goes straight into \`${shell}\`. Download, check its SHA-256, then run.`,
          };
        }
      }
    }
  },
);

const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASS|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)(?:_|$)/i;
/** Values that are no secret: empty, a reference to another variable, a path, a switch, a placeholder. */
const NO_SECRET =
  /^(?:|\$.*|.*\$\{?\w+\}?.*|\/.*|\.\.?\/.*|true|false|yes|no|\d{1,5}|<.*>|x+|\*+|.*(?:example|changeme|change_me|placeholder|dummy|replace|todo).*|test|root|postgres|admin|password|secret|none|null)$/i;

export const gitLabSecretVariable = placedRule(
  {
    id: "gitlab-secret-variable",
    title: "No secret stands in `variables:`",
    severity: "error",
    securitySeverity: 7.5,
    protects:
      "A password or token in the pipeline's file is everybody's who can read the repository, stays in its history, and no log hides it.",
    fix: "Store it as a masked and protected variable of the project or group, and change it.",
    examples: [
      {
        name: "a token of a deployment",
        vulnerable: `variables:
  DEPLOY_TOKEN: k3y-9f8a7d6c5b4e
deploy:
  script: [./deploy]
`,
        repaired: `variables:
  DEPLOY_TOKEN: $PRODUCTION_TOKEN
  POSTGRES_PASSWORD: postgres
deploy:
  script: [./deploy]
`,
      },
    ],
  },
  GITLAB,
  function* (file) {
    const pipeline = gitLabOf(file);
    if (!pipeline) return;
    for (const owner of [pipeline.root, ...pipeline.jobs.map(({ node }) => node)]) {
      for (const { key, value } of entriesOf(child(owner, "variables"))) {
        const text = scalarOf(value.kind === "map" ? child(value, "value") : value)?.text ?? "";
        if (!SECRET_NAME.test(key.text) || NO_SECRET.test(text) || text.length < 8) continue;
        yield {
          at: key.start,
          // The line holds the value.
          context: `variable ${key.text}`,
          message: `Expected \`${key.text}\` from the project's settings, found its value in the file. Store it as a masked variable and change it.`,
        };
      }
    }
  },
);

export const gitLabDeploy = placedRule(
  {
    id: "gitlab-unprotected-deploy",
    title: "A deployment runs on a protected branch or tag, or by hand",
    severity: "warning",
    securitySeverity: 6,
    protects:
      "A job with `environment:` that runs for every branch deploys what anybody with a branch has pushed, without a review.",
    fix: "Add `rules:` that ask for the default branch, `$CI_COMMIT_REF_PROTECTED` or a tag, or `when: manual`; protect the environment in the project's settings.",
    examples: [
      {
        name: "production from every branch",
        vulnerable: `deploy:
  stage: deploy
  environment: production
  script: [./deploy]
`,
        repaired: `deploy:
  stage: deploy
  environment: production
  script: [./deploy]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`,
      },
    ],
  },
  GITLAB,
  function* (file) {
    const pipeline = gitLabOf(file);
    // Rules of the whole pipeline may hold all of its jobs back.
    if (!pipeline || child(pipeline.root, "workflow")) return;
    for (const job of pipeline.jobs) {
      const environment = child(job.node, "environment");
      const name = scalarOf(environment?.kind === "map" ? child(environment, "name") : environment)?.text ?? "";
      const stops = /^(?:stop|prepare|verify|access)$/.test(scalarOf(child(environment, "action"))?.text ?? "");
      if (
        !environment ||
        stops ||
        /review|preview|\$CI_(?:COMMIT_REF|MERGE)|\bdev\b|^test/i.test(name) ||
        isHeldBack(job)
      )
        continue;
      yield {
        at: job.key.start,
        message: `Expected the deployment \`${job.key.text}\` to be held to protected refs, found one for every branch. Add \`rules:\` or \`when: manual\`.`,
      };
    }
  },
);

/** Whether a job runs only in some pipelines, or inherits from where that may be said. */
function isHeldBack({ node }: GitLabJob): boolean {
  return (
    ["rules", "only", "except", "extends", "trigger"].some((key) => child(node, key) !== null) ||
    scalarOf(child(node, "when"))?.text === "manual"
  );
}
