/* pen-effect.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-effect"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-effect-private.h"
#include "pen-error.h"
#include "pen-scale.h"
#include "pen-words.h"

/*
 * Name, title, size at which it works, function, and the words that ask for it: between
 * commas, in lower case; a word also stands for its plural.
 */
typedef struct
{
  const char    *name;
  const char    *title;
  guint          max_pixels;
  PenEffectFunc  render;
  const char    *words;
} Effect;

/* Paint and lines are no finer in a large picture, only the picture is larger. */
#define PAINT_PIXELS (2000 * 1000)
#define LINE_PIXELS  (4000 * 1000)
#define ALL_PIXELS   G_MAXUINT

static const Effect effects[] = {
  { "oil-paint", N_("Oil painting"), PAINT_PIXELS, pen_effect_oil,
    "oil paint,oil painting,oil painted,oil,oils,painting,painted,painterly,impressionist,"
    "impressionism,van gogh,monet,brush stroke,brushstroke,canvas,impasto" },
  { "watercolour", N_("Watercolour"), PAINT_PIXELS, pen_effect_watercolour,
    "watercolour,watercolor,water colour,water color,aquarelle,gouache,wash,watercolour painting,"
    "watercolor painting" },
  { "pencil-sketch", N_("Pencil sketch"), LINE_PIXELS, pen_effect_pencil,
    "pencil,pencil sketch,pencil drawing,sketch,sketched,drawing,drawn,graphite,charcoal,"
    "hand drawn,hand-drawn" },
  { "ink", N_("Ink drawing"), LINE_PIXELS, pen_effect_ink,
    "ink,ink drawing,ink sketch,pen drawing,pen and ink,engraving,etching,line art,lineart,"
    "line drawing,woodcut,hatching" },
  { "cartoon", N_("Cartoon"), LINE_PIXELS, pen_effect_cartoon,
    "cartoon,comic,comic book,anime,manga,cel shaded,cel shading,toon,animated film,"
    "illustration" },
  { "black-and-white", N_("Black and white"), ALL_PIXELS, pen_effect_grey,
    "black and white,black & white,black-and-white,black white,b&w,bw,greyscale,grayscale,grey,"
    "gray,monochrome,desaturate,desaturated,noir,without colour,without color,remove colour,"
    "remove color,remove the colour,remove the color" },
  { "sepia", N_("Sepia"), ALL_PIXELS, pen_effect_sepia,
    "sepia,brown tone,antique,old photo,old photograph,daguerreotype,victorian,19th century" },
  { "vintage", N_("Vintage film"), ALL_PIXELS, pen_effect_vintage,
    "vintage,retro,film,faded,analog,analogue,polaroid,1970s,70s,seventies,nostalgic,lomo,"
    "film grain,grainy" },
  { "soft-focus", N_("Soft focus"), ALL_PIXELS, pen_effect_soft_focus,
    "soft focus,soft-focus,soft,softer,soften,dreamy,dream,glow,glowing,romantic,bloom,hazy,haze,"
    "blur,blurred,blurry,misty,fog,foggy" },
  { "sharpen", N_("Sharpen"), ALL_PIXELS, pen_effect_sharpen,
    "sharpen,sharp,sharper,crisp,crisper,clarity,clearer,more detail,detailed,enhance,enhanced,"
    "hd" },
  { "warm", N_("Warm light"), ALL_PIXELS, pen_effect_warm,
    "warm,warmer,warmth,golden hour,golden,sunset,sunrise,sunny,summer,autumn,cosy,cozy,"
    "candlelight,warm light,evening" },
  { "cool", N_("Cool light"), ALL_PIXELS, pen_effect_cool,
    "cool,cooler,cold,colder,winter,wintry,ice,icy,frost,frosty,moonlight,blue tone,bluish,bluer,"
    "cool light,night,snow,snowy" },
  { "vivid", N_("Vivid colours"), ALL_PIXELS, pen_effect_vivid,
    "vivid,vibrant,colourful,colorful,saturate,saturated,punchy,bright colour,bright color,"
    "more colour,more color,stronger colour,stronger color,hdr,pop" },
  { "posterise", N_("Poster"), LINE_PIXELS, pen_effect_posterise,
    "posterise,posterize,posterised,posterized,poster,pop art,pop-art,warhol,screen print,"
    "silkscreen,flat colour,flat color" },
  { "pixelate", N_("Pixels"), ALL_PIXELS, pen_effect_pixelate,
    "pixelate,pixelated,pixel,pixel art,8-bit,8 bit,16-bit,retro game,video game,blocky,censor,"
    "minecraft,lego" },
  { "mosaic", N_("Stained glass"), ALL_PIXELS, pen_effect_mosaic,
    "mosaic,stained glass,stained-glass,tile,tiled,tessellated,crystal,crystallise,crystallize,"
    "cathedral window,church window" },
  { "vignette", N_("Vignette"), ALL_PIXELS, pen_effect_vignette,
    "vignette,dark corner,darken the corner,darker corner,dark edge,darken the edge,spotlight" },
  { "emboss", N_("Emboss"), LINE_PIXELS, pen_effect_emboss,
    "emboss,embossed,relief,bas-relief,bas relief,engraved in stone,stone carving,carved,coin,"
    "metal" },
  { "negative", N_("Negative"), ALL_PIXELS, pen_effect_negative,
    "negative,invert,inverted,invert the colour,invert the color,x-ray,x ray,xray" },
};

