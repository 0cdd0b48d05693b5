/** Commits of actions and the versions that they are, as far as this version knows: `owner/repo` in lower case. */
export const knownCommits: { readonly [action: string]: { readonly [commit: string]: string } } = {
  "actions/cache": {
    "0057852bfaa89a56745cba8c7296529d2fc39830": "v4.3.0",
    "5a3ec84eff668545956fd18022155c47e93e2684": "v4.2.3",
  },
  "actions/checkout": {
    "08c6903cd8c0fde910a37f88322edcfb5dd907a8": "v5.0.0",
    "11bd71901bbe5b1630ceea73d27597364c9af683": "v4.2.2",
    "34e114876b0b11c390a56381ad16ebd13914f8d5": "v4.3.1",
    "8e8c483db84b4bee98b60c0593521ed34d9990e8": "v6.0.1",
    b4ffde65f46336ab88eb53be808477a3936bae11: "v4.1.1",
    de0fac2e4500dabe0009e67214ff5f5447ce83dd: "v6.0.2",
  },
  "actions/download-artifact": {
    "634f93cb2916e3fdff6788551b99b062d0335ce0": "v5.0.0",
    d3f86a106a0bac45b974a628896c90dbdf5c8093: "v4.3.0",
  },
  "actions/github-script": { "60a0d83039c74a4aee543508d2ffcb1c3799cdea": "v7.0.1" },
  "actions/setup-go": {
    "4a3601121dd01d1626a1e23e37211e3254c1c06c": "v6.4.0",
    "4dc6199c7b1a012772edbd06daecab0f50c9053c": "v6.1.0",
  },
  "actions/setup-node": {
    "1a4442cacd436585916779262731d5b162bc6ec7": "v3.8.2",
    "395ad3262231945c25e8478fd5baf05154b1d79f": "v6.1.0",
    "5e21ff4d9bc1a8cf6de233a3057d20ec6b3fb69d": "v3.8.1",
    a0853c24544627f65ddf259abe73b1d18a591444: "v5.0.0",
  },
  "actions/setup-python": {
    "83679a892e2d95755f2dac6acb0bfd1e9ac5d548": "v6.1.0",
    a26af69be951a213d495a4c3e4e4022e16d87065: "v5.6.0",
  },
};
