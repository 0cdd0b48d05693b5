import fs from "node:fs";

const CLOSE_ON_EXEC = 0o2000000;
const STANDARD = 2;

let nothing: number | undefined;

/**
 * What a child gets in place of descriptors that this process was started with and that are not its own: whoever started it, such as a
 * shell or a service manager, may have left files and sockets open. By number; Node closes its own by itself.
 */
export function coveredDescriptors(): ReadonlyMap<number, number> {
  const covered = new Map<number, number>();
  for (const name of fs.existsSync("/proc/self/fdinfo") ? fs.readdirSync("/proc/self/fdinfo") : []) {
    const fd = Number(name);
    if (fd <= STANDARD || closesOnExec(fd)) continue;
    nothing ??= fs.openSync("/dev/null", "r+");
    covered.set(fd, nothing);
  }
  return covered;
}

function closesOnExec(fd: number): boolean {
  try {
    const [, flags = "0"] = /^flags:\s*([0-7]+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, "latin1")) ?? [];
    return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    // It was closed meanwhile.
    return true;
  }
}
