// The same words in English; the shape is that of the Chinese file.
import type { Words } from './zh-CN'
import { calls } from './calls/en'
import { keysSheet } from './keys/en'
import { lists } from './lists/en'

const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`
export const en: Words = {
  ...calls,
  ...lists,
  desk: {
    name: 'Minsheng', demo: 'Demonstration data',  keys: 'Keys', ways: 'Work areas', menu: 'Menu', me: 'Me',
    signOut: 'Sign out', language: '中文', languageName: 'Change language', dark: 'Dark', light: 'Light', system: 'As the system', theme: 'Colours', singleKeys: 'Single keys act',
    working: 'working day', resting: 'rest day', loading: 'Loading …', retry: 'Try again', close: 'Close', cancel: 'Cancel', more: 'More', all: 'All actions', none: 'none', yes: 'yes', no: 'no', or: 'or',
    offline: 'The network is gone. What you see stays, what you write is kept; send it when the network is back.', ending: 'Your session ends in 2 minutes.', endingKept: 'What you write is kept and comes back after signing in.', endingAgain: 'Sign in again now', gone: 'Your session has ended. Sign in again; what you wrote is still here.', notFound: 'There is no such page', home: 'Back to your work',
    forbidden: 'This work area does not belong to your post.', skip: 'Skip to the content',
  },
  signIn: {
    title: 'Sign in to the desk', login: 'Login', password: 'Password', go: 'Sign in', wait: 'Checking …',
    demoTitle: 'Demonstration posts', demoHelp: 'All of this is invented: names, numbers and faults of units. Choose a post to go in; the password of all is ', portal: 'I am a citizen: write or follow a case', empty: 'Fill in login and password.',
  },
  time: {
    overMinutes: (m) => `over by ${m} min`, overHours: (h) => `over by ${h} h`, overDays: (d, h) => `over by ${d} d${h ? ` ${h} h` : ''}`,
    leftMinutes: (m) => `${m} min left`, leftClock: (h, m) => `${h}:${String(m).padStart(2, '0')} left`,
    leftDays: (d, h) => `${plural(d, 'working day')}${h ? ` ${h} h` : ''} left`,
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], day: (date, weekday) => `${date} (${weekday})`,
    today: (time) => `today ${time}`, now: (m, d, weekday) => `${weekday} ${m}/${d}`,
    stoppedShort: 'answered', endedShort: 'ended', stopped: 'answered, no longer counted', ended: 'ended, no longer counted', none: 'no deadline yet', provisional: 'provisional date', until: (text) => `until ${text}`, dayNo: (n) => `day ${n}`, rest: 'rest', todayWord: 'today',
    savedAt: (time) => `draft kept ${time}`, savedNot: 'This browser keeps no drafts: do not close the window', draftBack: 'Your draft that was not sent is back.', draftDrop: 'Throw this draft away',
    rail: (start, last, working) => `from ${start} to ${last}, ${plural(working, 'working day')}`, sending: (s) => `goes out in ${s} s`,
  },
  status: { submitted: 'to accept', accepted: 'to dispatch', in_progress: 'in progress', answered: 'answered', closed: 'closed', declined: 'declined', withdrawn: 'withdrawn', transferred: 'transferred', merged: 'merged' },
  hold: { to_sign: 'to sign', in_hand: 'in hand', delegated: 'passed down', return_asked: 'return asked', replied: 'under review', approved: 'passed', returned: 'returned', relieved: 'relieved' },
  kind: { consult: 'question', complaint: 'complaint', suggestion: 'suggestion', help: 'help' },
  duty: { lead: 'lead', assist: 'assist', below: 'below' },
  role: { agent: 'agent', shift_lead: 'shift lead', dispatcher: 'dispatcher', reviewer: 'reviewer', call_back: 'call-back', librarian: 'librarian', handler: 'handler', unit_admin: 'unit admin', inspector: 'inspector', leader: 'leader', system_admin: 'system admin', security_admin: 'security admin', auditor: 'auditor', requester: 'requester', system: 'timer', public: 'public' },
  channel: { phone: 'phone', web: 'web', mail: 'mail', wechat: 'WeChat', weibo: 'Weibo', qq: 'QQ', sms: 'SMS', app: 'app', letter: 'letter', province: 'province' },
  outcome: { rated: 'rated', no_rating: 'not rated in time', rework_refused: 'rework refused', by_centre: 'closed by the centre' },
  grade: ['', 'very unsatisfied', 'unsatisfied', 'fairly satisfied', 'satisfied', 'very satisfied'],
  mark: { report: 'report', confidential: 'secret', urgent: 'urgent', simple: 'simple', anonymous: 'anonymous', supervised: 'supervised', fallback: 'fallback', published: 'public', rework: (n) => `round ${n}`, urged: (n) => `urged ${n}×`, pending: 'leaving' },
  way: { calls: 'Calls', accept: 'Web', dispatch: 'Dispatch', rulings: 'Returns', extensions: 'Extend', waiting: 'Waiting', reworks: 'Rework', unit: 'Cases', review: 'Review', callBack: 'Call back', overview: 'Overview', figures: 'Figures', cases: 'Find', knowledge: 'Know-how', templates: 'Templates', people: 'People', programs: 'Programs', messages: 'Messages', audit: 'Audit', calendar: 'Calendar', rules: 'Rules', condition: 'Health' },
  list: {
    to_accept: 'To accept', to_dispatch: 'To dispatch', to_rule: 'Returns to rule on', extensions: 'Extensions to decide', waiting: 'Waiting to decide', rework_asked: 'Reworks to decide', to_review: 'To review', call_back: 'To call back',
    to_sign: 'To sign', in_hand: 'In hand', due_today: 'Due today', overdue: 'Overdue', return_asked: 'Return asked', rework: 'Rework', assisting: 'Assisting',
  },
  empty: {
    to_accept: ['Nothing to accept', 'What citizens write on the web appears here by itself, first come first served.'],
    to_dispatch: ['Nothing to dispatch', 'Accepted and returned cases appear here by time left.'],
    to_rule: ['No return waits', 'Returns that units ask for appear here; rule within 4 working hours.'],
    extensions: ['No extension waits', 'What is not decided by the due date counts as refused.'],
    waiting: ['No waiting to decide', 'When a unit asks the requester for more, it appears here; only a grant stops the clock.'],
    rework_asked: ['No rework waits', 'Who is unsatisfied may ask for rework; decide within one working day.'],
    to_review: ['Nothing to review', 'Replies from below appear here.'],
    call_back: ['Nobody to call', 'Unsatisfied, urgent and sampled cases appear here once answered.'],
    to_sign: ['Nothing to sign', 'New cases appear here by themselves.'],
    in_hand: ['Nothing in hand', 'Signed cases come here.'],
    due_today: ['Nothing is due today', 'What is due at 24:00 appears here.'],
    overdue: ['Nothing is overdue', 'What passes its date unanswered comes here.'],
    return_asked: ['No return waits', 'A case stays yours until the return is ruled on.'],
    rework: ['No rework', 'What the centre gives back for rework comes here.'],
    assisting: ['Nothing to assist', 'Assisting units report to the lead by the inner date.'],
    cases: ['Nothing found', 'Change a condition, or look for the number alone.'],
  },
  rows: {
    select: (title) => `Select ${title}`, selectAll: 'Select this page', left: 'Left', days: 'Days', title: 'Case', place: 'Place', lead: 'Lead', step: 'Stands at', more: 'Next page', arrived: (n) => `${n} new, bring in`, changed: 'The list has changed, refresh',
    chosen: (n) => `${n} selected`, noTitle: '(content is secret)', groupOver: 'Overdue', groupToday: 'Due today 24:00', groupOn: (day) => day, help: '↑↓ move', selectKey: 'select', open: 'open', total: (n) => plural(n, 'case'), refresh: 'Refresh', list: (name) => `List: ${name}`, stepBy: (name, left) => `${name}: ${left}`, waits: (what) => `waits: ${what}`,
  },
  bulk: { sign: 'Sign selected', dispatch: 'Dispatch together', result: (verb, good, bad) => `${verb}: ${[good ? `${good} done` : '', bad ? `${bad} not done` : ''].filter(Boolean).join(', ')}`, held: (verb, n) => (n > 1 ? `${verb} ${n} cases` : verb), undo: 'Undo', now: 'Send now', sending: 'Sending …', done: 'done', kept: 'What failed stays selected.', sent: 'Sent' },
  case: {
    facts: 'The case', history: 'History', ledger: 'Clock ledger', tree: 'Assignments', treeHelp: 'who works, who answers', actions: 'Actions', place: 'Place', item: 'Item', requester: 'Requester', meToo: 'Me too', channel: 'Channel', rulebook: (date) => `Rulebook ${date}`, people: (n) => plural(n, 'person', 'people'),
    ledgerTime: 'Time', ledgerWhat: 'Step', ledgerDue: 'Due', set: (due) => `set to ${due}`, moved: (due) => `moved to ${due}`, same: 'unchanged', nowRow: 'now', unitWaits: 'waits for this unit', text: 'In their words', handlingText: 'Handling text', hidden: 'Only the accepting centre reads the original; the handling text will appear here.', answer: 'Answer', answered: (at) => `answered ${at}`, counted: (at) => `handed up ${at}, which decides whether it was in time`,
    rating: 'Rating', solved: 'solved', unsolved: 'not solved', question: 'Waits for the requester', extensionAsked: (n) => `An extension of ${plural(n, 'working day')} waits for the centre`, reworkAsked: 'The requester asks for rework; the centre decides', window: (until) => `rating until ${until}`, mergedInto: 'Merged into', centre: 'Accepting centre', signBy: (at) => `sign by ${at}`, signedAt: (at) => `signed ${at}`, replyBy: (at) => `report to the lead by ${at}`, given: (at) => `given ${at}`, revealed: 'this look is in the audit trail', name: 'Name', phone: 'Phone', address: 'Address', email: 'E-mail', openPage: 'Open the page', older: (n) => `${n} more`, again: (n) => `(${n} before it)`, latest: 'Latest reply', anonymous: 'no identity given', version: 'version', updated: 'This case has just changed', reload: 'See the latest', back: 'Back to the list', waitsFor: (units) => `waits for ${units}`, stuck: (since) => `since ${since}`, published: 'a masked copy is public', lead: 'Lead', masked: 'masked', split: 'from a split', copyNo: 'Number', noteHere: 'note',
  },
  event: {
    registered: 'registered', accepted: 'accepted', declined: 'declined', transferred: 'transferred', dispatched: 'dispatched', signed: 'signed', taken: 'taken by', delegated: 'passed down', return_asked: 'asked to return', return_ruled: 'ruled on the return', fallback_designated: 'designated a fallback', contacted: 'contacted the requester', progress_noted: 'noted progress', question_asked: 'asked the requester', waiting_decided: 'decided on waiting', heard: 'heard from the requester', waiting_used_up: 'waiting used up', extension_asked: 'asked for an extension', extension_decided: 'decided on the extension', replied: 'handed up a reply', reviewed: 'reviewed', answered: 'answered the requester', answered_with_parent: 'answered with its parent', published: 'published', rated: 'rated', followed_up: 'called back', rework_asked: 'asked for rework', round_begun: 'rework began', closed: 'closed', rework_refused: 'refused the rework', merged: 'merged', absorbed: 'took in a case', unmerged: 'unmerged', parted: 'a case parted', split: 'split', withdrawn: 'withdrawn', reopened: 'reopened', corrected: 'corrected', urged: 'urged', supervised: 'supervised', annotated: 'annotated', caller_flagged: 'flagged the caller', handling_text_written: 'wrote the handling text', released: 'released a part', me_too_added: 'me too', redated: 'new holiday table, counted again', reminded: 'reminder', identity_revealed: 'looked at the identity', attached: 'added a file', file_added: 'added a file',
  },
  told: {
    to: (units) => `to ${units}`, passed: 'passed', sentBack: 'sent back', upheld: 'upheld', rejected: 'rejected', binds: 'binding', granted: 'granted', refused: 'refused', days: (n) => plural(n, 'working day'), reached: 'reached', notReached: 'not reached', how: { phone: 'phone', visit: 'visit', message: 'message', other: 'otherwise' }, quote: (text) => `“${text}”`,
    outcome: { reached: 'reached', not_reached: 'not reached', refused: 'declined to talk', rated: 'rated', no_rating: 'not rated in time', rework_refused: 'rework refused', by_centre: 'closed by the centre' }, public: 'the requester sees it', round: (n) => `round ${n}`, more: 'unfold', solved: 'solved', unsolved: 'not solved', escalated: 'escalated',
    timer: { accept: 'accepting is late', dispatch: 'dispatching is late', sign: 'signing is late', ruling: 'the ruling is late', assist: 'assisting is late', due_soon: 'turned yellow, last day', late: 'past the date', final_review: 'final review is late', rework: 'the rework is undecided', waiting: 'waiting used up', window: 'rating window over', commitment: 'a commitment is due', parent: 'its parent has a result' },
    field: { title: 'title', text: 'text', place: 'place', advice: 'advice', to: 'to', note: 'note', person: 'handler', basis: 'basis', reason: 'reason', question: 'question', comment: 'comment', evidence: 'evidence', commitment: 'commitment', answer: 'answer' },
  },
  command: {
    accept: 'Accept', decline: 'Decline', transfer: 'Transfer', answer_directly: 'Answer directly', dispatch: 'Dispatch', sign: 'Sign', take: 'Name a handler', delegate: 'Pass down', return: 'Ask to return', rule_on_return: 'Rule', designate_fallback: 'Fallback', contact: 'Contact', note_progress: 'Progress', ask_requester: 'Ask the requester', decide_waiting: 'Decide waiting', hear_from_requester: 'Write down their words', request_extension: 'Ask extension', decide_extension: 'Decide extension', reply: 'Reply', review: 'Review', publish: 'Publish', rate: 'Record a rating', follow_up: 'Call back', ask_rework: 'Ask for rework', rework: 'Rework', close: 'Close', merge: 'Merge', unmerge: 'Unmerge', split: 'Split', withdraw: 'Withdraw', reopen: 'Reopen', correct: 'Correct', urge: 'Urge', supervise: 'Supervise', reveal_identity: 'Reveal identity', annotate: 'Annotate', flag_caller: 'Flag the caller', write_handling_text: 'Handling text', release: 'Release a part',
  },
  act: {
    title: (name, no) => `${name} · ${no}`, send: (name) => name, why: 'Why not', wrongNow: 'not at this stage', required: (label) => `Fill in: ${label}.`, tooLong: (label, max, n) => `${label}: at most ${max} characters, now ${n}.`, chars: (n, max) => `${n} / ${max}`,
    conflictTitle: 'The case changed while you were at it', conflictBy: (who, unit, what, at) => `${who}${unit ? ` (${unit})` : ''} ${at}: ${what}`, conflictSafe: 'What you wrote is still here. Look at the latest first; to send it all the same, press again.', conflictLook: 'See the latest', conflictSend: 'I have looked, send', same: 'The same step happens only once; you may safely try again.',
    text: 'Text', note: 'Note', reason: 'Reason', basis: 'Basis', person: 'Handler', personHelp: 'who in your unit works on it', unit: 'Unit', lead: 'Lead unit', assist: 'Assisting units', suggest: 'Should go to', how: 'How', reached: 'Reached?', public: 'The requester may read it', question: 'What should the requester add', days: 'Working days to add', decision: 'Decision', grant: 'Grant', refuse: 'Refuse', pass: 'Pass', sendBack: 'Send back', uphold: 'Uphold', reject: 'Reject', evidence: 'Evidence', evidenceWhat: 'What it shows', evidenceAt: 'When', evidencePlace: 'Where', addEvidence: 'Another piece', removeEvidence: 'Remove', commitment: 'Commitment', commitmentUntil: 'Until', advice: 'Where else to turn', to: 'To', toHelp: '110, 12315, the province …', kind: 'Kind', item: 'Item', urgent: 'Urgent', simple: 'Simple', title2: 'Title', answer: 'Public answer', grade: 'Grade', solved: 'Solved?', comment: 'Comment', outcome: 'Outcome', into: 'Into which case (number)', parts: 'Parts', part: (n) => `Part ${n}`, addPart: 'Another part', what: 'Which part', place: 'Place', area: 'Area', reviewText: 'Reworded reply (empty = as it is)', handlingText: 'Handling text', contactPhone: 'Phone', unitToRule: 'Whose return', keep: 'unchanged',
    howList: { phone: 'phone', visit: 'visit', message: 'message', other: 'other' }, partList: { title: 'title', text: 'text', place: 'place', name: 'name', phone: 'phone', files: 'files', recording: 'recording' }, outcomeList: { reached: 'reached', not_reached: 'not reached', refused: 'declined to talk' },
    preview: 'As the requester will see it', previewHead: (no) => `Your case ${no} has been answered`, previewFrom: (unit) => `${unit}:`, previewFoot: 'It reaches the requester once it has passed review.', previewNone: 'Write, and it appears here.', newDate: (due) => `if granted: until ${due}`, newDateNow: (due) => `now: until ${due}`, counting: 'counting …', revealHelp: 'Say what for: this look goes to the audit trail.', extensionHelp: 'Before the due date, once, at most the original limit.', answerPasses: 'Passing sends the answer to the requester.', passesUp: 'Passing hands it up one level.', publishHelp: 'The public copy is written anew: no names, numbers, house numbers or anything that tells who it is.', publishFill: 'Filled in from the original: take out whatever tells who it is.', signNow: 'Sign', urgentHelp: 'Urgent: answered the same day by 24:00.', returnHelp: 'While it waits the case stays yours and the date stays.', declineHelp: 'Tell them where else to turn; it is sent along.',
    suspicious: (what) => `This looks like ${what}: mask it first.`, phoneLike: 'a phone number', idLike: 'an identity number',
  },
  dispatch: {
    pick: 'Units', help: 'a digit names the lead, Shift + digit adds an assistant', other: 'Another unit', otherHelp: 'name, short name, code or pinyin initials', none: 'No suggestion', noneHelp: 'No unit has this item in this area on its duty list. Use the box below.', duty: 'duty list', dutyWhy: (item, area) => `Duty list: ${item}, ${area}`, before: 'had this case before', returned: (at) => `returned it ${at}; rule first`, lead: 'lead', assist: 'assist', sum: (lead, assist) => `Goes to ${lead} as lead${assist ? `, ${assist} assisting` : ''}.`, sumDue: (due) => `The date stays: ${due}.`, sumNone: 'Choose the lead by its digit.', go: 'Dispatch, next', note: 'Note', unset: (name) => `Take off ${name}`, alike: 'Select alike', like: (n) => `alike: ${n}`, way: 'Where it has been', load: (n) => `in hand ${n}`, by: 'dispatch', together: (n) => `Dispatch ${n} together`, numberKey: 'lead', shiftKey: 'assist', clear: 'Start over', promise: (until) => `promised ${until}`,
    reason: { duty: 'duty list', precedent: 'precedents', words: 'words of the case', area: 'in this area' },
  },
  agent: {
    savedEmpty: 'After accepting, number and query code stand here to be read out.',    title: 'Register', caller: 'Caller', phone: 'Number', name: 'Name', address: 'Home', text: 'Their words', place: 'Place', area: 'Area', kind: 'Kind', item: 'Item', itemHelp: 'code, name or pinyin initials', titleField: 'Title', options: 'Wishes', confidential: 'Confidential', anonymous: 'Anonymous', report: 'Report', urgent: 'Urgent', simple: 'Simple', earlier: 'Earlier cases of this caller', save: 'Accept, next call', saveDispatch: 'Accept and dispatch', answer: 'Answer now', decline: 'Decline', transfer: 'To 110', say: 'Read out before hanging up', sayEmpty: 'Once there are words and a kind, what to say appears here.', saySaved: (no, code) => `Accepted: number ${no}, query code ${code}.`, sayDone: (name, no, code, until) => `${name}, your case is accepted: number ${no}, query code ${code}; we answer by ${until}.`, sayPromise: (name, days, until) => `${name}, once accepted we answer ${days}, that is by ${until}.`, sayDays: (n) => (n === 0 ? 'the same day' : `within ${plural(n, 'working day')}`), sayNight: (m, d, weekday) => `midnight of ${weekday} ${m}/${d}`, sayCaller: 'Hello', saved: 'Just registered', number: 'Number', code: 'Query code', next: 'Next call', fromText: 'From their words', draft: 'Draft', drafts: 'Unfinished', resume: 'Go on', needText: 'Write down what they say.', needKind: 'Choose a kind.', answerHere: 'The answer', declineHere: 'Why it is declined', declineNo: 'choose by digit', transferHere: 'To whom', transferNote: 'What happened', back: 'Back to the form', suggest: 'Suggestions', suggestLater: 'Suggestions come with their words.', suggestNone: 'Nothing certain: please choose.', suggestUse: (name) => `Use ${name}`, near: 'Maybe the same', nearNone: 'Nothing like it nearby.', append: 'Append to it', appendDone: (no) => `Appended to ${no}.`, alike: 'alike', alikeVery: 'very alike', pane: 'Caller', helpPane: 'Suggestions', registering: 'Registering …', offline: 'Not registered; all is still here. Press again when the network is back.', queryCode: 'the query code is shown once', channel: 'Channel', paneKey: 'unfold the caller', wordsLeft: (n, max) => `${n}/${max}`,
  },
  callBack: { title: 'Call back', outcome: 'Outcome', grade: 'Grade', solved: 'Solved?', note: 'Note', go: 'Record, call the next', help: '1–5 the grade, Y/N solved or not, 0 nobody answered', tries: 'Nobody answered: called again, three times at most.', rated: 'The requester rated himself; a call-back does not change it.' },
  review: { points: 'What the case says', reply: 'The reply', from: (unit, at) => `${unit}, ${at}`, none: 'No reply to read', passNext: 'Pass, next', passAnswer: 'Pass and answer', sendBack: 'Send back', edit: 'Reword, then pass', publish: 'Pass and publish' },
  overview: { title: 'Overview', open: 'open', filter: 'Filter', clear: 'All' },
  cases: { title: 'Find cases', status: 'Status', kind: 'Kind', item: 'Item', any: 'any', go: 'Find', open: 'Open a number', searchWords: 'words, place', lead: 'Lead' },
  files: { title: 'Files', file: (n) => `File ${n}`, add: 'Add a photo or file', choose: 'Choose a photo or file', help: 'JPEG, PNG, WebP or PDF, at most 10 MB; where a photo was taken is removed from it.', send: 'Add' },
  picker: { none: 'Nothing matches', results: (n) => `${n}: ↑↓ choose, Enter takes`, chosen: (name) => `Chosen: ${name}`, remove: (name) => `Take off ${name}` },
  keysSheet,
  keyNames: { ArrowDown: '↓', ArrowUp: '↑' },
  keys: { down: 'Next row', up: 'Previous row', select: 'Select', open: 'Open', back: 'Back', sheet: 'Show the keys', undo: 'Undo', all: 'All actions', go: 'Go', arrived: 'Bring in what is new', send: 'Send', selectAll: 'Select all', wayTo: (name) => `Go to ${name}` },
  watermark: (name, unit, time) => `${name} ${unit} ${time}`,
}
