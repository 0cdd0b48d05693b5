// Preloaded into a server: its clock, as every part of it sees it, is as many milliseconds ahead as the file that SDETKIT_TEST_SHIFT
// names says now. What no program can shift is left: the monotonic clock, and the database's.
import { readFileSync } from "node:fs";

const file = process.env.SDETKIT_TEST_SHIFT;
const RealDate = Date;
const shift = () => Number(readFileSync(file, "utf8"));
const now = () => RealDate.now() + shift();

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() {
    return now();
  }
};
