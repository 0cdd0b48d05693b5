/** Gathers the values of an option that may be given several times. The first time there is nothing before. */
export const repeated = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];
