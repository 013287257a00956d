// Words on lists: export, several at once, columns, saved filters.
import type { lists as zh } from './zh-CN'

export const lists: typeof zh = {
  take: {
    out: 'Export', csv: 'Export CSV', xlsx: 'Export Excel', going: (rows, total) => (total ? `${rows} / ${total} rows` : `${rows} rows`), making: 'The server writes the sheet …', stop: 'Stop', done: (rows) => `${rows} rows exported`, cut: (rows, of) => `Not all of it: of ${of} rows a sheet holds the first ${rows}. For all of them export CSV, or narrow the list and export again.`, broken: 'Broken off: the file was not whole and was not kept.', key: 'Export CSV', help: 'The same rows and masks as the list; every export is audited.',
  },
  columns: { title: 'Columns', of: { days: 'Days', place: 'Place', lead: 'Lead', step: 'Step', no: 'Number', kind: 'Kind', item: 'Item', submitted: 'Registered', round: 'Round' }, help: 'They follow you to another machine.' },
  filters: { title: 'Saved filters', none: 'Choose', save: 'Save this filter', name: 'Name of the filter', keep: 'Save', drop: (name) => `Delete ${name}`, nothing: 'Narrow the list first, then save.', kept: (name) => `Saved “${name}”` },
  narrow: { title: 'Filter', key: 'Filter this list', area: 'Area', areaHelp: 'Name, code or pinyin initials', below: 'Delegated to', belowHelp: 'Name, alias or pinyin initials', mine: 'Only mine', clear: 'Remove the filter', see: 'See the list', shown: (n, hidden) => (hidden ? `${n} shown, ${hidden} hidden` : `${n} shown`), none: 'Nothing fits this filter', hides: (n) => `The list has ${n}, and the filter hides all of them. Remove it to see them.` },
  here: { who: (name, unit) => `${name} (${unit})`, open: (names) => `Also open here: ${names}.`, writing: (names) => `Writing on this case: ${names}.` },
  many: { bar: 'Together', go: (command, n) => `${command}: ${n}`, title: (command, n) => `${command} · ${n} cases`, help: 'Each case by itself: one that fails stops no other, and every row tells its result.', key: 'Act on the selected', asAsked: 'Left empty: as many days as each asked for.', ruling: 'In each case the return that has waited longest is ruled on; a unit chosen when upholding gets all of the selected.', sendBack: 'The same reason goes to the unit of each case.' },
}
