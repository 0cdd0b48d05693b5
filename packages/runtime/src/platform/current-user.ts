import { userInfo } from "node:os";

/** The name of the person at this machine; a user id without a name, as in some containers, gives its number. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
