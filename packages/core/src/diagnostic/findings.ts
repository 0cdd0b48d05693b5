import type { DiagnosticCode } from "./catalogue.ts";
import type { Checked, Diagnostic, Place } from "./diagnostic.ts";

const MAX_FINDINGS = 100;

/** Collects what is wrong with one file. Equal findings at one place count once; past 100 the rest is only announced. */
export class Findings {
  readonly file: string;
  private readonly found: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private failed = false;
  private overflow: Place | null = null;

  constructor(file: string) {
    this.file = file;
  }

  error(
    code: DiagnosticCode,
    place: Place,
    message: string,
    hint: string,
    about: Pick<Diagnostic, "input"> = {},
  ): void {
    this.failed = true;
    this.add({ code, severity: "error", file: this.file, place, message, hint, ...about });
  }

  warning(code: DiagnosticCode, place: Place, message: string, hint: string): void {
    this.add({ code, severity: "warning", file: this.file, place, message, hint });
  }

  /** Whether an error was reported. */
  get hasErrors(): boolean {
    return this.failed;
  }

  /** Whether looking further would show nothing more. */
  get isFull(): boolean {
    return this.overflow !== null;
  }

  /** Everything found, in the order of the file. */
  list(): readonly Diagnostic[] {
    const sorted = [...this.found].sort(
      (a, b) => a.place.line - b.place.line || a.place.column - b.place.column || (a.code < b.code ? -1 : 1),
    );
    if (!this.overflow) return sorted;
    return [
      ...sorted,
      {
        code: "too-many-errors" satisfies DiagnosticCode,
        severity: "error",
        file: this.file,
        place: this.overflow,
        message: `more than ${MAX_FINDINGS} errors; the rest are not shown`,
        hint: "correct the errors above first, then check again",
      },
    ];
  }

  /** The value with its warnings, or all findings if any of them is an error. */
  checked<T>(value: T | null): Checked<T> {
    if (this.failed || value === null) return { ok: false, diagnostics: this.list() };
    return { ok: true, value, diagnostics: this.list() };
  }

  private add(diagnostic: Diagnostic): void {
    const key = `${diagnostic.code} ${diagnostic.place.line}:${diagnostic.place.column} ${diagnostic.message}`;
    if (this.seen.has(key)) return;
    if (this.found.length >= MAX_FINDINGS) {
      this.overflow ??= diagnostic.place;
      return;
    }
    this.seen.add(key);
    this.found.push(diagnostic);
  }
}
