/* pen-draw.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Patterns from words: some words choose the colours, some the kind, and the rest of the prompt
 * is chance, like the seed.
 */

#define G_LOG_DOMAIN "pen-draw"

#include "config.h"

#include "pen-draw.h"
#include "pen-effect-private.h"
#include "pen-noise.h"
#include "pen-words.h"

#define N_SAMPLES 4

/* Where in a pixel the samples lie: no two in one row or column. */
static const float offsets[N_SAMPLES][2] = {
  { 0.375f, 0.125f }, { 0.875f, 0.375f }, { 0.125f, 0.625f }, { 0.625f, 0.875f },
};

typedef struct
{
  const char *words;
  guint32     colours[PEN_DRAW_N_COLOURS];
} Palette;

/* The light comes before the place: an ocean at sunset has the colours of the sunset. */
static const Palette palettes[] = {
  { "sunset,dusk,evening,golden hour,sundown",
    { 0x2b1b4d, 0x6d2a6b, 0xc2415f, 0xf2784b, 0xfbb45c, 0xfff0b8 } },
  { "sunrise,dawn,morning",
    { 0x31456f, 0x7a6c9d, 0xd98a9b, 0xf5b58c, 0xfcdca3, 0xfff8e3 } },
  { "night,midnight,moon,moonlit,dark,galaxy,space,star,starry,cosmos,nebula,universe",
    { 0x050818, 0x101a45, 0x2c2f7e, 0x6a4aa8, 0xb98ad6, 0xf5e9ff } },
  { "aurora,northern,neon,cyber,cyberpunk,electric",
    { 0x060a1f, 0x0b2f4f, 0x0f7f7a, 0x33d69f, 0xb14be0, 0xff7fd1 } },
  { "ocean,sea,water,underwater,lake,river,wave,blue,beach,tropical",
    { 0x04223f, 0x06456b, 0x0a7596, 0x2ba7b8, 0x7fd6d0, 0xe6fbf3 } },
  { "forest,wood,tree,jungle,leaf,leaves,moss,green,garden,grass,meadow",
    { 0x0d2418, 0x1c4a2c, 0x3b7a3f, 0x7aa84c, 0xc0cf70, 0xf4f3cf } },
  { "fire,flame,lava,ember,volcano,red,hot,inferno,dragon",
    { 0x1d0508, 0x5e0b10, 0xb3200f, 0xee5a12, 0xffae2b, 0xfff3a8 } },
  { "autumn,fall,pumpkin,orange,harvest,rust",
    { 0x2e1510, 0x6b2a16, 0xb34a1d, 0xdd8026, 0xf0b84f, 0xfbeccb } },
  { "spring,blossom,cherry,pink,flower,rose,love,floral",
    { 0x4b2142, 0x97406f, 0xd96f93, 0xf2a3b3, 0xfbd3d3, 0xfff6ee } },
  { "winter,ice,snow,frost,arctic,glacier,cold,frozen",
    { 0x1a2c44, 0x3c5f82, 0x7496b5, 0xabc7da, 0xd9e8f0, 0xfbfdff } },
  { "desert,sand,dune,canyon,brown,coffee,chocolate,earth",
    { 0x3b1f17, 0x7a4028, 0xb87145, 0xdda469, 0xf0cf9b, 0xfdf2dc } },
  { "gold,golden,yellow,sun,sunny,summer,honey,light",
    { 0x3a2405, 0x7f540c, 0xc28a15, 0xeab834, 0xf9dc7a, 0xfffae0 } },
  { "purple,violet,lavender,magic,magical,fairy,dream,dreamy",
    { 0x22103f, 0x4d2580, 0x8247b8, 0xb580dd, 0xdbbcf1, 0xfaf1ff } },
  { "candy,pastel,rainbow,colourful,colorful,party,child,children",
    { 0x5b5fc7, 0x35a7ff, 0x38d39f, 0xffe066, 0xff8a5b, 0xff5d8f } },
  { "black and white,grey,gray,monochrome,silver,stone,metal,rock,storm,fog,mist",
    { 0x121417, 0x34393f, 0x646b73, 0x99a1a8, 0xced3d6, 0xf8f8f6 } },
};

typedef struct
{
  const char  *words;
  PenDrawFunc  draw;
} Kind;

static const Kind kinds[] = {
  { "hill,mountain,landscape,valley,alp,peak,horizon,forest,desert,dune,canyon,meadow,field,"
    "countryside,volcano,island,nature,scenery,view", pen_draw_landscape },
  { "ocean,sea,wave,water,lake,river,beach,surf,ripple,coast,ship,boat,underwater",
    pen_draw_sea },
  { "star,starry,galaxy,space,night,night sky,cosmos,nebula,universe,aurora,planet,moon",
    pen_draw_stars },
  { "bubble,circle,bokeh,light,dot,bead,balloon,drop,rain,party,snow,snowflake,ball,firefly",
    pen_draw_lights },
  { "stained glass,glass,mosaic,crystal,voronoi,cell,gem,jewel,stone,ice,window,dragonfly",
    pen_draw_glass },
  { "marble,smoke,cloud,fire,flame,lava,plasma,fluid,ink,abstract,fog,mist,storm,silk,paint,"
    "swirl,dream", pen_draw_marble },
  { "ray,sunburst,sun,burst,beam,radiant,explosion,light beam,retro,flower,blossom,mandala",
    pen_draw_rays },
  { "tile,geometric,triangle,pattern,polygon,low poly,origami,quilt,diamond,square,city,"
    "architecture,cubist,robot", pen_draw_tiles },
  { "ribbon,gradient,curve,flow,layer,paper,music,dance,wind,hair,silk,wavy,stripe,minimal,"
    "wallpaper,background", pen_draw_ribbons },
};

