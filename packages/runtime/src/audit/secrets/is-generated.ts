/** What tools lock, and what they make from sources. */
const GENERATED =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|[\w.-]*\.lock|go\.(?:work\.)?sum|pnpm-lock\.yaml|Package\.resolved)$|\.min\.(?:js|css)$|\.map$/;

/** Whether a file holds long random texts behind any name, which are no secrets: digests of what a tool has locked or made. */
export function isGenerated(path: string): boolean {
  return GENERATED.test(path);
}
