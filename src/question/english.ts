/** English questions, and English words among Japanese ones, brought to the words that documents use. */

/** English questions meet the documents through the words that matter; without two of them nothing is understood. */
const GLOSSARY: [RegExp, string][] = [
  [/telework managers?/u, 'テレワークマネージャー'],
  [/telework days?\b/u, 'テレワーク・デイズ'],
  [/telework months?\b/u, 'テレワーク月間'],
  [/state of emergency|emergency declaration/u, '緊急事態宣言'],
  [/(?:large|big|major) (?:compan(?:y|ies)|enterprises?|firms?)/u, '大企業'],
  [/presence (?:status|function)|away status/u, 'プレゼンス機能 退席中'],
  [/web ?cam(?:era)?s?\b|cameras?\b/u, 'Webカメラ'],
  [/opening ceremony|olympics?\b/u, 'オリンピック'],
  [/consultation cent(?:er|re)/u, 'テレワーク相談センター'],
  [/support network/u, 'テレワーク・サポートネットワーク'],
  [/special (?:allocation|grant)|allocation tax/u, '特別交付税措置'],
  [/work(?:ing)? (?:from|at) home|home office/u, '在宅勤務'],
  [/tele-?work|remote work|telecommut/u, 'テレワーク'],
  [/municipalit|local governments?|(?:city|town|village|ward) (?:hall|office|government)/u, '自治体'],
  [/prefectur/u, '都道府県'],
  [/compan(?:y|ies)|enterprises?|firms?|business(?:es)?/u, '企業'],
  [/adoption|introduc|implement/u, '導入'],
  [/\brates?\b|percentage|share of|how many (?:percent|municipal|compan)/u, '割合 導入率'],
  [/how (?:many times|often)|number of (?:times|consultations|sessions)/u, '何回まで 回数'],
  [/how long|hours|minutes/u, '何時間 時間'],
  [/how many (?:organi[sz]ations|bodies|participants|members|local)/u, '何団体'],
  [/j-?lis/u, 'J-LIS'],
  [/\btrials?\b|\bpilots?\b|demonstration/u, '試行事業 実証実験'],
  [/\bshare\b|proportion/u, '割合 導入率'],
  [/\bhow many\b/u, '何団体 数'],
  [/\bstaff\b|employees?|workers?/u, '職員 従業員'],
  [/\bmanagers?\b|supervisors?|superiors?/u, '管理職'],
  [/licen[cs]es?(?: fees?)?\b/u, 'ライセンス'],
  [/\b(?:personal )?computers?\b|laptops?\b/u, 'パソコン 端末'],
  [/per month|a month|monthly/u, '月平均'],
  [/how many days|\bdays?\b/u, '日数'],
  [/average|\bavg\b/u, '平均'],
  [/at least|minimum/u, '最低'],
  [/highest|largest|most\b/u, '最も高い'],
  [/lowest|smallest|least\b/u, '最も低い'],
  [/productivity/u, '生産性'],
  [/overtime/u, '残業時間'],
  [/commut/u, '通勤'],
  [/industr(?:y|ies)|sectors?\b/u, '業種'],
  [/regions?\b|areas?\b/u, '地域'],
  [/organi[sz]ers?\b|organi[sz]ed|hosted|hosts?\b/u, '主催'],
  [/secretariat/u, '事務局'],
  [/web ?sites?\b|links?\b|\burl\b/u, 'URL ホームページ'],
  [/logos?\b/u, 'ロゴ'],
  [/budgets?\b/u, '予算額'],
  [/seminars?\b/u, 'セミナー'],
  [/reports?\b|reporting/u, '報告'],
  [/disadvantages?|drawbacks?|downsides?|demerits?|weak/u, '欠点 注意点'],
  [/advantages?/u, '利点'],
  [/levels?\b/u, 'レベル'],
  [/tasks?\b|duties/u, '業務'],
  [/participants?\b/u, '対象者'],
  [/national gov(?:ernment)?|\bthe state\b|central gov(?:ernment)?/u, '国'],
  [/what ?%|%/u, '割合'],
  [/terminals?|\bpcs?\b/u, '端末'],
  [/ministr(?:y|ies)/u, '省'],
  [/\bleaders?\b|\bmayors?\b|\btop\b/u, '首長 トップ'],
  [/\breasons?\b|\bwhy\b/u, '理由'],
  [/\bpurposes?\b|\baims?\b/u, '目的'],
  [/\beffects?\b|\bbenefits?\b|merits?/u, '効果'],
  [/\blimit\b|\bcap\b|maximum|at most|\bup to\b/u, '上限'],
  [/\bvenues?\b|\bplaces?\b/u, '場所 会場'],
  [/\bschedule\b|\bdates?\b/u, '日程'],
  [/\bfree\b|costs?\b|\bfees?\b|price|charge|how much|pay\b/u, '費用 無料'],
  [/deadline|until when|due date|period|when\b|by when/u, '期限 期間'],
  [/who can|eligib|qualif|target/u, '対象'],
  [/apply|application/u, '申込'],
  [/contact|phone|e-?mail|call|where can i (?:ask|consult)/u, '連絡先 窓口'],
  [/consult|advice|advis|expert/u, '相談'],
  [/npos?\b|non-?profit/u, 'NPO法人'],
  [/residents? data|personal (?:data|information)/u, '住民情報'],
  [/labou?r management|working hours|attendance/u, '労務管理 勤怠管理'],
  [/small (?:and medium|business)|\bsmes?\b/u, '中小企業'],
  [/winners?|won\b/u, '受賞'],
  [/subsid|grant|financial support|fund/u, '補助 財政支援'],
  [/security/u, 'セキュリティ'],
  [/guidelines?/u, 'ガイドライン'],
  [/handbook|manual|guide\b/u, '手引き'],
  [/checklist/u, 'チェックリスト'],
  [/\bsteps?\b|procedure|how to (?:start|introduce)/u, '導入ステップ 手順'],
  [/case stud|examples?|best practice/u, '事例'],
  [/survey|statistics/u, '調査'],
  [/satellite office/u, 'サテライトオフィス'],
  [/award|pioneer/u, '先駆者百選 総務大臣賞'],
  [/requirements?|criteria|conditions?/u, '要件'],
  [/what (?:is|are)|explain|tell me about/u, 'とは'],
]
const GLOSSED_MIN = 2
/** English words that carry no matter of their own. */
const ENGLISH_GRAMMAR =
  /\b(?:the|an?|is|are|was|were|be|been|do|does|did|can|could|may|shall|should|will|would|we|i|you|they|it|its|our|my|your|their|us|me|of|to|in|on|at|for|from|by|with|about|and|or|any|some|there|this|that|these|what|which|who|where|when|why|how|please|hi|hello|thx|thanks|thank|roughly|about|many|much|end|beginning|only|just|also|tell|give|want|need|know|like|have|has|had|get|use|used|still|now|sorry|asked|boss|already|quick(?:ly)?|urgent|briefly|each|then|if|so|but|not|no|yes|really|hey|dear|in japan|japan|japanese|fy|year|fiscal)\b/gu
