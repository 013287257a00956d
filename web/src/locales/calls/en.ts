// Taking calls and finding: the caller, suggestions, what may be the same, search.
import type { calls as zh } from './zh-CN'

export const calls: typeof zh = {
  caller: {
    open: (n) => `${n} open`, none: 'No earlier case from this number.', later: 'Type the number to look.', looking: 'Looking …', masked: 'Only cases you may see; every look is audited.',
    append: 'Append', urge: 'Urge', look: 'Look', drawer: (n) => (n ? `Caller ${n}` : 'Caller'), close: 'Close the caller', appendTo: (title) => `Append to ${title}`, urgeOf: (title) => `Urge ${title}`,
  },
  written: {
    items: 'Items that may fit', units: 'Who will probably handle it', unitsHelp: 'The dispatcher decides; the caller may be told.', none: 'Nothing certain: please choose.', later: 'Suggestions and like cases come with their words.', useItem: 'Use item', used: 'chosen',
    areas: 'Areas', only: 'registered only', already: (no) => `${no} is registered; number and query code stand under “Just registered”, and what was registered stays as it is. Only the step after it failed: mend it and press again, no second case is made.`,
    mark: 'Mark the place', unmark: 'Remove the point', point: 'Point (optional)', pointLike: '119.3062,26.0753', pointMap: 'Districts: tap to set the point', nearby: 'Cases near here', nearbyHow: (metres, days) => `within ${metres} m, last ${days} days`, nearbyWords: (days) => `the same place by its words, last ${days} days`, nearbyArea: (name, days) => `all in ${name}, last ${days} days, newest first`, nearbyNone: 'No other case.', nearbyMore: (n) => `${n} more`, metres: (n) => (n < 1000 ? `${n} m` : `${(n / 1000).toFixed(1)} km`),
    alike: 'Maybe the same matter', alikeNone: 'Nothing like it in the last 30 days.', differs: 'Different', appendThis: (title) => `Append to this one ${title}`,
    appendOwn: (no) => `The words above go into ${no} as what the caller added; no new case, the due time stays.`,
    appendOther: (no) => `Somebody else's case: the words above become a note on ${no} that the centre reads. If the caller wants an own number and answer, press “No, a case of its own” and accept; the dispatcher merges.`,
    urgeOwn: (no) => `${no} will be urged, the words above go along; no new case, the due time stays.`,
    go: (no) => `Append to ${no}`, goUrge: (no) => `Urge ${no}`, done: (no) => `Appended to ${no}`, doneUrge: (no) => `Urged ${no}`, cancel: 'No, a case of its own', needOwn: 'Write down what the caller adds first.',
  },
  find: { label: 'Number or words', help: 'a number, a place, words; press Enter', key: 'Find a number or words', of: (q) => `with “${q}”` },
}
