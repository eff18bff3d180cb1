# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services as the tests of the whole program use them: addresses, keys, one job each."""

import random
import zlib

UUID = "00000000-0000-4000-8000-{:012d}"


class Service:
    """One service.

    hosts     the names of its hosts, each with what follows the simulators' address
    variable  the environment variable of its key
    key       makes a key of the service's kind out of a tag of letters and digits
    job       what the program is told to do; PHOTO becomes a picture
    side      of that picture in pixels, of noise: so large that it is uploaded
    remote    whether the service can be asked later what became of a job
    free      whether it costs nothing, so that a job may be done again
    """

    def __init__(self, name, job, hosts=None, variable=None, key="sk-{}".format, side=64,
                 remote=True, free=False):
        self.name = name
        self.job = job
        self.hosts = hosts or {name: f"/{name}"}
        self.variable = variable
        self.key = key
        self.side = side
        self.remote = remote
        self.free = free

    def set_up(self, home, address):
        home.environment["PENTIMENTO_ENDPOINTS"] = " ".join(
            f"{host}={address}{path}" for host, path in self.hosts.items())
        home.environment["PENTIMENTO_PACE"] = "0.01"

    def words(self, photo, prompt):
        return [photo if word == "PHOTO" else prompt if word == "PROMPT" else word
                for word in self.job]


SERVICES = {service.name: service for service in [
    Service("stability", ["edit", "--model", "stability/upscale-creative", "PHOTO", "PROMPT"],
            variable="STABILITY_API_KEY"),
    Service("openai", ["generate", "--model", "openai/gpt-image-2", "PROMPT"],
            variable="OPENAI_API_KEY", remote=False),
    Service("replicate", ["edit", "--model", "replicate/black-forest-labs/flux-dev",
                          "--set", "output_format=png", "PHOTO", "PROMPT"],
            variable="REPLICATE_API_TOKEN", key="r8_{}".format, side=400),
    Service("fal", ["edit", "--model", "fal/fal-ai/flux/dev/image-to-image",
                    "--set", "output_format=png", "PHOTO", "PROMPT"],
            hosts={"fal-queue": "/fal/queue", "fal-run": "/fal/run", "fal-rest": "/fal/rest",
                   "fal-api": "/fal/api"},
            variable="FAL_KEY", key=(UUID.format(7) + ":{}").format, side=1300),
    Service("leonardo", ["edit", "--model", "leonardo/phoenix-v1.0", "PHOTO", "PROMPT"],
            variable="LEONARDO_API_KEY"),
    Service("kie", ["edit", "--model", "kie/qwen", "PHOTO", "PROMPT"],
            hosts={"kie": "/kie", "kie-upload": "/kie/upload"}, variable="KIE_API_KEY"),
    Service("gemini", ["generate", "--model", "gemini/gemini-nano-banana-2.1", "PROMPT"],
            variable="GEMINI_API_KEY", key="AQ.{}".format, remote=False),
    Service("together", ["generate", "--model", "together/black-forest-labs/FLUX.2-pro", "PROMPT"],
            variable="TOGETHER_API_KEY", remote=False),
    Service("bfl", ["edit", "--model", "bfl/flux-2-pro", "--set", "output_format=png",
                    "PHOTO", "PROMPT"],
            variable="BFL_API_KEY", key="bfl_{}".format),
    Service("comfyui", ["edit", "--model", "comfyui/checkpoint", "PHOTO", "PROMPT"], free=True),
    Service("openai-compatible", ["generate", "--model", "openai-compatible/default", "PROMPT"],
            remote=False, free=True),
]}


def write_noise(path, side):
    """A PNG that no compression makes smaller."""
    noise = random.Random(side)
    rows = b"".join(b"\0" + noise.randbytes(side * 3) for _ in range(side))
    content = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"),
                       (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")):
        content += len(data).to_bytes(4, "big") + kind + data
        content += zlib.crc32(kind + data).to_bytes(4, "big")
    path.write_bytes(content)
    return str(path)


def is_whole(path):
    """Whether the file is a picture, from its first byte to its last."""
    data = path.read_bytes()
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return data[-8:-4] == b"IEND"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    return data[:3] == b"\xff\xd8\xff" and data[-2:] == b"\xff\xd9"
