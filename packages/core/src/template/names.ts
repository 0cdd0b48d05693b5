/** What inputs, outputs and steps may be called: an expression can name each with a dot. */
export const NAME = {
  pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/,
  code: "invalid-id",
  expected: "a name of at most 64 characters",
  hint: "begin with a letter or _, followed by letters, digits, _ or -",
} as const;

/** What a template may be called. */
export const TEMPLATE_ID = {
  pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  code: "invalid-id",
  expected: "an id of lower-case words joined by hyphens",
  hint: "write for example `repo-health-audit`",
} as const;

/** A version as semver.org defines it. */
export const SEMVER = {
  pattern:
    /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-((0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
  code: "invalid-version",
  expected: "a semantic version",
  hint: "write MAJOR.MINOR.PATCH, for example 1.0.0",
} as const;

/** Environment variables that make an allowed program run something else; a template may not set them. */
const HIJACKING_ENV =
  /^(PATH|IFS|ENV|BASH_ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS4|CDPATH|LD_.*|DYLD_.*|NODE_OPTIONS|NODE_PATH|NPM_CONFIG_.*|PYTHON(PATH|HOME|STARTUP|INSPECT|BREAKPOINT)|PERL5(LIB|OPT|DB)|PERLLIB|RUBY(OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|GIT_(?!AUTHOR_|COMMITTER_).*|SSH_ASKPASS|HOME|XDG_CONFIG_HOME)$/i;

/** Whether setting this variable could make an allowed command run another one. */
export function isHijackingEnvName(name: string): boolean {
  return HIJACKING_ENV.test(name);
}
