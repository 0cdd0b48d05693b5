import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentOwner, isAlive, pidOf } from "@sdetkit/runtime";

const FILE = "address.json";

/** Where the running server of a folder listens: flags may have given it another port than its settings name. */
export interface AddressNote {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

/** Leaves word in the server's folder, for the doctor. */
export function noteAddress(folder: string, url: string, port: number): void {
  writeFileSync(join(folder, FILE), `${JSON.stringify({ owner: currentOwner(), url, port })}\n`);
}

/** What the running server of this folder left; null when none runs. */
export function readAddress(folder: string): AddressNote | null {
  try {
    const { owner, ...note } = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    return isAlive(owner) ? { ...note, pid: pidOf(owner) } : null;
  } catch {
    return null;
  }
}
