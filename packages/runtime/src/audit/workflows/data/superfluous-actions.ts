/** Actions that do what a program on GitHub's runners does, and that program. */
export const superfluousActions: { readonly [action: string]: string } = {
  "actions-ecosystem/action-add-labels": "gh issue edit --add-label",
  "actions-ecosystem/action-remove-labels": "gh issue edit --remove-label",
  "addnab/docker-run-action": "docker run",
  "dacbd/create-issue-action": "gh issue create",
  "dtolnay/rust-toolchain": "rustup toolchain install",
  "elgohr/github-release-action": "gh release create",
  "endbug/add-and-commit": "git commit and git push",
  "ncipollo/release-action": "gh release create",
  "peter-evans/create-or-update-comment": "gh issue comment",
  "peter-evans/create-pull-request": "gh pr create",
  "sergeysova/jq-action": "jq",
  "softprops/action-gh-release": "gh release create",
  "stefanzweifel/git-auto-commit-action": "git commit and git push",
  "svenstaro/upload-release-action": "gh release upload",
};
