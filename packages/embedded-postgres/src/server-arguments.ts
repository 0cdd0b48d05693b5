/** Settings of a small, durable server that only its own program talks to. Given as arguments: the program decides, no file does. */
const SETTINGS: { readonly [name: string]: string } = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "200",
  shared_buffers: "64MB",
  huge_pages: "off",
  // What is acknowledged survives a power cut.
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  // One call before recovery instead of one a file: seven times faster back on a busy disk.
  recovery_init_sync_method: "syncfs",
  // There is one server and its base backups are logical: nobody reads the log but recovery.
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "512MB",
  min_wal_size: "64MB",
  checkpoint_timeout: "5min",
  // Short statements: no compiler, no helpers, fewer processes at start.
  jit: "off",
  io_method: "sync",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
  autovacuum_naptime: "15s",
  autovacuum_vacuum_scale_factor: "0.05",
  // A backend whose client was killed lets go of its locks at once.
  client_connection_check_interval: "500ms",
  // The log says what happened, and neither statements nor rows: those hold content.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_timezone: "UTC",
  timezone: "UTC",
};

const RECKLESS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** The arguments of `postgres`. `data` and `socket` as it sees them itself. */
export function serverArguments(data: string, socket: string, fsync: boolean): string[] {
  // A list with quotes, so that blanks and commas in the path are its own.
  const directories = { unix_socket_directories: `"${socket.replaceAll('"', '""')}"` };
  const settings = Object.entries({ ...SETTINGS, ...directories, ...(fsync ? {} : RECKLESS) });
  return ["-D", data, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
