/** Actions that so many use that their names are worth imitating. */
export const popularActions: readonly string[] =
  `actions/cache actions/checkout actions/configure-pages actions/create-github-app-token actions/dependency-review-action
actions/deploy-pages actions/download-artifact actions/github-script actions/labeler actions/setup-dotnet actions/setup-go
actions/setup-java actions/setup-node actions/setup-python actions/stale actions/upload-artifact actions/upload-pages-artifact
anthropics/claude-code-action astral-sh/ruff-action astral-sh/setup-uv aquasecurity/trivy-action aws-actions/amazon-ecr-login
aws-actions/configure-aws-credentials azure/cli azure/login codecov/codecov-action coverallsapp/github-action denoland/setup-deno
dependabot/fetch-metadata docker/build-push-action docker/login-action docker/metadata-action docker/setup-buildx-action
docker/setup-qemu-action dorny/paths-filter dorny/test-reporter dtolnay/rust-toolchain github/codeql-action google-github-actions/auth
google-github-actions/setup-gcloud golangci/golangci-lint-action googleapis/release-please-action goreleaser/goreleaser-action
gradle/actions hashicorp/setup-terraform jamesives/github-pages-deploy-action mikefarah/yq ncipollo/release-action
oven-sh/setup-bun peaceiris/actions-gh-pages peter-evans/create-pull-request pnpm/action-setup pre-commit/action
pypa/cibuildwheel pypa/gh-action-pypi-publish release-drafter/release-drafter ruby/setup-ruby shivammathur/setup-php
sigstore/cosign-installer slackapi/slack-github-action softprops/action-gh-release step-security/harden-runner
styfle/cancel-workflow-action swatinem/rust-cache tj-actions/changed-files zizmorcore/zizmor-action`.split(/\s+/);