/** With more of it unknown than this, the rest would answer another question. */
const UNGLOSSED_SHARE_MAX = 0.6

const contentWords = (given: string): number =>
  (given.replaceAll(ENGLISH_GRAMMAR, ' ').match(/[a-z][a-z-]{2,}/gu) ?? []).length

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthsIn = (text: string): string[] =>
  MONTHS.flatMap((month, at) =>
    new RegExp(`\\b${month}[a-z]*\\.? (?:\\d{1,2},? )?(?=20\\d\\d)`, 'u').test(text) ? [`${at + 1}月`] : [],
  )

/** English words among Japanese ones stand where the Japanese word would. */
const mixed = (text: string): string =>
  /[a-z]{4}/u.test(text)
    ? GLOSSARY.reduce(
        (said, [pattern, word]) => said.replaceAll(new RegExp(pattern.source, 'gu'), word.split(' ')[0] ?? word),
        text,
      )
    : text

/** A longer name takes its words with it: a telework manager is not telework. */
export const glossed = (text: string): string => {
  if (/[\u3040-\u30ff\u3400-\u9fff]/u.test(text)) return mixed(text)
  const words: string[] = []
  let rest = text
  for (const [said, word] of GLOSSARY) {
    if (!said.test(rest)) continue
    words.push(word)
    rest = rest.replaceAll(new RegExp(said.source, 'gu'), ' ')
  }
  const strange = contentWords(rest) / Math.max(1, contentWords(text))
  if (words.length === 0 || (words.length < GLOSSED_MIN && strange > 0) || strange > UNGLOSSED_SHARE_MAX) return text
  const said = [...words, ...(text.match(/(?:fy ?)?20\d\d/gu) ?? []), ...monthsIn(text)].join(' ')
  return text.includes('?') ? `${said}?` : said
}
