import { detectSandbox, type SandboxSupport } from "./detect-sandbox.ts";
import { type PrivateEntry, privateSystemFiles } from "./private-system-files.ts";

/** What this machine has to confine commands with, and to hide from them: looked for once, by whoever starts commands with it. */
export class SandboxProbe {
  #support: SandboxSupport | undefined;
  #privateFiles: readonly PrivateEntry[] | undefined;

  /** @param support what was detected, where the caller knows already. */
  constructor(support?: SandboxSupport) {
    this.#support = support;
  }

  support(): SandboxSupport {
    this.#support ??= detectSandbox();
    return this.#support;
  }

  /** Only as root: the kernel keeps an ordinary user out of these by itself. */
  privateFiles(): readonly PrivateEntry[] {
    this.#privateFiles ??= process.getuid?.() === 0 ? ["/etc", "/opt"].flatMap(privateSystemFiles) : [];
    return this.#privateFiles;
  }

  /** Has the private files looked for again: in /etc and /opt those of others come and go. */
  forgetFiles(): void {
    this.#privateFiles = undefined;
  }
}
