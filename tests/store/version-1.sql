-- SPDX-FileCopyrightText: 2026 The Pentimento Authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A gallery of version 1, with a job under way and two pictures.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  task TEXT NOT NULL,
  request TEXT NOT NULL,
  memo TEXT,
  error TEXT,
  message TEXT,
  charged INTEGER NOT NULL DEFAULT 0,
  cost_usd REAL,
  owner TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX job_state ON job (state);
CREATE TABLE picture (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  negative TEXT,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  task TEXT NOT NULL,
  parameters TEXT NOT NULL,
  source_path TEXT,
  parent INTEGER REFERENCES picture (id) ON DELETE SET NULL,
  job INTEGER REFERENCES job (id) ON DELETE SET NULL,
  cost_usd REAL,
  starred INTEGER NOT NULL DEFAULT 0,
  notes TEXT,
  warning TEXT,
  trashed INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL
);
CREATE INDEX picture_job ON picture (job);
CREATE INDEX picture_parent ON picture (parent);
CREATE INDEX picture_provider ON picture (provider);
CREATE INDEX picture_task ON picture (task);
CREATE INDEX picture_starred ON picture (starred) WHERE starred = 1;
CREATE INDEX picture_trashed ON picture (trashed);
CREATE TABLE input (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created INTEGER NOT NULL
);
CREATE TABLE spend (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER UNIQUE REFERENCES job (id) ON DELETE SET NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  cost_usd REAL,
  created INTEGER NOT NULL
);
INSERT INTO job (state, provider, model, task, request, memo, created, updated)
VALUES ('running', 'stability', 'core', 'text-to-image', '{}', '{"id":"r8"}', 1, 2);
INSERT INTO picture (path, digest, media_type, bytes, width, height, seed, prompt, provider,
                     model, task, parameters, created)
VALUES ('/nowhere/1.png', '00', 'image/png', 1, 1, 1, 7, 'a cat', 'practice', 'filters',
        'image-to-image', '{}', 3),
       ('/nowhere/2.png', '01', 'image/png', 1, 1, 1, 8, 'a castle', 'practice', 'filters',
        'image-to-image', '{}', 4);
PRAGMA user_version = 1;
