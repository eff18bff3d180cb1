/* pen-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-catalogue.h"
#include "pen-error.h"
#include "pen-reply.h"
#include "pen-secret.h"
#include "pen-step.h"

G_BEGIN_DECLS

#define PEN_TYPE_PROVIDER (pen_provider_get_type ())

G_DECLARE_DERIVABLE_TYPE (PenProvider, pen_provider, PEN, PROVIDER, GObject)

/**
 * PenProviderClass:
 * @catalogue_path: the resource path of its `<id>.json`
 * @begin: the first step of a request.  By default one call with the body that the
 *   catalogue entry describes, expecting JSON, with the key, that may cost.
 * @next: what the reply of a call means.  Only sees what is no refusal.
 * @resume: (nullable): goes on from a memo after a restart
 * @cancel: (nullable): a call that tells the service to stop; %NULL for none
 * @cancel_next: (nullable): a further call, where one alone does not stop the work: @call
 *   is the last one, @reply its good answer, or %NULL where it was refused; %NULL for none
 * @watch: (nullable): a call to make every @interval_ms from when @request is sent until
 *   it is done, for progress; one that expects %PEN_EXPECT_SOCKET is made once and stays
 *   open; %NULL for none
 * @read_watch: (nullable): takes progress and preview from the reply of @watch
 * @read_event: (nullable): takes progress and preview from a piece of an answer that
 *   comes as a stream of events (%PEN_EXPECT_EVENTS); the last one comes to @next as well
 * @check_key: (nullable): a free call that shows whether the key is good
 * @read_check: (nullable) (transfer full): a sentence from its good answer
 * @authorise: puts the key into the headers; by default as a bearer token
 * @read_error: turns a refusal into an error: kind and the service's own words.
 *   Sets @charged if money was spent all the same.  The default reads the usual shapes.
 * @refuses: whether @reply is a refusal, for @read_error, or an answer, for @next.  By
 *   default the status decides: 400 and more refuses.
 * @renew: (nullable): a free call that asks for a new address of a finished picture,
 *   whose address @uri has died
 * @read_renewed: (nullable) (transfer full): the new address
 * @discover: (nullable): calls that fill the lists and models of a running engine,
 *   one at a time: @index counts up from 0 until %NULL
 * @read_discovery: (nullable): what the reply of call @index says; changes only
 *   @catalogue
 * @find_model: (nullable): a free call that asks the service for the description of a
 *   model that is not in the catalogue.  @words are what the user typed or pasted; the
 *   error says what is wrong with them
 * @read_model: (nullable) (transfer full): the catalogue entry that its good answer
 *   makes, in the form of `<id>.json`; the error names the part that cannot be served
 *
 * A provider is a translator without I/O and without state.  It never sees the
 * network, the database, a clock or a thread.  Memos are small JSON objects.
 */
struct _PenProviderClass
{
  GObjectClass parent_class;

  const char *catalogue_path;

