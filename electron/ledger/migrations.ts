/** Each entry takes the schema one version up; `user_version` says how many have run. Never edit one that has landed. */
export const migrations: readonly string[] = [
  `CREATE TABLE verdicts (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at TEXT NOT NULL,
     path BLOB NOT NULL,
     shown_path TEXT NOT NULL,
     folder_id TEXT,
     dev TEXT, ino TEXT, mtime_ns TEXT, ctime_ns TEXT,
     size INTEGER,
     sha256 TEXT,
     verdict TEXT NOT NULL,
     reason TEXT,
     signature TEXT,
     detail TEXT,
     trigger TEXT NOT NULL,
     duration_ms REAL NOT NULL,
     origin TEXT,
     engine TEXT,
     signature_version TEXT,
     action TEXT NOT NULL,
     action_detail TEXT,
     quarantine_id TEXT,
     acknowledged INTEGER NOT NULL DEFAULT 0,
     latest INTEGER NOT NULL DEFAULT 1,
     day TEXT NOT NULL
   );
   CREATE UNIQUE INDEX verdicts_latest_by_path ON verdicts (path) WHERE latest = 1;
   CREATE INDEX verdicts_unresolved ON verdicts (verdict) WHERE latest = 1 AND verdict NOT IN ('clean', 'failed');
   CREATE INDEX verdicts_by_verdict ON verdicts (verdict, id);
   CREATE TABLE daily (day TEXT NOT NULL, verdict TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (day, verdict));`,
  `ALTER TABLE verdicts ADD COLUMN referrer TEXT;
   ALTER TABLE verdicts ADD COLUMN origin_host TEXT;
   CREATE INDEX verdicts_by_origin ON verdicts (origin_host, id) WHERE origin_host IS NOT NULL;`,
  'ALTER TABLE verdicts ADD COLUMN was_clean_at TEXT;',
  `CREATE TABLE arrivals (quarter TEXT NOT NULL, host TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (quarter, host)) WITHOUT ROWID;
   INSERT INTO arrivals SELECT substr(at, 1, 14) || printf('%02d', substr(at, 15, 2) / 15 * 15), ifnull(origin_host, ''), count(*)
     FROM verdicts WHERE trigger = 'arrival' GROUP BY 1, 2;
   CREATE TRIGGER count_arrival AFTER INSERT ON verdicts WHEN NEW.trigger = 'arrival' BEGIN
     INSERT INTO arrivals VALUES (substr(NEW.at, 1, 14) || printf('%02d', substr(NEW.at, 15, 2) / 15 * 15), ifnull(NEW.origin_host, ''), 1)
       ON CONFLICT (quarter, host) DO UPDATE SET count = count + 1;
   END;`,
  // What the history is sorted by. The two texts, and their indices, are made by `order-texts.ts`; ties are in the order of the ids, the newest
  // first where a sorting goes its usual way.
  `ALTER TABLE verdicts ADD COLUMN name_order TEXT;
   ALTER TABLE verdicts ADD COLUMN folder_order TEXT;
   ALTER TABLE verdicts ADD COLUMN severity INTEGER AS (CASE verdict
     WHEN 'infected' THEN 4 WHEN 'suspicious' THEN 3 WHEN 'unscannable' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END) VIRTUAL;
   ALTER TABLE verdicts ADD COLUMN finding TEXT COLLATE NOCASE AS (coalesce(signature, reason)) VIRTUAL;
   CREATE INDEX verdicts_by_severity ON verdicts (severity, id);
   CREATE INDEX verdicts_by_size ON verdicts (size, id);
   CREATE INDEX verdicts_by_finding ON verdicts (finding, id DESC) WHERE finding IS NOT NULL;
   DROP INDEX verdicts_by_origin;
   CREATE INDEX verdicts_by_origin ON verdicts (origin_host, id DESC);`,
  `CREATE TABLE protection_log (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, path TEXT, event TEXT NOT NULL);
   CREATE INDEX protection_log_by_kind ON protection_log (kind, id);
   CREATE INDEX protection_log_by_time ON protection_log (at);`,
  `ALTER TABLE verdicts ADD COLUMN seen_at TEXT;
   ALTER TABLE verdicts ADD COLUMN settled_at TEXT;
   ALTER TABLE verdicts ADD COLUMN queued_at TEXT;
   ALTER TABLE verdicts ADD COLUMN scan_started_at TEXT;`,
  // What others are asked about files: the queue, what they said, what left this machine for it, and how much was asked when.
  `CREATE TABLE reputation_queue (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     record_id INTEGER,
     path BLOB NOT NULL,
     sha256 TEXT NOT NULL,
     size INTEGER,
     by_hand INTEGER NOT NULL DEFAULT 0,
     stage TEXT NOT NULL DEFAULT 'lookup',
     analysis_id TEXT,
     uploaded INTEGER NOT NULL DEFAULT 0,
     tries INTEGER NOT NULL DEFAULT 0,
     not_before TEXT
   );
   CREATE INDEX reputation_queue_by_sha256 ON reputation_queue (sha256);
   CREATE INDEX reputation_queue_by_due ON reputation_queue (not_before) WHERE not_before IS NOT NULL;
   CREATE TABLE reputation_answers (sha256 TEXT PRIMARY KEY, asked_at TEXT NOT NULL, malicious INTEGER NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX reputation_answers_by_malicious ON reputation_answers (malicious) WHERE malicious > 0;
   CREATE TABLE reputation_requests (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at TEXT NOT NULL,
     what TEXT NOT NULL,
     host TEXT NOT NULL,
     sha256 TEXT NOT NULL,
     name TEXT NOT NULL,
     size INTEGER,
     outcome TEXT NOT NULL,
     detail TEXT NOT NULL DEFAULT ''
   );
   CREATE TABLE reputation_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`,
];
