/** Where a README counts as one: the root, `.github/` and `docs/`, in any format. */
export const readmePattern = /^(\.github\/|docs\/)?readme(\.[a-z]+)?$/i;
