// Every kind of event that an endpoint can be told of, in the order of a case's life, by the groups of `kindGroups`.

export const KINDS: string[][] = [
  ['registered', 'accepted', 'declined', 'transferred'],
  ['dispatched', 'signed', 'taken', 'delegated', 'return_asked', 'return_ruled', 'fallback_designated'],
  ['contacted', 'progress_noted', 'question_asked', 'heard', 'attached', 'urged', 'supervised', 'reminded'],
  ['waiting_decided', 'waiting_used_up', 'extension_asked', 'extension_decided', 'corrected', 'redated'],
  ['replied', 'reviewed', 'answered', 'answered_with_parent', 'published'],
  ['rated', 'followed_up', 'rework_asked', 'round_begun', 'rework_refused', 'closed', 'withdrawn', 'reopened'],
  [
    'merged',
    'absorbed',
    'unmerged',
    'parted',
    'split',
    'annotated',
    'caller_flagged',
    'handling_text_written',
    'released',
    'me_too_added',
    'erased',
  ],
]
