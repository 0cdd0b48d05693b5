import { Fault } from "@sdetkit/core";
import { expect, it } from "vitest";
import { databaseFault, isAway, isFull } from "./database-fault.ts";

const failure = (code: string) => Object.assign(new Error("it failed"), { code });

it.each([
  ["a broken connection", "08006"],
  ["a transaction that was idle for too long, as when PostgreSQL was suspended", "25P03"],
  ["a transaction that was open for too long", "25P04"],
  ["a deadlock", "40P01"],
  ["a full disk", "53100"],
  ["too little memory", "53200"],
  ["too many connections", "53300"],
  ["a statement that somebody cancelled", "57014"],
  ["a shutdown", "57P01"],
  ["a start that is not over", "57P03"],
  ["a session that was idle for too long", "57P05"],
  ["a failing disk", "58030"],
  ["a network that is away", "ENETUNREACH"],
])("%s is nothing that the request could have avoided", (_, code) => {
  expect(isAway(failure(code))).toBe(true);
  const fault = databaseFault(failure(code)) as Fault;
  expect(fault).toBeInstanceOf(Fault);
  expect(fault.code).toBe(code === "53100" ? "database-full" : "database-away");
  expect([isAway(fault), isFull(fault)]).toEqual([true, code === "53100"]);
});

it.each([["23505"], ["42P01"], ["22P02"], ["42501"], ["ENOENT"], ["EACCES"]])("%s stays what it is", (code) => {
  const error = failure(code);
  expect(isAway(error)).toBe(false);
  expect(databaseFault(error)).toBe(error);
});