/**
 * pen_draw_palette:
 * @drawing: the drawing
 * @at: 0 for the first colour, 1 for the last
 * @colour: (out): three numbers
 *
 * Reads between the colours.
 */
void
pen_draw_palette (const PenDrawing *drawing,
                  float             at,
                  float            *colour)
{
  float place = pen_clamp01 (at) * (PEN_DRAW_N_COLOURS - 1);
  guint index = MIN ((guint) place, PEN_DRAW_N_COLOURS - 2);
  float share = place - (float) index;

  for (guint c = 0; c < 3; c++)
    colour[c] = pen_mix (drawing->colours[index][c], drawing->colours[index + 1][c], share);
}

/* FNV-1a: the same prompt gives the same picture for ever. */
static guint32
hash_text (const char *text)
{
  guint32 hash = 2166136261u;

  for (; *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * 16777619u;

  return hash;
}

static void
choose_colours (PenDrawing *drawing,
                const char *text)
{
  guint chosen = 0;

  while (chosen < G_N_ELEMENTS (palettes) &&
         pen_words_find (text, palettes[chosen].words, NULL) == 0)
    chosen++;
  if (chosen == G_N_ELEMENTS (palettes))
    chosen = pen_noise_hash (drawing->seed, 1, 1) % G_N_ELEMENTS (palettes);

  for (guint i = 0; i < PEN_DRAW_N_COLOURS; i++)
    for (guint c = 0; c < 3; c++)
      drawing->colours[i][c] =
        (float) (palettes[chosen].colours[i] >> (16 - 8 * c) & 255) * (1.0f / 255.0f);
  for (guint c = 0; c < 3; c++)
    drawing->ink[c] = drawing->colours[0][c] * 0.55f;
}

static PenDrawFunc
choose_kind (const PenDrawing *drawing,
             const char       *text)
{
  const char *lists[G_N_ELEMENTS (kinds)];
  guint best;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    lists[i] = kinds[i].words;
  best = pen_words_best (text, lists, G_N_ELEMENTS (kinds));

  /* A time of day and no place: a landscape is what is meant most often. */
  if (best == G_N_ELEMENTS (kinds) && pen_words_find (text, palettes[0].words, NULL) > 0)
    return pen_draw_landscape;
  if (best == G_N_ELEMENTS (kinds))
    best = pen_noise_hash (drawing->seed, 2, 2) % G_N_ELEMENTS (kinds);

  return kinds[best].draw;
}

typedef struct
{
  const PenDrawing *drawing;
  PenDrawFunc       draw;
  PenPixels        *pixels;
} Canvas;

static void
draw_rows (guint    first,
           guint    last,
           gpointer data)
{
  Canvas *canvas = data;
  float scale = 1.0f / (float) pen_pixels_get_height (canvas->pixels);

  for (guint y = first; y < last; y++)
    {
      guint8 *to = pen_pixels_get_data (canvas->pixels) +
                   y * pen_pixels_get_stride (canvas->pixels);

      for (guint x = 0; x < pen_pixels_get_width (canvas->pixels); x++, to += 4)
        {
          float sum[3] = { 0.0f, 0.0f, 0.0f };
          float dither;

          for (guint i = 0; i < N_SAMPLES; i++)
            {
              float colour[3];

              canvas->draw (canvas->drawing, ((float) x + offsets[i][0]) * scale,
                            ((float) y + offsets[i][1]) * scale, colour);
              for (guint c = 0; c < 3; c++)
                sum[c] += pen_clamp01 (colour[c]);
            }

          /* Without it, slow gradients would show steps. */
          dither = pen_noise_white (canvas->drawing->seed, (gint32) x, (gint32) y) - 0.5f;
          for (guint c = 0; c < 3; c++)
            to[c] = pen_to_byte (sum[c] * (1.0f / N_SAMPLES) + dither * (1.0f / 255.0f));
          to[3] = 255;
        }
    }
}

/**
 * pen_effect_draw:
 * @prompt: (nullable): words; English ones are understood, others are chance
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 * @seed: for chance
 * @progress: (nullable) (scope call): called now and then, on this thread
 * @user_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Draws a pattern.  Blocks.
 *
 * Returns: (transfer full): the picture, or %NULL with %G_IO_ERROR_CANCELLED
 */
PenPixels *
pen_effect_draw (const char         *prompt,
                 guint               width,
                 guint               height,
                 guint64             seed,
                 PenEffectProgress   progress,
                 gpointer            user_data,
                 GCancellable       *cancellable,
                 GError            **error)
{
  PenWorker worker = { progress, user_data, cancellable, };
  g_autofree char *text = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  PenDrawing drawing = { 0, };
  Canvas canvas;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  text = pen_words_fold (prompt);
  drawing.seed = pen_noise_hash (hash_text (text), (gint32) seed, (gint32) (seed >> 32));
  drawing.aspect = (float) width / (float) height;
  choose_colours (&drawing, text);

  pixels = pen_pixels_new (width, height);
  canvas = (Canvas) { &drawing, choose_kind (&drawing, text), pixels };
  pen_worker_rows (&worker, height, 1.0, draw_rows, &canvas);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&pixels);
}
