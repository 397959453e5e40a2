/**
 * Folds the many ways of writing one character into one. Government PDFs carry radicals in place of the plain
 * characters, which look the same to a reader and are different words to a search.
 */

/** Unicode's EquivalentUnifiedIdeograph for the CJK Radicals Supplement, which NFKC leaves alone: radical, plain. */
const RADICALS =
  '⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀'

/** Kangxi radicals that NFKC makes old characters where Japan writes new ones: 神⼾ is 神戸 and not 神戶. */
const OLD_FORMS = '⼾戸⾭青⿆麦⿈黄⿊黒⿑斉⿒歯⿔亀'

const plainOf = new Map<string, string>()
const characters = Array.from(RADICALS + OLD_FORMS)
for (let i = 0; i + 1 < characters.length; i += 2) plainOf.set(characters[i] ?? '', characters[i + 1] ?? '')

const radical = /[\u2E80-\u2FDF]/gu
/** Variation selectors, zero-width characters, soft hyphens and byte order marks: nothing a reader can see. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu

/** The radicals that NFKC leaves or makes old, then NFKC, without invisible characters. Lengths may change. */
export const fold = (text: string): string =>
  text
    .replace(invisible, '')
    .replace(radical, (character) => plainOf.get(character) ?? character)
    .normalize('NFKC')
