"""Makes vectors.json: signatures by Python's hmac and by openssl, which know nothing of the code that verifies.

Run it as: python3 test/payloads/sign.py > test/payloads/vectors.json
"""

import base64
import hashlib
import hmac
import json
import subprocess

AT = 1795000000  # 2026-11-18


def vector(profile, key, key_bytes, message, body, encoding, headers):
    digest = hmac.new(key_bytes, message, hashlib.sha256).digest()
    openssl = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + key_bytes.hex(), "-binary"],
        input=message, capture_output=True, check=True,
    ).stdout
    assert digest == openssl
    written = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    return {"profile": profile, "key": key, "at": AT, "body": body, "signature": written,
            "headers": {name: value.replace("SIGNATURE", written) for name, value in headers.items()}}


def vectors():
    body = '{"id":"m-1","room":"r-1","user":{"id":"u-1","name":"山田"},"text":"テレワークとは","createdAt":"2026-11-18T11:06:40Z","direct":true}'
    for text in (body, body.replace(",", ", "), "  " + body + "\n"):
        yield vector("logo", "鍵 with spaces", "鍵 with spaces".encode(), f"{AT}.{text}".encode(), text, "hex",
                     {"x-desk-signature": "SIGNATURE", "x-desk-timestamp": str(AT)})
    # A key whose bytes are no text, and a digest that holds + and /.
    token = base64.b64encode(bytes(range(200, 232))).decode()
    for n in range(1, 200):
        body = json.dumps({"webhook_setting_id": "1", "webhook_event_type": "mention_to_me", "webhook_event_time": AT,
                           "webhook_event": {"from_account_id": 55, "to_account_id": 99, "room_id": 7,
                                             "message_id": str(n), "body": "[To:99]窓口さん\nテレワークとは",
                                             "send_time": AT, "update_time": 0}}, ensure_ascii=False)
        made = vector("chatwork", token, base64.b64decode(token), body.encode(), body, "base64",
                      {"x-chatworkwebhooksignature": "SIGNATURE"})
        if "+" in made["signature"] and "/" in made["signature"]:
            yield made
            break
    body = '{"type":"message","source":{"userId":"u-1","channelId":"c-1","domainId":10000001},"issuedTime":"2026-11-18T11:06:40.000Z","content":{"type":"text","text":"テレワークとは"}}'
    yield vector("lineworks", "bot-secret", b"bot-secret", body.encode(), body, "base64",
                 {"x-works-signature": "SIGNATURE", "x-works-botid": "2000001"})


print(json.dumps(list(vectors()), ensure_ascii=False, indent=2))
