/** How Teams speaks to a desk on this machine. */
export const PLAYGROUND = 'npx @microsoft/m365agentsplayground start -e http://127.0.0.1:3978/api/messages -c msteams'

/** What to type to try Teams on this machine, without Azure or Microsoft 365. */
export const TEAMS_TRIAL = [
  'Teams を手もとで試す · Teams on this machine, without Azure:',
  '  TEAMS_EMULATOR=true npm start',
  `  ${PLAYGROUND}`,
  '  グループで「@Bot 担当者チャネルに設定」と書くと、そこが担当者の場所になります · makes a group the operators’ place',
].join('\n')
