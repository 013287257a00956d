// What a new version still wants from a part's own fields before it can be tried out: where it comes from, any
// change at all, an entry that is half written.
export type Lack = 'source' | 'change' | 'open'
