/**
 * What reads like a secret is not kept: a password that is told, and keys in the forms that services give them. Each
 * pattern is bounded, and has its yes and no examples in the table test.
 */

/** What stands where a secret stood. */
export const SECRET = '［秘密の情報のため伏せました］'

/** 「パスワードは Abc-1234 です」: a name, what joins it to a value, and a value that is no word of the matter. */
const TOLD =
  /(パスワード|パスフレーズ|パスコード|暗証番号|合言葉|秘密鍵|アクセスキー|シークレット|トークン|API\s?キー|(?<![A-Za-z])(?:password|passwd|passphrase|passcode|pass|pw|pin|secret|token|api[ _-]?key)(?![A-Za-z]))(\s{0,3}(?:[はが]|[:：=＝]|is)\s{0,3}[「『"'“‘(（]?)([!-~！-～]{4,200})/giu

/** What may follow a value that is told; anything else goes on with a sentence about it. */
const ENDS =
  /^(?:[」』"'”’)）]|です|でした|だ|に(?:して|しま|設定|変え)|と(?:言|書|いう|思|設定|入)|で(?:す|ログイン|入)|[。．、，!！?？\s]|$)/u
/** A quantity or a day is about passwords and is none. */
const QUANTITY = /^(?:文字|桁|字|回|年|月|日|か月|ヶ月|週|時|分|秒|円|人|件|つ|個|種|以)/u
/** Words that stand in such sentences and are no values. */
const WORD = /^[A-Za-z]+$/u

const KEYS = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,4000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/gu,
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,200}/gu,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/gu,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,255}/gu,
  /(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,255}/gu,
  /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{5,4000}(?:\.[A-Za-z0-9_-]{0,1000})?/gu,
]

/** Letters alone are a word unless nothing could read them as one: mixed with figures or signs they are a value. */
const isValue = (value: string, rest: string): boolean => {
  if (QUANTITY.test(rest) || !ENDS.test(rest)) return false
  return !WORD.test(value.normalize('NFKC'))
}

/** The value without the signs of the sentence around it. */
const bare = (value: string): string => value.replace(/[」』"'”’)）。．、，,.!！?？]+$/u, '')

export const hideSecrets = (text: string): string => {
  let hidden = text
  for (const key of KEYS) hidden = hidden.replaceAll(key, SECRET)
  return hidden.replaceAll(TOLD, (whole: string, name: string, joint: string, given: string, at: number) => {
    const value = bare(given)
    const rest = hidden.slice(at + name.length + joint.length + value.length)
    if (value.length < 4 || !isValue(value, rest)) return whole
    return `${name}${joint}${SECRET}${given.slice(value.length)}`
  })
}
