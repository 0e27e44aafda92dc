# SPDX-License-Identifier: Apache-2.0
"""Amazon's side of Bedrock: checks signatures (Signature Version 4), frames events."""
import hashlib
import hmac
import json
import re
import struct
import urllib.parse
import zlib

KEYS = {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})")


def signature_problem(method, url, headers, body):
    """Why the request is not signed as it should be, or nothing."""
    found = CREDENTIAL.fullmatch(headers.get("Authorization", ""))
    if not found:
        return "The request has no Authorization of Signature Version 4."
    key_id, date, region, service, names, signature = found.groups()
    if key_id not in KEYS:
        return "The security token included in the request is invalid."
    if {"host", "x-amz-date"} - set(names.split(";")):
        return "The signature must cover Host and X-Amz-Date."
    path = "/".join(urllib.parse.quote(part, safe="-_.~") for part in url.path.split("/"))
    pairs = sorted(tuple((pair + "=").split("=")[:2]) for pair in url.query.split("&") if pair)
    query = "&".join(f"{name}={value}" for name, value in pairs)
    lines = "".join(f"{name}:{' '.join((headers.get(name) or '').split())}\n" for name in names.split(";"))
    canonical = "\n".join([method, path, query, lines, names, hashlib.sha256(body).hexdigest()])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["X-Amz-Date"], f"{date}/{region}/{service}/aws4_request",
                         hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + KEYS[key_id]).encode()
    for part in (date, region, service, "aws4_request"):
        key = digest(key, part)
    if digest(key, to_sign).hex() != signature:
        return "The request signature we calculated does not match the signature you provided."
    return None


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def frame(event):
    """A message of an event stream from (message type, type of the event or exception, payload)."""
    message_type, kind, payload = event
    headers = b"".join(header(*pair) for pair in [
        (f":{message_type}-type", kind), (":content-type", "application/json"), (":message-type", message_type)])
    body = json.dumps(payload, ensure_ascii=False).encode()
    message = prelude(16 + len(headers) + len(body), len(headers)) + headers + body
    return message + struct.pack(">I", zlib.crc32(message))


def prelude(length, header_length):
    lengths = struct.pack(">II", length, header_length)
    return lengths + struct.pack(">I", zlib.crc32(lengths))


def header(name, value):
    return bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
