/**
 * What its holder has taken over: tokens, accounts, and who somebody is in a chat, with the one-time code that the chat gave. Votes keep
 * by what their voter was known. What was there before was taken over by nobody.
 */
export const HOLDERS = `
ALTER TABLE accounts ADD COLUMN held_at timestamptz;
ALTER TABLE tokens ADD COLUMN claimed_at timestamptz;
ALTER TABLE identities
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN code bytea,
  ADD COLUMN code_until timestamptz;
ALTER TABLE approval_votes ADD COLUMN identity jsonb;
`;
