/* pen-sim-openai-compatible-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-form.h"
#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimCompatibleFlavour:
 * @PEN_SIM_COMPATIBLE_PLAIN: a server that does what OpenAI does, and no more
 * @PEN_SIM_COMPATIBLE_SDCPP: stable-diffusion.cpp's sd-server
 * @PEN_SIM_COMPATIBLE_KOBOLDCPP: KoboldCpp
 * @PEN_SIM_COMPATIBLE_LOCALAI: LocalAI
 * @PEN_SIM_COMPATIBLE_LEMONADE: lemonade
 * @PEN_SIM_COMPATIBLE_LLAMA_SWAP: llama-swap
 *
 * Those that have OpenAI's routes, each in its own way.
 */
typedef enum
{
  PEN_SIM_COMPATIBLE_PLAIN,
  PEN_SIM_COMPATIBLE_SDCPP,
  PEN_SIM_COMPATIBLE_KOBOLDCPP,
  PEN_SIM_COMPATIBLE_LOCALAI,
  PEN_SIM_COMPATIBLE_LEMONADE,
  PEN_SIM_COMPATIBLE_LLAMA_SWAP,
} PenSimCompatibleFlavour;

/**
 * PenSimCompatibleField:
 * @name: the field; %NULL ends a list
 * @kind: “text”, “integer”, “number”, “base64” or “file”
 * @required: whether it must be there
 *
 * What one field of a route holds.
 */
typedef struct
{
  const char *name;
  const char *kind;
  gboolean    required;
} PenSimCompatibleField;

/**
 * PenSimCompatibleRoute:
 * @flavour: whose it is
 * @path: where
 * @is_form: whether it takes a form rather than JSON
 * @fields: what it takes
 *
 * A route that makes pictures.
 */
typedef struct
{
  PenSimCompatibleFlavour       flavour;
  const char                   *path;
  gboolean                      is_form;
  const PenSimCompatibleField  *fields;
} PenSimCompatibleRoute;

/**
 * PenSimCompatibleState:
 * @flavour: which server
 * @key: (nullable): what it wants; %NULL for open doors
 * @pictures: (element-type utf8 GBytes): what lies there to be fetched, by name
 */
typedef struct
{
  PenSimCompatibleFlavour  flavour;
  char                    *key;
  GHashTable              *pictures;
} PenSimCompatibleState;

/**
 * PenSimCompatibleAsk:
 * @route: where it was sent
 * @json: (nullable): its fields
 * @form: (nullable): its fields
 * @prompt: (owned) (nullable): the words, without arguments
 * @arguments: (owned) (nullable): what stood in the prompt beside the words
 *
 * A request that is looked at.
 */
typedef struct
{
  const PenSimCompatibleRoute *route;
  JsonObject                  *json;
  PenSimForm                  *form;
  char                        *prompt;
  JsonObject                  *arguments;
} PenSimCompatibleAsk;

const PenSimCompatibleRoute *
            pen_sim_compatible_find_route  (PenSimCompatibleFlavour   flavour,
                                            const char               *path);
char       *pen_sim_compatible_check       (PenSimCompatibleAsk      *ask,
                                            JsonObject               *entry);
const char *pen_sim_compatible_get_text    (PenSimCompatibleAsk      *ask,
                                            const char               *name);
gint64      pen_sim_compatible_get_integer (PenSimCompatibleAsk      *ask,
                                            const char               *name,
                                            gint64                    fallback);
gboolean    pen_sim_compatible_read_prompt (PenSimCompatibleAsk      *ask);
GdkPixbuf  *pen_sim_compatible_draw        (PenSimCompatibleAsk      *ask,
                                            PenSimVisit              *visit,
                                            guint                     index);

G_END_DECLS
