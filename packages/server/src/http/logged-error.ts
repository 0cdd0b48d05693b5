/** What a log keeps of an error: not the details that PostgreSQL adds, which quote rows, and never a token. */
export function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    stack: redacted(error.stack ?? error.message),
    ...(error.cause === undefined ? {} : { cause: loggedError(error.cause) }),
  };
}

function redacted(text: string): string {
  return text.replace(/\bsdk_\w{8,}/g, "sdk_…");
}