static const Effect *
find_effect (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    if (g_strcmp0 (effects[i].name, name) == 0)
      return &effects[i];

  return NULL;
}

/**
 * pen_effect_get_names:
 *
 * Returns: (array zero-terminated=1) (transfer none): the names of all effects, the best known
 *   first
 */
const char * const *
pen_effect_get_names (void)
{
  static const char *names[G_N_ELEMENTS (effects) + 1];
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
        names[i] = effects[i].name;
      g_once_init_leave (&done, 1);
    }

  return names;
}

/**
 * pen_effect_get_title:
 * @name: the name of an effect
 *
 * Returns: (nullable) (transfer none): what it is called in the user's language; %NULL if
 *   there is no such effect
 */
const char *
pen_effect_get_title (const char *name)
{
  const Effect *effect;

  g_return_val_if_fail (name != NULL, NULL);

  effect = find_effect (name);

  return effect != NULL ? _(effect->title) : NULL;
}

/**
 * pen_effect_recognise:
 * @prompt: (nullable): what the user wants, in English: “make it look like an oil painting”
 *
 * The longest expression decides, since it says most; of two of the same length the first.
 *
 * Returns: (nullable) (transfer none): the name of the effect that @prompt asks for
 */
const char *
pen_effect_recognise (const char *prompt)
{
  g_autofree char *text = pen_words_fold (prompt);
  const char *lists[G_N_ELEMENTS (effects)];
  guint best;

  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    lists[i] = effects[i].words;
  best = pen_words_best (text, lists, G_N_ELEMENTS (effects));

  return best < G_N_ELEMENTS (effects) ? effects[best].name : NULL;
}

/* The colours around, spread over a picture that has holes. */
static PenPixels *
new_surroundings (PenPixels *source)
{
  guint width = pen_pixels_get_width (source);
  guint height = pen_pixels_get_height (source);
  g_autoptr(PenPixels) small = NULL;
  guint64 sums[3] = { 0, 0, 0 };
  guint64 weight = 0;
  guint8 *data;
  gsize n;

  small = pen_pixels_scale (source, MAX (width / 32, 1), MAX (height / 32, 1));
  if (small == source)
    g_clear_pointer (&small, pen_pixels_unref);
  if (small == NULL)
    small = pen_pixels_crop (source, 0, 0, width, height);

  data = pen_pixels_get_data (small);
  n = (gsize) pen_pixels_get_width (small) * pen_pixels_get_height (small);
  for (gsize i = 0; i < n; i++)
    {
      weight += data[i * 4 + 3];
      for (guint c = 0; c < 3; c++)
        sums[c] += (guint64) data[i * 4 + c] * data[i * 4 + 3];
    }
  for (gsize i = 0; i < n; i++)
    {
      for (guint c = 0; c < 3 && data[i * 4 + 3] == 0; c++)
        data[i * 4 + c] = (guint8) (weight > 0 ? sums[c] / weight : 255);
      data[i * 4 + 3] = 255;
    }

  return pen_pixels_scale (small, width, height);
}

/*
 * What stands under transparent pixels must not spread into those that are seen, so there it is
 * replaced by the colours around.
 */
