import { expect, it } from "vitest";
import { processConsole } from "./process-console.ts";

it("takes a terminal that was never told its size for one of the usual size", () => {
  const columns = Object.getOwnPropertyDescriptor(process.stdout, "columns");
  try {
    Object.defineProperty(process.stdout, "columns", { value: 0, configurable: true });
    expect(processConsole().stdout.columns()).toBe(80);
    Object.defineProperty(process.stdout, "columns", { value: 42, configurable: true });
    expect(processConsole().stdout.columns()).toBe(42);
  } finally {
    if (columns) Object.defineProperty(process.stdout, "columns", columns);
    else Reflect.deleteProperty(process.stdout, "columns");
  }
});
