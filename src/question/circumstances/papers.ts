/** What is asked of the security papers. All patterns expect folded text. */
import type { Patterns } from './pattern.ts'

export const PAPERS = {
  /** Settings of a product that the guide has a paper for. */
  settings: {
    matches: /(?:zoom|teams|webex|web会議|オンライン会議)[^。]*設定|設定[^。]*(?:zoom|teams|webex)/u,
    yes: ['Zoomの設定のしかたはどの資料にある？'],
    no: ['Zoomで会議できますか'],
  },
  /** Which checklist of the several, by how one works. */
  method: {
    matches:
      /(?:どの|どれの|何の)(?:方式|チェックリスト)|方式(?:は|の|が|を)?(?:どれ|どの|何)|チェックリスト(?:は|って)?(?:どの方式|どれを(?:使|見))/u,
    yes: ['手引きのどのチェックリストを使えばよいですか', 'チェックリストはどの方式のを見る？'],
    no: ['ガイドラインとチェックリストどっち'],
  },
  /** Where to begin in a long list. */
  priority: {
    matches:
      /(?:チェックリスト|対策|項目|◎)[^。]{0,16}(?:(?:どれ|どこ|何|なに|どの項目)から|優先)|項目が(?:多|たくさん)[^。]{0,24}から|優先(?:順位|度)[^。]{0,8}(?:対策|項目)/u,
    yes: ['項目が多すぎる、どれから手をつける？'],
    no: ['どれを読めばいい？'],
  },
  /** The paper for local bodies, or which one they follow. */
  municipal: {
    matches: /ガイドライン|ポリシー|自治体用|自治体向け|対策/u,
    yes: ['対策はどのガイドラインに沿えばよいですか', '別の自治体用のあるんか'],
    no: ['推進のための手引きはどこ'],
  },
  either: {
    matches:
      /(?:ガイドライン|ポリシー).*(?:手引|チェックリスト)|(?:手引き?|チェックリスト).*ガイドライン|どっちの資料|どちらの資料|どのセキュリティ資料|セキュリティ(?:の)?資料/u,
    yes: ['ガイドラインと手引きどっち', 'どのセキュリティ資料が向いていますか'],
    no: ['手引きのステップは'],
  },
  /** Something to read is wanted. */
  reading: {
    matches:
      /読(?:む|め|みたい)|(?:資料|文書|冊子)[^。]{0,6}(?:どれ|どっち|どちら)|(?:どの|どっちの|どちらの)(?:資料|文書|冊子)/u,
    yes: ['国の資料どれ読めば？', '読むべきはどっちの文書'],
    no: ['どっちがいいですか', '通知を読んだけど電話はどっち'],
  },
  management: {
    matches: /経営(?:者|層)|社長|役員|重役|トップ|一般の社員|平の社員|全社員|利用者(?:向け|にも)/u,
    yes: ['経営者として方針を決めたい'],
    no: ['システム担当です'],
  },
} satisfies Patterns
