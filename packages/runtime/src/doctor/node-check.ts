import { type DoctorCheck, fine } from "./check.ts";

const NEEDED = [24, 15] as const;

/** Whether this Node is new enough. */
export const nodeCheck: DoctorCheck = {
  id: "node",
  title: "Node",
  look: async () => judgeNode(process.versions.node),
};

/** The judgement on a version such as `24.21.0`. */
export function judgeNode(version: string): ReturnType<typeof fine> {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return fine(version);
  return {
    status: "fail",
    detail: `expected ${NEEDED.join(".")} or newer, got ${version}`,
    remedy: "install a current Node from https://nodejs.org/",
  };
}
