/** Messages that count their points, or list them, one sentence a point. */

/** Numbers that count points end a sentence; folded, circled ones would stick to what follows. */
export const asPoints = (message: string): string => {
  // ・窓口・費用・期限: a message that begins with a point is a list of them.
  const listed = /^\s*・.+・/u.test(message)
    ? message.replaceAll(/(?<!\p{Script=Katakana})・|・(?!\p{Script=Katakana})/gu, '。')
    : message
  const counted = listed.replaceAll(/[\u2460-\u2473]|\s[+＋]\s|(?:^|\n)\s*[・･■●]/gu, '。')
  const numbered = /(?<![\d.])[(（]?[1-9１-９][)）．](?!\d)\s*/gu
  return (counted.match(numbered)?.length ?? 0) > 1 ? counted.replaceAll(numbered, '。') : counted
}
