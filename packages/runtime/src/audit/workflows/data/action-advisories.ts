/** A published advisory about an action, as the GitHub Advisory Database lists it under the ecosystem `actions`. */
export interface ActionAdvisory {
  /** `owner/repo` in lower case. */
  readonly action: string;
  /** The GHSA or CVE id. */
  readonly id: string;
  readonly what: string;
  /** The first version that is affected; absent: all before `fixed`. */
  readonly from?: string;
  /** The first version that is mended; null: none is. */
  readonly fixed: string | null;
  /** Commits that hold the attacker's code. */
  readonly commits?: readonly string[];
}

export const actionAdvisories: readonly ActionAdvisory[] = [
  {
    action: "tj-actions/changed-files",
    id: "GHSA-mrrh-fwg8-r2c3",
    what: "its tags were moved to code that prints the runner's secrets",
    fixed: "46.0.1",
    commits: ["0e58ed8671d6b60d0890c21b07f8835ace038e67"],
  },
  { action: "tj-actions/changed-files", id: "GHSA-mcph-m25j-8j63", what: "file names run as commands", fixed: "41" },
  {
    action: "tj-actions/branch-names",
    id: "GHSA-8v8w-v8xg-79rf",
    what: "branch names run as commands",
    fixed: "7.0.7",
  },
  {
    action: "tj-actions/branch-names",
    id: "GHSA-gq52-6phf-x2r6",
    what: "branch names run as commands",
    fixed: "9.0.0",
  },
  {
    action: "tj-actions/verify-changed-files",
    id: "GHSA-ghm2-rq8q-wrhc",
    what: "file names run as commands",
    fixed: "17",
  },
  {
    action: "reviewdog/action-setup",
    id: "GHSA-qmg3-hpqr-gqvc",
    what: "its tag v1 was moved to code that prints the runner's secrets",
    fixed: "1.3.2",
    commits: ["f0d342d24037bb11d26b9bd8496e0808ba32e9ec"],
  },
  {
    action: "aquasecurity/trivy-action",
    id: "CVE-2026-33634",
    what: "its tags were moved to code that steals secrets",
    fixed: "0.35.0",
  },
  {
    action: "aquasecurity/setup-trivy",
    id: "CVE-2026-33634",
    what: "its tags were moved to code that steals secrets",
    fixed: "0.2.6",
  },
  { action: "shivammathur/setup-php", id: "GHSA-5wxr-w449-57cm", what: "the advisory tells what", fixed: "2.37.1" },
  {
    action: "actions/download-artifact",
    id: "GHSA-cxww-7g56-2vh6",
    what: "an artifact writes files outside of its folder",
    from: "4.0.0",
    fixed: "4.1.3",
  },
  {
    action: "dawidd6/action-download-artifact",
    id: "GHSA-5xr6-xhww-33m4",
    what: "takes artifacts of forks",
    fixed: "6",
  },
  {
    action: "atlassian/gajira-create",
    id: "GHSA-4xqx-pqpj-9fqw",
    what: "an issue's text runs as code",
    fixed: "2.0.1",
  },
  { action: "atlassian/gajira-comment", id: "CVE-2020-14189", what: "a comment runs as code", fixed: "2.0.2" },
  {
    action: "hashicorp/vault-action",
    id: "GHSA-4mgv-m5cm-f9h7",
    what: "secrets of several lines are not hidden in logs",
    fixed: "2.2.0",
  },
  {
    action: "rlespinasse/github-slug-action",
    id: "GHSA-6q4m-7476-932w",
    what: "branch names run as commands",
    from: "4.0.0",
    fixed: "4.4.1",
  },
  {
    action: "azure/setup-kubectl",
    id: "GHSA-p756-rfxh-x63h",
    what: "anybody on the runner may write to the program",
    fixed: "3",
  },
  { action: "embano1/wip", id: "GHSA-rg3q-prf8-qxmp", what: "a pull request's title runs as a command", fixed: "2" },
  { action: "gradle/gradle-build-action", id: "GHSA-h3qr-39j9-4r5v", what: "caches hold secrets", fixed: "2.4.2" },
  { action: "kartverket/github-workflows", id: "GHSA-f9qj-7gh3-mhj4", what: "inputs run as commands", fixed: "2.7.5" },
  {
    action: "check-spelling/check-spelling",
    id: "GHSA-g86g-chm8-7r2p",
    what: "a pull request gets the token",
    fixed: "0.0.19",
  },
  { action: "ultralytics/actions", id: "GHSA-7x29-qqmq-v6qc", what: "branch names run as commands", fixed: "0.0.3" },
  {
    action: "step-security/harden-runner",
    id: "GHSA-g85v-wf27-67xc",
    what: "variables run as commands",
    fixed: "2.10.2",
  },
  {
    action: "step-security/harden-runner",
    id: "GHSA-mxr3-8whj-j74r",
    what: "the container runtime evades the block of sudo",
    from: "0.12.0",
    fixed: "2.12.0",
  },
  { action: "lycheeverse/lychee-action", id: "GHSA-65rg-554r-9j5x", what: "an input runs as code", fixed: "2.0.2" },
  { action: "bullfrogsec/bullfrog", id: "GHSA-m32f-fjw2-37v3", what: "names resolve past the filter", fixed: "0.8.4" },
  {
    action: "canonical/get-workflow-version-action",
    id: "GHSA-26wh-cc3r-w6pj",
    what: "an error shows the token",
    fixed: "1.0.1",
  },
  {
    action: "sonarsource/sonarqube-scan-action",
    id: "GHSA-f79p-9c5r-xg88",
    what: "arguments run as commands",
    from: "4",
    fixed: "5.3.1",
  },
  {
    action: "sonarsource/sonarqube-scan-action",
    id: "GHSA-5xq9-5g24-4g6f",
    what: "arguments run as commands",
    from: "4",
    fixed: "6.0.0",
  },
  { action: "pypa/gh-action-pypi-publish", id: "GHSA-vxmw-7h4f-hqxh", what: "inputs run as commands", fixed: "1.13.0" },
  { action: "j178/prek-action", id: "GHSA-pwf7-47c3-mfhx", what: "inputs run as commands", fixed: "1.0.6" },
  {
    action: "github/codeql-action",
    id: "GHSA-vqf5-2xx6-9wfm",
    what: "a debug artifact holds environment variables",
    from: "3.26.11",
    fixed: "3.28.3",
  },
];
