import { hkdfSync } from "node:crypto";

/** The roles that the server works as; the owner only migrates. */
export const ROLES = { app: "sdetkit_app", control: "sdetkit_control" } as const;

export type DatabaseRole = keyof typeof ROLES;

/** The password of a role follows from the master key, so that every replica knows it and no file holds it. */
export function passwordOf(role: DatabaseRole, masterKey: Buffer): string {
  return Buffer.from(hkdfSync("sha256", masterKey, "", `sdetkit postgres role ${role}`, 32)).toString("base64url");
}

/** The owner's URL with another user and password. */
export function urlFor(role: DatabaseRole, ownerUrl: string, masterKey: Buffer): string {
  const url = new URL(ownerUrl);
  url.username = ROLES[role];
  url.password = passwordOf(role, masterKey);
  return url.href;
}
