import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fine } from "@sdetkit/runtime";
import { failing, type ServerCheck } from "./check.ts";

/** Whether git is there: workspaces are mirrors, and every run works on a commit. */
export const gitCheck: ServerCheck = {
  id: "git",
  title: "git",
  look: async ({ sources }) => {
    try {
      const { stdout } = await promisify(execFile)("git", ["--version"], {
        env: { PATH: sources.env["PATH"] ?? "" },
        timeout: 10_000,
      });
      return fine(stdout.trim());
    } catch {
      return failing("expected git on the PATH, found none that starts", "install git: workspaces are kept as mirrors");
    }
  },
};
