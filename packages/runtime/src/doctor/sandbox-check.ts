import { detectSandbox } from "../sandbox/detect-sandbox.ts";
import { type DoctorCheck, fine } from "./check.ts";

/** Whether commands can be confined: bubblewrap is there, and user namespaces really work. */
export const sandboxCheck: DoctorCheck = {
  id: "sandbox",
  title: "sandbox",
  look: async () => {
    const found = detectSandbox();
    if (found.kind === "bubblewrap") return fine(`bubblewrap ${found.version}, user namespaces work`);
    return { status: "warn", detail: `commands run unconfined: ${found.why}`, remedy: found.remedy };
  },
};
