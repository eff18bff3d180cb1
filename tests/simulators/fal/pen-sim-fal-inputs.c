/* pen-sim-fal-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What each endpoint of fal takes.  A field is “name:kind”, with a star where it must be
 * there.  The kinds: s text, i whole number, n number (both with their range), b truth,
 * e one of a list, S size (with further presets), u picture, U list of pictures, m mask,
 * I list of whole numbers, o something that nobody should send.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include "pen-sim-fal-private.h"

const PenSimFalEndpoint pen_sim_fal_endpoints[] =
{
  { "fal-ai/aura-sr", TRUE, FALSE, FALSE,
    "image_url*:u;overlapping_tiles:b;checkpoint:e(v1|v2);upscaling_factor:n" },
  { "fal-ai/birefnet", TRUE, FALSE, FALSE,
    "image_url*:u;operating_resolution:e(1024x1024|2048x2048);output_format:e(webp|png|gif);"
    "model:e(General Use (Light)|General Use (Heavy)|Portrait);sync_mode:b;output_mask:b;"
    "refine_foreground:b" },
  { "fal-ai/birefnet/v2", TRUE, FALSE, FALSE,
    "image_url*:u;operating_resolution:e(1024x1024|2048x2048|2304x2304);"
    "output_format:e(webp|png|gif);"
    "model:e(General Use (Light)|General Use (Light 2K)|General Use (Heavy)|Matting|Portrait|"
    "General Use (Dynamic));sync_mode:b;output_mask:b;refine_foreground:b;mask_only:b" },
  { "fal-ai/bria/background/remove", TRUE, FALSE, FALSE,
    "image_url*:u;sync_mode:b" },
  { "fal-ai/bria/background/replace", FALSE, FALSE, TRUE,
    "image_url*:u;prompt:s;num_images:i(1,4);ref_image_url:u;refine_prompt:b;sync_mode:b;fast:b;"
    "seed:i(0,2147483647);negative_prompt:s" },
  { "fal-ai/bria/eraser", TRUE, FALSE, FALSE,
    "mask_url*:m;image_url*:u;sync_mode:b;preserve_alpha:b;mask_type:e(manual|automatic)" },
  { "fal-ai/bria/expand", TRUE, FALSE, TRUE,
    "image_url*:u;canvas_size*:I;prompt:s;aspect_ratio:e(1:1|2:3|3:2|3:4|4:3|4:5|5:4|9:16|16:9);"
    "original_image_location:I;sync_mode:b;original_image_size:I;seed:i(0,2147483647);"
    "negative_prompt:s" },
  { "fal-ai/bria/genfill", FALSE, FALSE, FALSE,
    "prompt*:s;image_url*:u;mask_url*:m;num_images:i(1,4);sync_mode:b;seed:i(0,2147483647);"
    "negative_prompt:s" },
  { "fal-ai/bytedance/seedream/v4.5/edit", FALSE, FALSE, FALSE,
    "prompt*:s;image_urls*:U;num_images:i(1,6);image_size:S(auto_2K|auto_4K);max_images:i(1,6);"
    "sync_mode:b;enable_safety_checker:b;seed:i" },
  { "fal-ai/bytedance/seedream/v4.5/text-to-image", FALSE, FALSE, FALSE,
    "prompt*:s;num_images:i(1,6);image_size:S(auto_2K|auto_4K);max_images:i(1,6);sync_mode:b;"
    "enable_safety_checker:b;seed:i" },
  { "fal-ai/bytedance/seedream/v4/edit", FALSE, FALSE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,6);image_size:S(auto|auto_2K|auto_4K);"
    "enhance_prompt_mode:e(standard|fast);max_images:i(1,6);sync_mode:b;enable_safety_checker:b;"
    "seed:i" },
  { "fal-ai/bytedance/seedream/v4/text-to-image", FALSE, FALSE, TRUE,
    "prompt*:s;image_size:S(auto|auto_2K|auto_4K);num_images:i(1,6);max_images:i(1,6);seed:i;"
    "sync_mode:b;enable_safety_checker:b;enhance_prompt_mode:e(standard|fast)" },
  { "fal-ai/clarity-upscaler", TRUE, FALSE, TRUE,
    "image_url*:u;prompt:s;resemblance:n(0,1);creativity:n(0,1);upscale_factor:n(1,4);"
    "guidance_scale:n(0,20);num_inference_steps:i(4,50);seed:i;negative_prompt:s;"
    "enable_safety_checker:b" },
  { "fal-ai/esrgan", TRUE, FALSE, FALSE,
    "image_url*:u;"
    "model:e(RealESRGAN_x4plus|RealESRGAN_x2plus|RealESRGAN_x4plus_anime_6B|RealESRGAN_x4_v3|"
    "RealESRGAN_x4_wdn_v3|RealESRGAN_x4_anime_v3);face:b;scale:n(1,8);tile:i;"
    "output_format:e(png|jpeg)" },
  { "fal-ai/fast-sdxl", FALSE, TRUE, TRUE,
    "prompt*:s;negative_prompt:s;image_size:S;num_inference_steps:i(1,50);seed:i;"
    "guidance_scale:n(0,20);sync_mode:b;num_images:i(1,8);loras:o;embeddings:o;"
    "enable_safety_checker:b;safety_checker_version:e(v1|v2);expand_prompt:b;format:e(jpeg|png);"
    "request_id:s" },
  { "fal-ai/fast-sdxl/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;image_size:S;embeddings:o;expand_prompt:b;loras:o;"
    "enable_safety_checker:b;guidance_scale:n(0,20);preserve_aspect_ratio:b;negative_prompt:s;"
    "crop_output:b;format:e(jpeg|png);num_images:i(1,8);strength:n(0.05,1);sync_mode:b;"
    "safety_checker_version:e(v1|v2);request_id:s;seed:i;num_inference_steps:i(1,65)" },
  { "fal-ai/fast-sdxl/inpainting", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;mask_url*:m;image_size:S;embeddings:o;expand_prompt:b;loras:o;"
    "guidance_scale:n(0,20);enable_safety_checker:b;negative_prompt:s;format:e(jpeg|png);"
    "num_images:i(1,8);strength:n(0.01,1);sync_mode:b;safety_checker_version:e(v1|v2);"
    "request_id:s;num_inference_steps:i(1,65);seed:i" },
  { "fal-ai/finegrain-eraser/mask", TRUE, FALSE, TRUE,
    "mask_url*:m;image_url*:u;mode:e(express|standard|premium);seed:i(0,999)" },
  { "fal-ai/flux-2", FALSE, TRUE, TRUE,
    "prompt*:s;guidance_scale:n(0,20);seed:i;num_inference_steps:i(4,50);image_size:S;"
    "num_images:i(1,4);acceleration:e(none|regular|high);enable_prompt_expansion:b;sync_mode:b;"
    "enable_safety_checker:b;output_format:e(jpeg|png|webp)" },
  { "fal-ai/flux-2-flex/edit", FALSE, FALSE, TRUE,
    "prompt*:s;image_urls*:U;guidance_scale:n(1.5,10);image_size:S(auto);"
    "output_format:e(jpeg|png);sync_mode:b;safety_tolerance:e(1|2|3|4|5);"
    "num_inference_steps:i(2,50);enable_safety_checker:b;seed:i" },
  { "fal-ai/flux-2-max/edit", FALSE, FALSE, TRUE,
    "prompt*:s;image_urls*:U;image_size:S(auto);output_format:e(jpeg|png);sync_mode:b;"
    "safety_tolerance:e(1|2|3|4|5);enable_safety_checker:b;seed:i" },
  { "fal-ai/flux-2-pro", FALSE, FALSE, TRUE,
    "prompt*:s;image_size:S;seed:i;safety_tolerance:e(1|2|3|4|5);enable_safety_checker:b;"
    "output_format:e(jpeg|png);sync_mode:b" },
  { "fal-ai/flux-2-pro/edit", FALSE, FALSE, TRUE,
    "prompt*:s;image_urls*:U;image_size:S(auto);output_format:e(jpeg|png);sync_mode:b;"
    "safety_tolerance:e(1|2|3|4|5);enable_safety_checker:b;seed:i" },
  { "fal-ai/flux-2-pro/outpaint", FALSE, FALSE, FALSE,
    "image_url*:u;expand_left:i(0,);expand_right:i(0,);expand_top:i(0,);expand_bottom:i(0,);"
    "mode:e(high|fast);auto_crop:b;enable_safety_checker:b;output_format:e(jpeg|png);sync_mode:b" },
  { "fal-ai/flux-2/edit", FALSE, TRUE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,4);image_size:S;acceleration:e(none|regular|high);"
    "enable_safety_checker:b;output_format:e(jpeg|png|webp);sync_mode:b;guidance_scale:n(0,20);"
    "seed:i;enable_prompt_expansion:b;num_inference_steps:i(4,50)" },
  { "fal-ai/flux-2/klein/4b", FALSE, TRUE, TRUE,
    "prompt*:s;seed:i;num_inference_steps:i(4,8);image_size:S;num_images:i(1,4);sync_mode:b;"
    "enable_safety_checker:b;output_format:e(jpeg|png|webp)" },
  { "fal-ai/flux-2/klein/4b/edit", FALSE, TRUE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,4);image_size:S;output_format:e(jpeg|png|webp);"
    "sync_mode:b;enable_safety_checker:b;num_inference_steps:i(4,8);seed:i" },
  { "fal-ai/flux-2/klein/9b/edit", FALSE, TRUE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,4);image_size:S;output_format:e(jpeg|png|webp);"
    "sync_mode:b;enable_safety_checker:b;num_inference_steps:i(4,8);seed:i" },
  { "fal-ai/flux-2/turbo", FALSE, TRUE, TRUE,
    "prompt*:s;guidance_scale:n(0,20);seed:i;image_size:S;num_images:i(1,4);"
    "enable_prompt_expansion:b;sync_mode:b;enable_safety_checker:b;"
    "output_format:e(jpeg|png|webp)" },
  { "fal-ai/flux-2/turbo/edit", FALSE, TRUE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,4);image_size:S;output_format:e(jpeg|png|webp);"
    "sync_mode:b;guidance_scale:n(0,20);seed:i;enable_prompt_expansion:b;enable_safety_checker:b" },
  { "fal-ai/flux-control-lora-canny", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,50);seed:i;loras:o;guidance_scale:n(0,35);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "control_lora_image_url:u;control_lora_strength:n(0,2)" },
  { "fal-ai/flux-control-lora-canny/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;control_lora_strength:n(0,2);image_size:S;loras:o;"
    "enable_safety_checker:b;guidance_scale:n(0,35);num_images:i(1,4);output_format:e(jpeg|png);"
    "strength:n(0.01,1);sync_mode:b;num_inference_steps:i(1,50);seed:i;control_lora_image_url:u" },
  { "fal-ai/flux-control-lora-depth", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,50);seed:i;loras:o;guidance_scale:n(0,35);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "control_lora_image_url*:u;control_lora_strength:n(0,2);preprocess_depth:b" },
  { "fal-ai/flux-general", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,50);seed:i;loras:o;control_loras:o;"
    "controlnets:o;controlnet_unions:o;ip_adapters:o;easycontrols:o;fill_image:o;"
    "guidance_scale:n(0,20);real_cfg_scale:n(0,5);use_real_cfg:b;use_cfg_zero:b;sync_mode:b;"
    "num_images:i(1,10);enable_safety_checker:b;reference_image_url:u;"
    "reference_strength:n(-3,3);reference_start:n(0,1);reference_end:n(0,1);"
    "base_shift:n(0.01,5);max_shift:n(0.01,5);output_format:e(jpeg|png);use_beta_schedule:b;"
    "sigma_schedule:e(sgm_uniform);scheduler:e(euler|dpmpp_2m);negative_prompt:s;"
    "nag_scale:n(,10);nag_tau:n;nag_alpha:n(,1);nag_end:n(,1)" },
  { "fal-ai/flux-general/inpainting", FALSE, TRUE, TRUE,
    "prompt*:s;mask_url*:m;image_url*:u;nag_end:n(,1);image_size:S;control_loras:o;loras:o;"
    "scheduler:e(euler|dpmpp_2m);easycontrols:o;guidance_scale:n(0,20);real_cfg_scale:n(0,5);"
    "output_format:e(jpeg|png);use_cfg_zero:b;fill_image:o;sync_mode:b;"
    "sigma_schedule:e(sgm_uniform);reference_end:n(0,1);reference_strength:n(-3,3);seed:i;"
    "nag_scale:n(,10);reference_image_url:u;enable_safety_checker:b;controlnet_unions:o;"
    "negative_prompt:s;nag_tau:n;num_images:i(1,10);use_beta_schedule:b;ip_adapters:o;"
    "base_shift:n(0.01,5);nag_alpha:n(,1);strength:n(0.01,1);max_shift:n(0.01,5);"
    "num_inference_steps:i(1,50);controlnets:o;reference_start:n(0,1);use_real_cfg:b" },
  { "fal-ai/flux-lora-canny", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;output_format:e(jpeg|png);loras:o;"
    "sync_mode:b;guidance_scale:n(20,40);num_inference_steps:i(1,50);seed:i;"
    "enable_safety_checker:b;acceleration:e(none|regular)" },
  { "fal-ai/flux-lora-depth", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;output_format:e(jpeg|png);loras:o;"
    "sync_mode:b;guidance_scale:n(0,35);num_inference_steps:i(1,50);seed:i;"
    "enable_safety_checker:b;acceleration:e(none|regular)" },
  { "fal-ai/flux-lora-fill", FALSE, TRUE, TRUE,
    "image_url*:u;mask_url*:m;prompt:s;resize_to_original:b;paste_back:b;image_size:S;loras:o;"
    "enable_safety_checker:b;guidance_scale:n(28,35);num_images:i(1,4);"
    "output_format:e(jpeg|png);sync_mode:b;fill_image:o;num_inference_steps:i(1,50);seed:i" },
  { "fal-ai/flux-lora/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;output_format:e(jpeg|png);loras:o;"
    "sync_mode:b;strength:n(0.01,1);guidance_scale:n(0,35);num_inference_steps:i(1,50);seed:i;"
    "enable_safety_checker:b;acceleration:e(none|regular)" },
  { "fal-ai/flux-lora/inpainting", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,50);seed:i;loras:o;guidance_scale:n(0,35);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "image_url*:u;strength:n(0.01,1);mask_url*:m" },
  { "fal-ai/flux-pro/kontext", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);"
    "aspect_ratio:e(21:9|16:9|4:3|3:2|1:1|2:3|3:4|9:16|9:21);output_format:e(jpeg|png);"
    "sync_mode:b;safety_tolerance:e(1|2|3|4|5|6);guidance_scale:n(1,20);seed:i;enhance_prompt:b" },
  { "fal-ai/flux-pro/kontext/max", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);"
    "aspect_ratio:e(21:9|16:9|4:3|3:2|1:1|2:3|3:4|9:16|9:21);output_format:e(jpeg|png);"
    "sync_mode:b;safety_tolerance:e(1|2|3|4|5|6);guidance_scale:n(1,20);seed:i;enhance_prompt:b" },
  { "fal-ai/flux-pro/v1.1", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;seed:i;sync_mode:b;num_images:i(1,4);output_format:e(jpeg|png);"
    "safety_tolerance:e(1|2|3|4|5|6);enhance_prompt:b" },
  { "fal-ai/flux-pro/v1.1-ultra", FALSE, TRUE, TRUE,
    "prompt*:s;seed:i;sync_mode:b;num_images:i(1,4);output_format:e(jpeg|png);"
    "safety_tolerance:e(1|2|3|4|5|6);enhance_prompt:b;image_url:u;image_prompt_strength:n(0,1);"
    "aspect_ratio:e(21:9|16:9|4:3|3:2|1:1|2:3|3:4|9:16|9:21);raw:b" },
  { "fal-ai/flux-pro/v1/fill", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;mask_url*:m;num_images:i(1,4);output_format:e(jpeg|png);sync_mode:b;"
    "safety_tolerance:e(1|2|3|4|5|6);seed:i;enhance_prompt:b" },
  { "fal-ai/flux-pulid", FALSE, TRUE, TRUE,
    "prompt*:s;reference_image_url*:u;id_weight:n(0,1);image_size:S;start_step:i(0,50);"
    "enable_safety_checker:b;max_sequence_length:e(128|256|512);sync_mode:b;"
    "guidance_scale:n(0,20);num_inference_steps:i(1,50);seed:i;negative_prompt:s;"
    "true_cfg:n(1,10)" },
  { "fal-ai/flux/dev", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,50);seed:i;guidance_scale:n(1,20);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "acceleration:e(none|regular|high)" },
  { "fal-ai/flux/dev/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);acceleration:e(none|regular|high);"
    "output_format:e(jpeg|png);sync_mode:b;strength:n(0.01,1);enable_safety_checker:b;seed:i;"
    "guidance_scale:n(1,20);num_inference_steps:i(10,50)" },
  { "fal-ai/flux/schnell", FALSE, TRUE, TRUE,
    "num_inference_steps:i(1,12);prompt*:s;image_size:S;seed:i;guidance_scale:n(1,20);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "acceleration:e(none|regular|high)" },
  { "fal-ai/gpt-image-1.5", FALSE, FALSE, FALSE,
    "prompt*:s(2,);num_images:i(1,4);image_size:e(1024x1024|1536x1024|1024x1536);"
    "background:e(auto|transparent|opaque);quality:e(low|medium|high);"
    "output_format:e(jpeg|png|webp);sync_mode:b" },
  { "fal-ai/gpt-image-1.5/edit", FALSE, FALSE, FALSE,
    "prompt*:s;image_urls*:U;input_fidelity:e(low|high);num_images:i(1,4);"
    "image_size:S(auto|1024x1024|1536x1024|1024x1536);quality:e(low|medium|high);"
    "output_format:e(jpeg|png|webp);background:e(auto|transparent|opaque);mask_image_url:m;"
    "sync_mode:b" },
  { "fal-ai/ideogram/character", FALSE, FALSE, TRUE,
    "prompt*:s;reference_image_urls*:U;image_size:S;style:e(AUTO|REALISTIC|FICTION);"
    "expand_prompt:b;rendering_speed:e(TURBO|BALANCED|QUALITY);reference_mask_urls:U;"
    "image_urls:U;negative_prompt:s;num_images:i(1,8);sync_mode:b;color_palette:o;style_codes:o;"
    "seed:i" },
  { "fal-ai/ideogram/v3/edit", FALSE, FALSE, TRUE,
    "prompt*:s;image_url*:u;mask_url*:m;num_images:i(1,8);style_preset:s;expand_prompt:b;"
    "rendering_speed:e(TURBO|BALANCED|QUALITY);sync_mode:b;color_palette:o;style_codes:o;seed:i;"
    "image_urls:U" },
  { "fal-ai/ideogram/v3/reframe", FALSE, FALSE, TRUE,
    "image_size*:S;image_url*:u;num_images:i(1,8);style:e(AUTO|GENERAL|REALISTIC|DESIGN);"
    "style_preset:s;rendering_speed:e(TURBO|BALANCED|QUALITY);sync_mode:b;color_palette:o;"
    "style_codes:o;seed:i;image_urls:U" },
  { "fal-ai/ideogram/v3/remix", FALSE, FALSE, TRUE,
    "prompt*:s;image_url*:u;image_size:S;style:e(AUTO|GENERAL|REALISTIC|DESIGN);expand_prompt:b;"
    "rendering_speed:e(TURBO|BALANCED|QUALITY);image_urls:U;negative_prompt:s;num_images:i(1,8);"
    "sync_mode:b;color_palette:o;strength:n(0.01,1);style_codes:o;seed:i" },
  { "fal-ai/image-apps-v2/outpaint", FALSE, FALSE, FALSE,
    "image_url*:u;prompt:s(,500);expand_right:i(0,700);num_images:i(1,4);"
    "zoom_out_percentage:n(0,90);output_format:e(png|jpeg|jpg|webp);sync_mode:b;"
    "enable_safety_checker:b;expand_left:i(0,700);expand_bottom:i(0,700);expand_top:i(0,700)" },
  { "fal-ai/imageutils/rembg", TRUE, FALSE, FALSE,
    "image_url*:u;sync_mode:b;crop_to_bbox:b" },
  { "fal-ai/inpaint", TRUE, FALSE, TRUE,
    "prompt*:s;image_url*:u;model_name*:s;mask_url*:m;guidance_scale:n(0,20);"
    "num_inference_steps:i(0,150);negative_prompt:s;seed:i" },
  { "fal-ai/instant-character", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;scale:n(0,2);"
    "output_format:e(jpeg|png);sync_mode:b;guidance_scale:n(0,20);num_inference_steps:i(1,50);"
    "seed:i;negative_prompt:s;enable_safety_checker:b" },
  { "fal-ai/ip-adapter-face-id", TRUE, FALSE, TRUE,
    "prompt*:s;face_image_url:u;width:i(512,1024);face_id_det_size:i(64,640);"
    "guidance_scale:n(0,16);negative_prompt:s;height:i(512,1024);num_samples:i(1,4);"
    "base_sdxl_model_repo:s;base_1_5_model_repo:s;num_inference_steps:i(1,200);"
    "model_type:e(1_5-v1|1_5-v1-plus|1_5-v2-plus|SDXL-v1|SDXL-v2-plus|1_5-auraface-v1);"
    "face_images_data_url:s;seed:i" },
  { "fal-ai/nano-banana", FALSE, FALSE, FALSE,
    "prompt*:s(3,50000);num_images:i(1,4);"
    "aspect_ratio:e(21:9|16:9|3:2|4:3|5:4|1:1|4:5|3:4|2:3|9:16);output_format:e(jpeg|png|webp);"
    "sync_mode:b;limit_generations:b;seed:i;safety_tolerance:e(1|2|3|4|5|6)" },
  { "fal-ai/nano-banana-2/edit", FALSE, FALSE, FALSE,
    "prompt*:s;image_urls:U;"
    "aspect_ratio:e(auto|21:9|16:9|3:2|4:3|5:4|1:1|4:5|3:4|2:3|9:16|4:1|1:4|8:1|1:8);"
    "resolution:e(0.5K|1K|2K|4K);num_images:i(1,4);output_format:e(jpeg|png|webp);"
    "safety_tolerance:e(1|2|3|4|5|6);limit_generations:b;enable_web_search:b;"
    "thinking_level:e(minimal|high);system_prompt:s;seed:i;sync_mode:b" },
  { "fal-ai/nano-banana-pro/edit", FALSE, FALSE, FALSE,
    "prompt*:s(3,50000);image_urls*:U;num_images:i(1,4);enable_web_search:b;"
    "aspect_ratio:e(auto|21:9|16:9|3:2|4:3|5:4|1:1|4:5|3:4|2:3|9:16);resolution:e(1K|2K|4K);"
    "output_format:e(jpeg|png|webp);sync_mode:b;seed:i;limit_generations:b;system_prompt:s;"
    "safety_tolerance:e(1|2|3|4|5|6)" },
  { "fal-ai/nano-banana/edit", FALSE, FALSE, FALSE,
    "prompt*:s(3,50000);image_urls*:U;"
    "aspect_ratio:e(auto|21:9|16:9|3:2|4:3|5:4|1:1|4:5|3:4|2:3|9:16);num_images:i(1,4);"
    "output_format:e(jpeg|png|webp);sync_mode:b;limit_generations:b;seed:i;"
    "safety_tolerance:e(1|2|3|4|5|6)" },
  { "fal-ai/photomaker", FALSE, FALSE, TRUE,
    "prompt*:s;image_archive_url*:s;num_images:i(1,4);style_strength:i(15,50);"
    "style:e((No style)|Cinematic|Disney Character|Digital Art|Photographic|Fantasy art|"
    "Neonpunk|Enhance|Comic book|Lowpoly|Line art);guidance_scale:n(0.1,10);seed:i;"
    "initial_image_url:u;num_inference_steps:i(20,100);initial_image_strength:n(0,1);"
    "base_pipeline:e(photomaker|photomaker-style);negative_prompt:s" },
  { "fal-ai/pulid", FALSE, FALSE, TRUE,
    "prompt*:s;reference_images*:o;num_images:i(1,8);image_size:S;id_scale:n(,5);"
    "mode:e(fidelity|extreme style);id_mix:b;guidance_scale:n(1,1.5);"
    "num_inference_steps:i(1,12);negative_prompt:s;seed:i" },
  { "fal-ai/qwen-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(2,250);seed:i;guidance_scale:n(0,20);"
    "sync_mode:b;num_images:i(1,4);enable_safety_checker:b;output_format:e(jpeg|png);"
    "negative_prompt:s;acceleration:e(none|regular|high);loras:o;use_turbo:b" },
  { "fal-ai/qwen-image-edit", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;acceleration:e(none|regular|high);"
    "output_format:e(jpeg|png);sync_mode:b;guidance_scale:n(0,20);num_inference_steps:i(2,50);"
    "seed:i;negative_prompt:s;enable_safety_checker:b" },
  { "fal-ai/qwen-image-edit-plus", FALSE, TRUE, TRUE,
    "prompt*:s;image_urls*:U;num_images:i(1,4);image_size:S;acceleration:e(none|regular);"
    "enable_safety_checker:b;output_format:e(jpeg|png);sync_mode:b;guidance_scale:n(0,20);"
    "seed:i;negative_prompt:s;num_inference_steps:i(2,100)" },
  { "fal-ai/qwen-image-edit/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S;acceleration:e(none|regular|high);"
    "output_format:e(jpeg|png);sync_mode:b;strength:n(0.01,1);guidance_scale:n(0,20);"
    "num_inference_steps:i(2,50);seed:i;negative_prompt:s;enable_safety_checker:b" },
  { "fal-ai/qwen-image-edit/inpaint", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;mask_url*:m;image_size:S;acceleration:e(none|regular|high);"
    "guidance_scale:n(0,20);enable_safety_checker:b;negative_prompt:s;num_images:i(1,4);"
    "output_format:e(jpeg|png);sync_mode:b;strength:n(0.01,1);seed:i;num_inference_steps:i(2,50)" },
  { "fal-ai/qwen-image/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;acceleration:e(none|regular|high);image_size:S;loras:o;"
    "enable_safety_checker:b;guidance_scale:n(0,20);use_turbo:b;negative_prompt:s;"
    "num_images:i(1,4);output_format:e(jpeg|png);sync_mode:b;strength:n(0,1);"
    "num_inference_steps:i(2,250);seed:i" },
  { "fal-ai/recraft/v3/image-to-image", FALSE, FALSE, FALSE,
    "prompt*:s(,1000);image_url*:u;style:s;style_id:s;strength:n(0,1);sync_mode:b;colors:o;"
    "negative_prompt:s(,1000)" },
  { "fal-ai/recraft/v3/text-to-image", FALSE, FALSE, FALSE,
    "prompt*:s(1,1000);image_size:S;style:s;colors:o;enable_safety_checker:b;style_id:s" },
  { "fal-ai/sdxl-controlnet-union", FALSE, TRUE, TRUE,
    "prompt*:s;controlnet_conditioning_scale:n(0,1);negative_prompt:s;image_size:S;"
    "num_inference_steps:i(1,70);seed:i;guidance_scale:n(0,20);sync_mode:b;num_images:i(1,8);"
    "loras:o;embeddings:o;enable_safety_checker:b;safety_checker_version:e(v1|v2);"
    "expand_prompt:b;format:e(jpeg|png);request_id:s;openpose_image_url:u;openpose_preprocess:b;"
    "depth_image_url:u;depth_preprocess:b;teed_image_url:u;teed_preprocess:b;canny_image_url:u;"
    "canny_preprocess:b;normal_image_url:u;normal_preprocess:b;segmentation_image_url:u;"
    "segmentation_preprocess:b" },
  { "fal-ai/seedvr/upscale/image", TRUE, FALSE, TRUE,
    "image_url*:u;upscale_mode:e(target|factor);noise_scale:n(0,1);"
    "output_format:e(png|jpg|webp);target_resolution:e(720p|1080p|1440p|2160p);sync_mode:b;"
    "upscale_factor:n(1,10);seed:i" },
  { "fal-ai/topaz/upscale/image", TRUE, FALSE, FALSE,
    "image_url*:u;face_enhancement_creativity:n(0,1);face_enhancement_strength:n(0,1);"
    "output_format:e(jpeg|png);face_enhancement:b;"
    "subject_detection:e(All|Foreground|Background);"
    "model:e(Low Resolution V2|Standard V2|CGI|High Fidelity V2|Text Refine|Recovery|Redefine|"
    "Recovery V2);upscale_factor:n(1,4);crop_to_fill:b" },
  { "fal-ai/z-image/turbo", FALSE, TRUE, TRUE,
    "prompt*:s;image_size:S;num_inference_steps:i(1,8);seed:i;sync_mode:b;num_images:i(1,4);"
    "enable_safety_checker:b;output_format:e(jpeg|png|webp);acceleration:e(none|regular|high);"
    "enable_prompt_expansion:b" },
  { "fal-ai/z-image/turbo/controlnet", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;acceleration:e(none|regular|high);image_size:S(auto);"
    "control_end:n(0,1);control_start:n(0,1);enable_safety_checker:b;num_images:i(1,4);"
    "output_format:e(jpeg|png|webp);sync_mode:b;control_scale:n(0,1);enable_prompt_expansion:b;"
    "num_inference_steps:i(1,8);seed:i;preprocess:e(none|canny|depth|pose)" },
  { "fal-ai/z-image/turbo/image-to-image", FALSE, TRUE, TRUE,
    "prompt*:s;image_url*:u;num_images:i(1,4);image_size:S(auto);"
    "acceleration:e(none|regular|high);output_format:e(jpeg|png|webp);sync_mode:b;"
    "strength:n(0,1);enable_prompt_expansion:b;num_inference_steps:i(1,8);"
    "enable_safety_checker:b;seed:i" },
  { "fal-ai/z-image/turbo/inpaint", FALSE, TRUE, TRUE,
    "prompt*:s;mask_image_url*:m;image_url*:u;acceleration:e(none|regular|high);"
    "image_size:S(auto);control_end:n(0,1);control_start:n(0,1);enable_safety_checker:b;"
    "num_images:i(1,4);output_format:e(jpeg|png|webp);sync_mode:b;strength:n(0,1);"
    "control_scale:n(0,1);enable_prompt_expansion:b;num_inference_steps:i(1,8);seed:i" },
  /* One that nobody has heard of before its form is asked for. */
  { "painters/paint-over", FALSE, FALSE, TRUE,
    "prompt*:s;image_url*:u;strength:n(0.01,1);seed:i;sharpness:i(0,9);sync_mode:b" },
  { NULL }
};
