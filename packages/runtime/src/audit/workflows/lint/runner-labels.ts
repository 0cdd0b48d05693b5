const GITHUB =
  /^(?:ubuntu-(?:latest|slim|26\.04|24\.04|22\.04)(?:-arm)?(?:-\d+-?cores?)?|windows-(?:latest|2025|2022|2025-vs2026|11-arm|11)(?:-\d+-?cores?)?|macos-(?:latest|26|15|14)(?:-(?:large|xlarge|intel))?(?:-\d+-?cores?)?|self-hosted|linux|windows|macos|x64|arm|arm64|x86)$/i;

/** Whether GitHub has runners with a label, or gives it to every runner of one's own. */
export function isGitHubLabel(label: string): boolean {
  return GITHUB.test(label);
}

/** The platform that a label stands for; null when it says nothing of one. */
export function platformOf(label: string): "linux" | "macos" | "windows" | null {
  const [name = ""] = label.toLowerCase().split("-");
  if (name === "ubuntu" || name === "linux") return "linux";
  if (name === "macos") return "macos";
  return name === "windows" ? "windows" : null;
}
