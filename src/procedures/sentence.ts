/** What a sentence wants, judged by its turns of phrase. All of it expects folded text. */

/** Somebody speaks of their own organisation or work. */
export const speaksOfSelf = (folded: string): boolean =>
  /うち(?:は|の|で|も|が|に|と|、)|当社|弊社|我が社|わが社|自社|当団体|当法人|弊団体|当市|当町|当村|当県|当区|当庁|当課|当部|当組合|本市|本町|本県|本村|本区|本庁|私(?:は|の|た|が|も|、)|わたし|自分|ウチ|こちらは|我々|職場/u.test(
    folded,
  )

/** Asks for a computation or a judgement, rather than for what a rule says. */
export const wantsJudgement = (folded: string): boolean =>
  /試算|見積|計算し|計算で|算定し|算出し|シミュレーション|判定|診断|判断し|チェックして|チェックした|チェックを(?:して|した|お願い|始め)|照らして|照らし合わせ|当てはまるか|満たし(?:て|そう)|満たす(?:か|でしょう)|満たせ|該当し|通り(?:ます|そう)|クリア/u.test(
    folded,
  )

/** Asks whether something is possible for the one who asks. */
export const asksIfPossible = (folded: string): boolean =>
  /でき(?:ます|る|そう|ません|ない)|なれ(?:ます|る|そう)|使え(?:ます|る|ません)|受けられ|もらえ|出ますか|利用可能|対象(?:です|になり|になる|でしょう|に入)|可能です|可能でしょう|いけ(?:ます|る)|応募|出せ|申請し|てもいい|ても良い|てもよい|申し込め|申込め|頼め|相談でき|相談して(?:も)?(?:いい|良い|よい)|大丈夫/u.test(
    folded,
  )

/** Asks what a thing is or how it came about: a question for the documents, whatever it mentions. */
export const asksMeaning = (folded: string): boolean =>
  /とは[?？。]*$|とは(?:何|なん|どんな|どういう)|って(?:何|なに|なん)(?!名|人|割|回|%)|の意味|の違い|なぜ|どうして|理由は|いつから|いつまで|誰が決め|根拠は|経緯|目的は/u.test(
    folded,
  )

/** How much a clause before or after a figure may say about it. */
const clauseMax = 20

/** The words of the same clause before and after a stretch of the sentence. */
export const around = (folded: string, from: number, to: number, start: number, end: number) => {
  const before = folded.slice(Math.max(from, start - clauseMax), start)
  const after = folded.slice(end, Math.min(to, end + clauseMax))
  const clause = before.split(/[、。,;]/u).at(-1) ?? ''
  return { before: clause === '' ? before : clause, after: after.split(/[、。,;?]/u)[0] ?? '' }
}

/** A ceiling or a budget of the programme that is being asked about is nobody's own figure. */
export const isLimit = (folded: string, start: number): boolean =>
  /(?:上限|限度|最大|予算)額?(?:は|が|の)?(?:約)?$/u.test(folded.slice(Math.max(0, start - clauseMax), start))

/** Asks what comes out for the sum that is named, rather than who once got such a sum. */
export const asksAmount = (folded: string): boolean =>
  !/もらった|受けた|受け取った|交付された|採択された|だった/u.test(folded) &&
  /いくら|どのくらい|どれくらい|どの程度|試算|見積|計算|概算|額|もらえ|出ます|出る|戻|対象|使え|受けられ|措置は|補助(?:金)?は|交付税は|場合|だと|なら|たら|たい|予定/u.test(
    folded,
  )

/** Asks where, when, who, why or how: whether something is possible is taken for granted there. */
export const asksParticulars = (folded: string): boolean =>
  /どこ|いつ|誰|だれ|何(?![名人%割回番])|どう(?!か)|どの(?!くらい|程度|レベル)|なぜ|理由|方法|書類|申込書|様式|やり方/u.test(
    folded,
  )
