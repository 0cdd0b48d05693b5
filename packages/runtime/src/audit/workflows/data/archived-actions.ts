/** Repositories of actions and pre-commit hooks that their owners have archived: nobody mends what is found in them. */
export const archivedActions: ReadonlySet<string> = new Set(
  `8398a7/action-slack actions-rs/audit-check actions-rs/cargo actions-rs/clippy-check actions-rs/components-nightly actions-rs/grcov
actions-rs/install actions-rs/tarpaulin actions-rs/toolchain actions/create-release actions/setup-elixir actions/setup-haskell
actions/setup-ruby actions/upload-release-asset andrewmcodes-archive/rubocop-linter-action apidevtools/swagger-cli artichoke/setup-rust
aslafy-z/conventional-pr-title-action asottile-archive/seed-isort-config azure/appconfiguration-sync azure/appservice-actions
azure/container-actions azure/container-scan azure/data-factory-deploy-action azure/data-factory-export-action
azure/data-factory-validate-action azure/get-keyvault-secrets azure/k8s-actions azure/manage-azure-policy
azure/publish-security-assessments azure/run-sqlpackage-action azure/spring-cloud-deploy azure/webapps-container-deploy
cedrickring/golang-action cirrus-actions/rebase contributor-assistant/github-action convictional/trigger-workflow-and-wait
crazy-max/ghaction-docker-buildx crazy-max/ghaction-hugo datreeio/datree delaguardo/setup-graalvm dnephin/pre-commit-golang
expo/expo-preview-action facebook/pysa-action fregante/release-with-changelog google/mirror-branch-action gradle/gradle-build-action
grafana/k6-action hashicorp/terraform-cdk-action helaili/github-graphql-action helaili/jekyll-action ilshidur/action-slack
jakejarvis/backblaze-b2-action jakejarvis/cloudflare-purge-action jakejarvis/firebase-deploy-action jakejarvis/hugo-build-action
jakejarvis/lighthouse-action jakejarvis/s3-sync-action justinribeiro/lighthouse-action kxxt/chatgpt-action machine-learning-apps/wandb-action
mapbox/secret-shield marvinpinto/action-automatic-releases marvinpinto/actions maxheld83/ghpages meilcli/danger-action
micnncim/action-lgtm-reaction mikepenz/gradle-dependency-submission niklasmerz/github-deployment-action nix-community/nixpkgs-fmt
orf/cargo-bloat-action paambaati/codeclimate-action philips-software/docker-ci-scripts pre-commit/mirrors-autopep8 pre-commit/mirrors-isort
pre-commit/mirrors-prettier primer/figma-action pycqa/pydocstyle reasonsoftware/action-pylint repo-sync/pull-request repo-sync/repo-sync
scottbrenner/generate-changelog-action secrethub/actions segmentio/golines semgrep/semgrep-action sonarsource/sonarcloud-github-action
stefanprodan/kube-tools svenstaro/upx-action swiftdocorg/github-wiki-publish-action tachiyomiorg/issue-moderator-action
technote-space/auto-cancel-redundant-workflow technote-space/get-diff-action tenable/terrascan tencentcloudbase/cloudbase-action
terrencepreilly/darglint thegeeklab/ansible-later tibdex/github-app-token trmcnvn/chrome-addon verygoodopensource/very_good_coverage
whelk-io/maven-settings-xml-action youyo/aws-cdk-github-actions z0al/dependent-issues`.split(/\s+/),
);
