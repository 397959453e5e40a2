import { describe, expect, it } from 'vitest'
import { hideSecrets, SECRET } from '../../src/question/secrets.ts'

describe('secrets', () => {
  it.each([
    ['パスワードは Abc-1234 です。', 'Abc-1234'],
    ['VPNのパスワードは「p@ssW0rd!」です', 'p@ssW0rd!'],
    ['PW：hunter22', 'hunter22'],
    ['password: correct-horse-9', 'correct-horse-9'],
    ['暗証番号は4711です', '4711'],
    ['パスワードがｔａｒｏ１２３４でログインできません', 'ｔａｒｏ１２３４'],
    ['APIキー=abcd1234efgh', 'abcd1234efgh'],
    ['鍵は sk-proj-abcdefghijklmnop123456 です', 'sk-proj-abcdefghijklmnop123456'],
    ['AKIAIOSFODNN7EXAMPLE を使っています', 'AKIAIOSFODNN7EXAMPLE'],
    ['xoxb-1234567890-abcdefghij', 'xoxb-1234567890-abcdefghij'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJhbGciOiJIUzI1NiJ9'],
    ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', 'MIIB'],
  ])('are not kept: %s', (text, secret) => {
    expect(hideSecrets(text)).not.toContain(secret)
    expect(hideSecrets(text)).toContain(SECRET)
    expect(hideSecrets(hideSecrets(text))).toBe(hideSecrets(text))
  })

  it.each([
    'パスワードは何文字以上がよいですか',
    'パスワードは12文字以上ですか',
    'パスワードは8-16文字にしています',
    'パスワードは2023年に変えました',
    'パスワードはOffice365のものと同じでよいですか',
    'パスワードはVPNと同じですか',
    'トークンは無料ですか',
    'PINは必要ですか',
    '暗証番号は4桁ですか',
    '電話は03-5253-5111です',
    'PasswordManagerは使えますか',
    'tokenはSlackです',
  ])('are not seen in what is about them: %s', (text) => {
    expect(hideSecrets(text)).toBe(text)
  })

  it.each(['パスワードは', 'pw:', '-----BEGIN PRIVATE KEY-----', 'eyJ', 'sk-', '「', 'a'])(
    'are looked for in linear time: %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(8_000 / piece.length))
      const began = performance.now()
      hideSecrets(text)
      expect(performance.now() - began).toBeLessThan(500)
    },
  )
})
