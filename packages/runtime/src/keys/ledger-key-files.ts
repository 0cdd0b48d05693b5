/** The files of the ledger's key inside `layout.keys`. */
export const LEDGER_KEY_FILES = { private: "ledger.key", public: "ledger.pub", verifier: "ledger.vkey" } as const;
