/** How often a loop runs: a small number unless the environment asks for the full proof (see test/README.md). */
export function size(name: string, small: number): number {
  const asked = process.env[name];
  if (asked === undefined || asked === "") return small;
  if (!/^[1-9][0-9]*$/.test(asked)) throw new Error(`expected ${name} to be a whole number above 0, got ${asked}`);
  return Number(asked);
}
