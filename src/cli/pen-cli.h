/* pen-cli.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-engine.h"

G_BEGIN_DECLS

/*
 * How the program ends, for scripts.  The numbers are promised in the manual page.
 */
typedef enum
{
  PEN_CLI_DONE = 0,
  PEN_CLI_STORAGE = 1,
  PEN_CLI_USAGE = 2,
  PEN_CLI_KEY = 3,
  PEN_CLI_REFUSED = 4,
  PEN_CLI_NETWORK = 5,
  PEN_CLI_UNKNOWN = 6,
  PEN_CLI_SERVICE = 7,
  PEN_CLI_PICTURE = 8,
  PEN_CLI_CANCELLED = 130,
} PenCliStatus;

typedef struct _PenCli PenCli;

/**
 * PenCliCommand:
 * @name: one or two words
 * @arguments: what follows the options, for the help
 * @summary: for the help, not yet translated
 * @min_arguments: at least so many
 * @max_arguments: at most so many
 * @options: (nullable): its options beside those that all have, not yet translated
 * @check: (nullable): looks at what was given before anything is opened
 * @start: begins it; it ends with pen_cli_end()
 */
typedef struct
{
  const char          *name;
  const char          *arguments;
  const char          *summary;
  guint                min_arguments;
  guint                max_arguments;
  const GOptionEntry  *options;
  gboolean           (*check) (PenCli  *cli,
                               GError **error);
  void               (*start) (PenCli  *cli);
} PenCliCommand;

/**
 * PenCli:
 *
 * One run of the program.
 */
struct _PenCli
{
  const PenCliCommand *command;
  PenEngine           *engine;       /* (owned) (nullable) before it is opened */
  GMainLoop           *loop;         /* (owned) */
  char               **arguments;    /* (owned): what is left after the options, UTF-8 or paths */
  GCancellable        *cancellable;  /* (owned): cancelled by Ctrl+C */
  void               (*interrupt) (PenCli *cli); /* (nullable): what Ctrl+C does else */
  gpointer             data;         /* (owned) (nullable): what the command remembers */
  GDestroyNotify       data_free;    /* (nullable) */
  PenCliStatus         status;
  gboolean             json;
  gboolean             quiet;
  gboolean             interrupted;
};

/* The options of the commands that have the same, as they were given */
typedef struct
{
  char     *provider;
  char     *task;
  char     *add;
  char     *remove;
  char     *model;
  char     *negative;
  char     *size;
  char     *output;
  char    **settings;
  char     *seed;
  char     *strength;
  char     *mask;
  char     *extend;
  char     *search;
  char    **references;
  char    **controls;
  int       feather;
  int       grow;
  int       count;
  int       limit;
  gboolean  starred;
} PenCliOptions;

extern PenCliOptions pen_cli_options;

extern const PenCliCommand pen_cli_model_commands[];
extern const PenCliCommand pen_cli_edit_commands[];
extern const PenCliCommand pen_cli_job_commands[];
extern const PenCliCommand pen_cli_gallery_commands[];
extern const PenCliCommand pen_cli_key_commands[];

/* pen-cli.c */
void          pen_cli_end            (PenCli         *cli,
                                      PenCliStatus    status);
void          pen_cli_fail           (PenCli         *cli,
                                      const GError   *error);
void          pen_cli_set_data       (PenCli         *cli,
                                      gpointer        data,
                                      GDestroyNotify  data_free);
gboolean      pen_cli_usage          (GError        **error,
                                      const char     *format,
                                      ...) G_GNUC_PRINTF (2, 3);

/* pen-cli-text.c */
char         *pen_cli_to_utf8        (const char     *text,
                                      GError        **error);
gboolean      pen_cli_parse_id       (const char     *text,
                                      gint64         *ret_id,
                                      GError        **error);
gboolean      pen_cli_parse_task     (const char     *nick,
                                      PenTask        *ret_task,
                                      GError        **error);
char         *pen_cli_format_time    (gint64          microseconds);
char         *pen_cli_to_line        (const char     *text);
PenCliStatus  pen_cli_status_of      (const GError   *error);

/* pen-cli-output.c */
void          pen_cli_print          (const char     *format,
                                      ...) G_GNUC_PRINTF (1, 2);
PenCliStatus  pen_cli_end_output     (PenCliStatus    status);
void          pen_cli_say            (PenCli         *cli,
                                      const char     *format,
                                      ...) G_GNUC_PRINTF (2, 3);
void          pen_cli_print_object   (JsonBuilder    *builder);
void          pen_cli_print_error    (PenCli         *cli,
                                      const GError   *error,
                                      PenJob         *job);
void          pen_cli_print_picture  (PenCli         *cli,
                                      PenPicture     *picture,
                                      const char     *output);
void          pen_cli_print_job      (PenCli         *cli,
                                      PenJob         *job);
void          pen_cli_add_text       (JsonBuilder    *builder,
                                      const char     *name,
                                      const char     *text);
void          pen_cli_add_number     (JsonBuilder    *builder,
                                      const char     *name,
                                      gint64          number);
void          pen_cli_add_amount     (JsonBuilder    *builder,
                                      const char     *name,
                                      double          amount);

/* pen-cli-progress.c */
void          pen_cli_show_progress  (PenCli         *cli,
                                      GPtrArray      *jobs);
void          pen_cli_clear_progress (PenCli         *cli);

/* pen-cli-add.c */
void          pen_cli_add_model      (PenCli         *cli,
                                      const char     *name,
                                      void          (*then) (PenCli   *cli,
                                                             PenModel *model));
gboolean      pen_cli_can_add_model  (PenCli         *cli,
                                      const char     *name);
void          pen_cli_remove_model   (PenCli         *cli,
                                      const char     *name);

/* pen-cli-request.c */
gboolean      pen_cli_check_output   (GError        **error);
gboolean      pen_cli_check_request  (PenCli         *cli,
                                      GError        **error);
PenRequest   *pen_cli_new_request    (PenCli         *cli,
                                      PenTask         task,
                                      const char     *source,
                                      const char     *prompt,
                                      GError        **error);

/* pen-cli-inputs.c */
gboolean      pen_cli_check_picture  (const char     *path,
                                      GError        **error);
gboolean      pen_cli_check_inputs   (GError        **error);
PenTask       pen_cli_choose_task    (PenModel       *model,
                                      gboolean        with_source);
gboolean      pen_cli_set_inputs     (PenRequest     *request,
                                      const char     *source,
                                      GError        **error);

/* pen-cli-follow.c */
void          pen_cli_follow         (PenCli         *cli,
                                      GPtrArray      *jobs);

G_END_DECLS