  PenStep  *(*begin)          (PenProvider         *self,
                               PenRequest          *request,
                               GError             **error);
  PenStep  *(*next)           (PenProvider         *self,
                               PenRequest          *request,
                               JsonNode            *memo,
                               PenCall             *call,
                               PenReply            *reply,
                               GError             **error);
  PenStep  *(*resume)         (PenProvider         *self,
                               PenRequest          *request,
                               JsonNode            *memo,
                               GError             **error);
  PenCall  *(*cancel)         (PenProvider         *self,
                               PenRequest          *request,
                               JsonNode            *memo);
  PenCall  *(*cancel_next)    (PenProvider         *self,
                               PenRequest          *request,
                               JsonNode            *memo,
                               PenCall             *call,
                               PenReply            *reply);
  PenCall  *(*watch)          (PenProvider         *self,
                               PenRequest          *request,
                               guint               *interval_ms);
  void      (*read_watch)     (PenProvider         *self,
                               PenReply            *reply,
                               double              *progress,
                               PenBlob            **preview);
  void      (*read_event)     (PenProvider         *self,
                               PenRequest          *request,
                               PenReply            *reply,
                               double              *progress,
                               PenBlob            **preview);
  PenCall  *(*check_key)      (PenProvider         *self);
  char     *(*read_check)     (PenProvider         *self,
                               PenReply            *reply,
                               GError             **error);
  void      (*authorise)      (PenProvider         *self,
                               SoupMessageHeaders  *headers,
                               PenSecret           *key);
  GError   *(*read_error)     (PenProvider         *self,
                               PenReply            *reply,
                               gboolean            *charged);
  gboolean  (*refuses)        (PenProvider         *self,
                               PenCall             *call,
                               PenReply            *reply);
  PenCall  *(*renew)          (PenProvider         *self,
                               const char          *uri);
  char     *(*read_renewed)   (PenProvider         *self,
                               PenReply            *reply,
                               GError             **error);
  PenCall  *(*discover)       (PenProvider         *self,
                               guint                index);
  void      (*read_discovery) (PenProvider         *self,
                               guint                index,
                               PenReply            *reply,
                               PenCatalogue        *catalogue);
  PenCall  *(*find_model)     (PenProvider         *self,
                               const char          *words,
                               GError             **error);
  JsonNode *(*read_model)     (PenProvider         *self,
                               const char          *words,
                               PenReply            *reply,
                               GError             **error);
};

const char   *pen_provider_get_id        (PenProvider  *self);
PenCatalogue *pen_provider_get_catalogue (PenProvider  *self);

/* What the class does; each falls back as the class says. */
PenStep  *pen_provider_begin          (PenProvider *self, PenRequest *request, GError **error);
PenStep  *pen_provider_next           (PenProvider *self, PenRequest *request, JsonNode *memo,
                                       PenCall *call, PenReply *reply, GError **error);
PenStep  *pen_provider_resume         (PenProvider *self, PenRequest *request, JsonNode *memo,
                                       GError **error);
PenCall  *pen_provider_cancel         (PenProvider *self, PenRequest *request, JsonNode *memo);
PenCall  *pen_provider_cancel_next     (PenProvider *self, PenRequest *request, JsonNode *memo,
                                       PenCall *call, PenReply *reply);
PenCall  *pen_provider_watch          (PenProvider *self, PenRequest *request,
                                       guint *interval_ms);
void      pen_provider_read_watch     (PenProvider *self, PenReply *reply, double *progress,
                                       PenBlob **preview);
void      pen_provider_read_event     (PenProvider *self, PenRequest *request, PenReply *reply,
                                       double *progress, PenBlob **preview);
PenCall  *pen_provider_check_key      (PenProvider *self);
char     *pen_provider_read_check     (PenProvider *self, PenReply *reply, GError **error);
void      pen_provider_authorise      (PenProvider *self, SoupMessageHeaders *headers,
                                       PenSecret *key);
void      pen_provider_authorise_basic
                                      (SoupMessageHeaders *headers, PenSecret *key);
char     *pen_provider_describe_credits
                                      (double credits);
GError   *pen_provider_read_error     (PenProvider *self, PenReply *reply, gboolean *charged);
gboolean  pen_provider_refuses        (PenProvider *self, PenCall *call, PenReply *reply);
PenCall  *pen_provider_renew          (PenProvider *self, const char *uri);
char     *pen_provider_read_renewed   (PenProvider *self, PenReply *reply, GError **error);
PenCall  *pen_provider_discover       (PenProvider *self, guint index);
void      pen_provider_read_discovery (PenProvider *self, guint index, PenReply *reply);
gboolean  pen_provider_finds_models   (PenProvider *self);
PenCall  *pen_provider_find_model     (PenProvider *self, const char *words, GError **error);
JsonNode *pen_provider_read_model     (PenProvider *self, const char *words, PenReply *reply,
                                       GError **error);

G_END_DECLS
