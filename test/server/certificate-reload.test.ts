import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { CLI, cleanEnvironment, ended } from "../harness/cli.ts";
import { endProcesses } from "../harness/processes.ts";
import { emptyFolder } from "../harness/workspace.ts";
import { freePort } from "./harness/server.ts";

test("a hang-up has a server without a terminal read its certificate again; one that cannot be used changes nothing", async () => {
  const folder = emptyFolder();
  const port = await freePort();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const make = (name: string) => {
    const how = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", [...how, "-subj", `/CN=${name}`, "-keyout", key, "-out", cert], { stdio: "ignore" });
  };
  const shown = () =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on("error", () => resolve("nobody"));
    });
  make("first");
  // A session of its own: no controlling terminal, as under a service manager.
  const server = spawn(
    process.execPath,
    [CLI, "agent", "serve", "--port", String(port), "--tls-cert", cert, "--tls-key", key],
    { cwd: folder, env: cleanEnvironment(), detached: true },
  );
  onTestFinished(() => endProcesses(folder));
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });
  const end = ended(server);
  const wait = { timeout: 60_000, interval: 100 };
  await expect.poll(() => log, wait).toContain('"serving"');
  expect(await shown()).toBe("first");

  make("second");
  server.kill("SIGHUP");
  await expect.poll(() => log, wait).toContain("TLS certificate reloaded");
  expect(await shown()).toBe("second");

  writeFileSync(cert, "no certificate");
  server.kill("SIGHUP");
  await expect.poll(() => log, wait).toContain("TLS certificate invalid, previous one kept");
  expect(await shown()).toBe("second");

  server.kill("SIGTERM");
  await end;
  expect(server.exitCode).toBe(0);
}, 150_000);
