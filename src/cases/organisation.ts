/** What a legal form is called, long and short; all mean the same organisation. */
const FORMS = [
  '特定非営利活動法人',
  '地方独立行政法人',
  '独立行政法人',
  '国立大学法人',
  '公益社団法人',
  '一般社団法人',
  '公益財団法人',
  '一般財団法人',
  '社会福祉法人',
  'npo法人',
  '株式会社',
  '有限会社',
  '合同会社',
  '合名会社',
  '合資会社',
  '医療法人',
  '学校法人',
  '宗教法人',
  '社団法人',
  '財団法人',
]
/** NFKC has already made (株) of ㈱ and （株）. */
const SHORT = /\((?:株|有|合|名|資|特非|社|財|医|学|宗|福|独|一社|一財|公社|公財)\)/gu
const SHORT_KANA = /^(?:カ\)|ユ\)|ド\))|(?:\(カ|\(ユ|\(ド)$/gu
/** Old and new forms of characters that people mix in one name. */
const VARIANTS: Record<string, string> = {
  髙: '高',
  﨑: '崎',
  齋: '斎',
  齊: '斉',
  邊: '辺',
  邉: '辺',
  澤: '沢',
  濱: '浜',
  廣: '広',
}

/**
 * The key under which an organisation is recognised however its name is written: width, case, blanks, dots, dashes and
 * the legal form make no difference.
 */
export const organisationKey = (name: string): string => {
  let key = name.normalize('NFKC').toLowerCase()
  key = key.replaceAll(SHORT, '').replaceAll(SHORT_KANA, '')
  for (const form of FORMS) key = key.replaceAll(form, '')
  key = key.replaceAll(/[\s・･.,、。'"’‘“”「」『』()[\]&＆/／_~〜-]/gu, '').replaceAll(/[‐‑‒–—―−]/gu, '')
  key = [...key].map((character) => VARIANTS[character] ?? character).join('')
  // A name that is nothing but a legal form still has to be told from an empty one.
  return key === '' ? name.normalize('NFKC').trim().toLowerCase() : key
}