static PenPixels *
new_opaque (PenPixels *source)
{
  g_autoptr(PenPixels) around = NULL;
  PenPixels *result;
  const guint8 *from;
  const guint8 *ground;
  guint8 *to;
  gsize size;

  if (!pen_pixels_has_alpha (source))
    return pen_pixels_ref (source);

  around = new_surroundings (source);
  result = pen_pixels_new (pen_pixels_get_width (source), pen_pixels_get_height (source));
  from = pen_pixels_get_data (source);
  ground = pen_pixels_get_data (around);
  to = pen_pixels_get_data (result);
  size = pen_pixels_get_stride (source) * pen_pixels_get_height (source);
  for (gsize i = 0; i < size; i += 4)
    {
      guint alpha = from[i + 3];

      for (guint c = 0; c < 3; c++)
        to[i + c] = (guint8) ((from[i + c] * alpha + ground[i + c] * (255 - alpha) + 127) / 255);
      to[i + 3] = 255;
    }

  return result;
}

/* The source in the size in which the effect works. */
static PenPixels *
new_working_copy (const Effect *effect,
                  PenPixels    *source)
{
  g_autoptr(PenPixels) opaque = new_opaque (source);
  double width = pen_pixels_get_width (source);
  double height = pen_pixels_get_height (source);
  double scale = MIN (1.0, sqrt (effect->max_pixels / (width * height)));

  return pen_pixels_scale (opaque, (guint) MAX (lround (width * scale), 1),
                           (guint) MAX (lround (height * scale), 1));
}

typedef struct
{
  PenPixels *source;
  PenPixels *changed;
  PenPixels *result;
  guint      share;             /* of 65536 */
} Blend;

static void
blend_rows (guint    first,
            guint    last,
            gpointer data)
{
  Blend *blend = data;
  gsize stride = pen_pixels_get_stride (blend->source);

  for (guint y = first; y < last; y++)
    {
      const guint8 *from = pen_pixels_get_data (blend->source) + y * stride;
      const guint8 *changed = pen_pixels_get_data (blend->changed) + y * stride;
      guint8 *to = pen_pixels_get_data (blend->result) + y * stride;

      for (gsize i = 0; i < stride; i += 4)
        {
          for (guint c = 0; c < 3; c++)
            to[i + c] = (guint8) ((from[i + c] * (65536 - blend->share) +
                                   changed[i + c] * blend->share + 32768) >> 16);
          to[i + 3] = from[i + 3];
        }
    }
}

/**
 * pen_effect_apply:
 * @name: the name of an effect
 * @source: the picture
 * @strength: how much may change: 0 gives @source, 1 the whole effect
 * @seed: for chance: paper, strokes, grain
 * @progress: (nullable) (scope call): called now and then, on this thread
 * @user_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Transparency stays as it is.  Blocks.
 *
 * Returns: (transfer full): the result, or %NULL with %PEN_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
PenPixels *
pen_effect_apply (const char         *name,
                  PenPixels          *source,
                  double              strength,
                  guint64             seed,
                  PenEffectProgress   progress,
                  gpointer            user_data,
                  GCancellable       *cancellable,
                  GError            **error)
{
  const Effect *effect = find_effect (name);
  PenWorker worker = { progress, user_data, cancellable, };
  g_autoptr(PenPixels) work = NULL;
  g_autoptr(PenPixels) rendered = NULL;
  g_autoptr(PenPixels) changed = NULL;
  g_autoptr(PenPixels) result = NULL;
  PenEffectRun run;
  Blend blend;

  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (effect == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no effect “%s”"), name);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (strength <= 0.0)
    return pen_pixels_ref (source);

  work = new_working_copy (effect, source);
  run = (PenEffectRun) {
    .source = work,
    .unit = (float) MIN (pen_pixels_get_width (work), pen_pixels_get_height (work)) / 1000.0f,
    .seed = (guint32) (seed ^ seed >> 32),
    .worker = &worker,
  };
  run.unit = MAX (run.unit, 0.2f);

  rendered = effect->render (&run);
  if (rendered != NULL)
    {
      changed = pen_pixels_scale (rendered, pen_pixels_get_width (source),
                                  pen_pixels_get_height (source));
      result = pen_pixels_new (pen_pixels_get_width (source), pen_pixels_get_height (source));
      blend = (Blend) { source, changed, result, (guint) (MIN (strength, 1.0) * 65536.0 + 0.5) };
      pen_worker_rows (&worker, pen_pixels_get_height (source), 1.0, blend_rows, &blend);
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&result);
}
