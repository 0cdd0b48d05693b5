import { randomBytes } from "node:crypto";
import { currentOwner, isAlive, isOwner } from "../platform/process-owner.ts";

/** The owner that a temporary file's name tells; null for any other name. */
function ownerOf(name: string): string | null {
  const owner = /^\.sdetkit-(.+)-[0-9a-f]{16}\.tmp$/.exec(name)?.[1];
  return owner !== undefined && isOwner(owner) ? owner : null;
}

/** A fresh name for a temporary file that tells which process owns it. */
export function temporaryName(): string {
  return `.sdetkit-${currentOwner()}-${randomBytes(8).toString("hex")}.tmp`;
}

/** Whether a name is that of a temporary file which this process is writing, for a step beside the one that looks. */
export function isBeingWritten(name: string): boolean {
  const owner = ownerOf(name);
  return owner !== null && owner === currentOwner();
}

/** Whether a name is that of a temporary file whose process is gone: nobody will finish it. */
export function isAbandoned(name: string): boolean {
  const owner = ownerOf(name);
  return owner !== null && !isAlive(owner);
}
