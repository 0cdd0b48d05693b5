import { Client } from "pg";

/** Queries that each answer rows of an object (`table runs`) and a line about it, in the order in which the lines are to stand. */
const PARTS: readonly string[] = [
  `SELECT format('role %s', rolname),
    concat_ws(' ', CASE WHEN rolcanlogin THEN 'login' END, CASE WHEN rolsuper THEN 'superuser' END,
      CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolcreatedb THEN 'createdb' END,
      CASE WHEN rolcreaterole THEN 'createrole' END, array_to_string(rolconfig, ', '))
    FROM pg_roles WHERE rolname LIKE 'sdetkit%'`,
  "SELECT 'schema sdetkit', NULL",
  `SELECT 'schema sdetkit', format('extension %s', extname) FROM pg_extension WHERE extnamespace = $1::regnamespace`,
  `SELECT 'schema sdetkit', format('default grant %s on %s to %s', a.privilege_type, d.defaclobjtype, a.grantee::regrole)
    FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE d.defaclnamespace = $1::regnamespace`,
  `SELECT concat_ws(' ', ${kind("c.relkind")}, c.relname),
    concat_ws(', ', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END, CASE WHEN c.relrowsecurity THEN 'row security' END,
      CASE WHEN c.relforcerowsecurity THEN 'forced' END, array_to_string(c.reloptions, ', '), pg_get_partkeydef(c.oid))
    FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind NOT IN ('i', 'I', 'c', 't')`,
  `SELECT concat_ws(' ', ${kind("c.relkind")}, c.relname),
    concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
      CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
      CASE a.attgenerated WHEN '' THEN 'default' ELSE 'generated as' END || ' ' || pg_get_expr(d.adbin, d.adrelid),
      CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation END)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = $1::regnamespace AND c.relkind NOT IN ('i', 'I', 'S', 'c', 't') ORDER BY a.attnum`,
  `SELECT format('sequence %s', c.relname), format('%s from %s by %s, %s to %s', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax)
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = $1::regnamespace`,
  // What may not be null stands at its column.
  `SELECT format('table %s', c.relname), format('constraint %s %s', n.conname, pg_get_constraintdef(n.oid))
    FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid WHERE n.connamespace = $1::regnamespace AND n.contype <> 'n'
    ORDER BY n.contype = 'p' DESC, n.conname COLLATE "C"`,
  `SELECT format('table %s', t.relname), concat_ws(' ', CASE WHEN i.indisunique THEN 'unique' END, CASE WHEN NOT i.indisvalid THEN 'invalid' END, 'index', c.relname,
      regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', ''))
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
    WHERE t.relnamespace = $1::regnamespace AND t.relkind <> 't'
      AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid AND n.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname COLLATE "C"`,
  `SELECT format('table %s', tablename),
    concat_ws(' ', 'policy', policyname, lower(permissive), 'for', lower(cmd), 'to', array_to_string(roles, ', '), 'using ' || qual, 'with check ' || with_check)
    FROM pg_policies WHERE schemaname = $1 ORDER BY policyname COLLATE "C"`,
  `SELECT format('table %s', c.relname), pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = $1::regnamespace AND NOT t.tgisinternal ORDER BY t.tgname COLLATE "C"`,
  `SELECT concat_ws(' ', ${kind("c.relkind")}, c.relname), pg_get_viewdef(c.oid) FROM pg_class c
    WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('v', 'm')`,
  `SELECT format('function %s', p.oid::regprocedure), pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = $1::regnamespace AND p.prokind IN ('f', 'p')`,
  `SELECT format('type %s', t.typname), format('%s %s', t.typtype,
      (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t WHERE t.typnamespace = $1::regnamespace AND t.typtype IN ('e', 'd', 'r')`,
  grants("'schema ' || n.nspname", "pg_namespace n", "n.nspacl", "n.nspname = $1", "n.nspowner"),
  grants(
    `concat_ws(' ', ${kind("c.relkind")}, c.relname)`,
    "pg_class c",
    "c.relacl",
    "c.relnamespace = $1::regnamespace",
    "c.relowner",
  ),
  grants(
    `concat_ws(' ', ${kind("c.relkind")}, c.relname)`,
    "pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped",
    "t.attacl",
    "c.relnamespace = $1::regnamespace",
    "c.relowner",
    "t.attname",
  ),
  grants(
    "'function ' || p.oid::regprocedure",
    "pg_proc p",
    "p.proacl",
    "p.pronamespace = $1::regnamespace",
    "p.proowner",
  ),
];

/** The word for a kind of relation. */
function kind(column: string): string {
  return `CASE ${column} WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE ${column}::text END`;
}

/** Who besides the owner may do what with an object, or with some of its columns. */
function grants(object: string, from: string, acl: string, where: string, owner: string, column = "NULL"): string {
  return `SELECT object, concat_ws(' ', 'grant', privileges, 'to', grantee) FROM (
      SELECT ${object} AS object, CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END AS grantee,
        string_agg(DISTINCT concat_ws(' ', lower(a.privilege_type), '(' || ${column}::text || ')',
          CASE WHEN a.is_grantable THEN 'with grant option' END), ', ') AS privileges
      FROM ${from}, aclexplode(${acl}) a WHERE ${where} AND a.grantee <> ${owner} GROUP BY 1, 2) granted
    ORDER BY grantee COLLATE "C"`;
}

/**
 * The schema of a database as text: roles, then by object its columns in order, defaults, constraints, indexes, policies, triggers
 * and grants. The same schema gives the same text, whatever the database is called and however it came to be.
 */
export async function printSchema(url: string): Promise<string> {
  const client = new Client(url);
  await client.connect();
  const objects = new Map<string, string[]>();
  try {
    // Names stand without their schema.
    await client.query("SET search_path = sdetkit");
    for (const text of PARTS) {
      const { rows } = await client.query<[object: string, line: string | null]>({
        text,
        rowMode: "array",
        values: text.includes("$1") ? ["sdetkit"] : [],
      });
      for (const [object, line] of rows) {
        const lines = objects.get(object) ?? [];
        objects.set(object, lines);
        if (line !== null && line !== "") lines.push(line);
      }
    }
  } finally {
    await client.end();
  }
  const names = [...objects.keys()].sort();
  return names
    .map((name) => [name, ...(objects.get(name) ?? []).map(indented)].join("\n"))
    .join("\n\n")
    .concat("\n");
}

function indented(line: string): string {
  return line.trimEnd().replace(/^/gm, "  ");
}
