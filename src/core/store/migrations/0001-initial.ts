import type { Migration } from '../migration.ts';

/**
 * The first schema. Span lists are stored as JSON arrays of Span beside the row they belong to: an answer and its
 * spans then land in one row, and a document's marks are one read (docs/decisions/0008).
 */
export const initialMigration: Migration = {
  version: 1,
  name: '0001-initial',
  sql: `
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  goal TEXT NOT NULL DEFAULT '',
  sample INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE import (
  import_id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  files TEXT NOT NULL,
  report TEXT NOT NULL,
  documents INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE document (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  tokens BLOB,
  reconstructed INTEGER NOT NULL DEFAULT 0,
  meta TEXT NOT NULL DEFAULT '{}',
  import_id INTEGER REFERENCES import(import_id)
) STRICT;
CREATE TABLE gold (document_key INTEGER PRIMARY KEY REFERENCES document(key) ON DELETE CASCADE, spans TEXT NOT NULL) STRICT;
CREATE TABLE pre_annotation (
  document_key INTEGER NOT NULL REFERENCES document(key) ON DELETE CASCADE,
  layer TEXT NOT NULL,
  spans TEXT NOT NULL,
  PRIMARY KEY (document_key, layer)
) STRICT, WITHOUT ROWID;
CREATE TABLE flag (document_key INTEGER PRIMARY KEY REFERENCES document(key) ON DELETE CASCADE, at TEXT NOT NULL) STRICT;
CREATE TABLE comment (
  comment_id TEXT PRIMARY KEY,
  document_key INTEGER NOT NULL REFERENCES document(key) ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL,
  text TEXT NOT NULL, author TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_document ON comment(document_key);

CREATE TABLE schema_revision (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, schema TEXT NOT NULL, note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE annotator (
  annotator_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  in_pool INTEGER NOT NULL DEFAULT 1,
  config TEXT NOT NULL
) STRICT;
CREATE TABLE guideline_revision (
  number INTEGER PRIMARY KEY,
  parent INTEGER,
  run_id TEXT,
  iteration INTEGER NOT NULL,
  author TEXT NOT NULL,
  created_at TEXT NOT NULL,
  summary TEXT NOT NULL,
  goal TEXT NOT NULL
) STRICT;
CREATE TABLE rule (
  revision INTEGER NOT NULL REFERENCES guideline_revision(number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  run_key INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  schema_number INTEGER NOT NULL REFERENCES schema_revision(number),
  state TEXT NOT NULL,
  stage TEXT NOT NULL,
  iteration INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  reason TEXT,
  best TEXT,
  dropped TEXT NOT NULL DEFAULT '[]',
  start_guideline INTEGER NOT NULL
) STRICT;
CREATE TABLE iteration (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  guideline INTEGER NOT NULL REFERENCES guideline_revision(number),
  annotators TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (run_key, iteration)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_set (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  document_key INTEGER NOT NULL REFERENCES document(key),
  PRIMARY KEY (run_key, iteration, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_set_document ON document_set(document_key);
CREATE TABLE document_set_quality (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind TEXT NOT NULL,
  basis TEXT NOT NULL,
  pool INTEGER NOT NULL,
  diversity REAL NOT NULL,
  representativeness REAL NOT NULL,
  PRIMARY KEY (run_key, iteration, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE unit (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  annotator_key INTEGER NOT NULL REFERENCES annotator(annotator_key),
  document_key INTEGER NOT NULL REFERENCES document(key),
  state TEXT NOT NULL,
  spans TEXT NOT NULL DEFAULT '[]',
  unlocated TEXT NOT NULL DEFAULT '[]',
  unknown_types TEXT NOT NULL DEFAULT '{}',
  raw TEXT NOT NULL DEFAULT '[]',
  rung TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT '',
  served_model TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL DEFAULT '{}',
  prompt_hash TEXT NOT NULL DEFAULT '',
  guideline INTEGER NOT NULL DEFAULT 0,
  input_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  duration_ms REAL NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  ended_at TEXT,
  PRIMARY KEY (run_key, iteration, annotator_key, document_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE analysis (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind TEXT NOT NULL,
  analysis TEXT NOT NULL,
  interval_low REAL, interval_high REAL,
  report TEXT NOT NULL,
  error_documents TEXT NOT NULL,
  PRIMARY KEY (run_key, iteration, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE supervision (
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  phases12 TEXT,
  result TEXT,
  guideline INTEGER REFERENCES guideline_revision(number),
  PRIMARY KEY (run_key, iteration)
) STRICT, WITHOUT ROWID;
CREATE TABLE supervisor_call (
  call_id TEXT PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  phase TEXT NOT NULL,
  annotator_id TEXT,
  attempt INTEGER NOT NULL,
  request_hash TEXT NOT NULL,
  at TEXT NOT NULL,
  status TEXT NOT NULL,
  problem TEXT NOT NULL,
  model TEXT NOT NULL,
  request TEXT NOT NULL,
  response TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_usd REAL NOT NULL,
  duration_ms REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX supervisor_call_run ON supervisor_call(run_key, iteration);
CREATE TABLE question (
  question_id TEXT PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  position INTEGER NOT NULL,
  question TEXT NOT NULL,
  answer TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (
  decision_id TEXT PRIMARY KEY,
  run_key INTEGER REFERENCES run(run_key) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind TEXT NOT NULL,
  hotspot_id TEXT,
  document_key INTEGER NOT NULL REFERENCES document(key) ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL,
  spans TEXT NOT NULL,
  unclear INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_document ON decision(document_key);

CREATE TABLE label_job (
  label_key INTEGER PRIMARY KEY,
  label_job_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  run_id TEXT, iteration INTEGER,
  guideline INTEGER NOT NULL,
  schema_number INTEGER NOT NULL,
  annotators TEXT NOT NULL,
  weights TEXT NOT NULL,
  scope TEXT NOT NULL,
  last_document INTEGER NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT, reason TEXT
) STRICT;
CREATE TABLE label_unit (
  label_key INTEGER NOT NULL REFERENCES label_job(label_key) ON DELETE CASCADE,
  annotator_key INTEGER NOT NULL,
  document_key INTEGER NOT NULL REFERENCES document(key) ON DELETE CASCADE,
  state TEXT NOT NULL,
  spans TEXT NOT NULL,
  raw TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (label_key, document_key, annotator_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE label_document (
  document_key INTEGER PRIMARY KEY REFERENCES document(key) ON DELETE CASCADE,
  label_key INTEGER NOT NULL REFERENCES label_job(label_key) ON DELETE CASCADE,
  spans TEXT NOT NULL,
  share REAL,
  failed INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX label_document_share ON label_document(share);

CREATE TABLE edit (edit_id INTEGER PRIMARY KEY, label TEXT NOT NULL, at TEXT NOT NULL, direction TEXT NOT NULL) STRICT;
CREATE TABLE edit_step (
  edit_id INTEGER NOT NULL REFERENCES edit(edit_id) ON DELETE CASCADE,
  step INTEGER NOT NULL, sql TEXT NOT NULL, PRIMARY KEY (edit_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE network_call (
  call_key INTEGER PRIMARY KEY,
  at TEXT NOT NULL, host TEXT NOT NULL, purpose TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  contains_document_text INTEGER NOT NULL, status INTEGER NOT NULL, allowed INTEGER NOT NULL, loopback INTEGER NOT NULL
) STRICT;
CREATE TABLE response_cache (key TEXT PRIMARY KEY, outcome TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
};
