import { Fault, nearest } from "@sdetkit/core";

/** Whether this Node knows the zone by its IANA name; an offset such as `+02:00` is none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Refuses what is no IANA time zone. Fault `unknown-time-zone` that names the one that was most likely meant. */
export function requireTimeZone(name: string): void {
  if (isTimeZone(name)) return;
  const meant = likelyZone(name);
  throw new Fault("unknown-time-zone", `expected an IANA time zone, got ${JSON.stringify(name.slice(0, 64))}`, {
    remedy: meant === null ? "name one such as Europe/Berlin, America/New_York or UTC" : `did you mean ${meant}?`,
  });
}

/** The zone with nearly this name, or of nearly this city. */
function likelyZone(name: string): string | null {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const whole = nearest(name.replaceAll(" ", "_"), zones);
  if (whole !== null) return whole;
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf("/") + 1);
  const cities = new Map(zones.map((zone) => [cityOf(zone), zone]));
  const city = nearest(cityOf(name.trim()).replaceAll(" ", "_"), cities.keys());
  return city === null ? null : (cities.get(city) ?? null);
}
