// Every role, in the order of the work; what a key may be used for.
import type { MyPost, ScopeName } from '../api/client'

export const ROLES: MyPost['role'][] = [
  'agent',
  'shift_lead',
  'dispatcher',
  'reviewer',
  'call_back',
  'librarian',
  'handler',
  'unit_admin',
  'inspector',
  'leader',
  'system_admin',
  'security_admin',
  'auditor',
]
/** Roles that a program can have. */
export const KEY_ROLES = ROLES.filter((role) => !['librarian', 'system_admin', 'security_admin', 'auditor'].includes(role))
export const SCOPES: ScopeName[] = ['intake', 'read', 'command', 'identity', 'files', 'export', 'webhooks', 'figures']
