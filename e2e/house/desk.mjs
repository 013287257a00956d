// Staff and citizens over the API: what a journey needs to have done without clicking through it.

import { randomUUID } from 'node:crypto';

/** A member of staff who is signed in over the API. */
export class Desk {
  constructor(url, token) {
    this.url = url;
    this.token = token;
  }

  static async signIn(url, login, password) {
    const answer = await send(url, 'POST', '/api/sign-in', { body: { login, password, token: true } });
    return new Desk(url, answer.token);
  }

  async get(path) {
    return send(this.url, 'GET', path, { token: this.token });
  }

  async post(path, body) {
    return send(this.url, 'POST', path, { token: this.token, body });
  }

  /** A new case; gives number and query code. */
  async register(fields) {
    return this.post('/api/cases', fields);
  }

  /** A command of design.md §3 on a case. */
  async act(no, command, fields = {}) {
    return this.post(`/api/cases/${no}/${command}`, fields);
  }
}

/** A case submitted by a citizen over the API: `{ no, code, … }`. */
export async function submit(city, fields = {}) {
  const body = {
    kind: 'help',
    title: '路口路灯不亮',
    text: '学军路与横江渡路口的两盏路灯不亮三天了，晚上过马路看不见。',
    place: '学军路与横江渡路口',
    area: '350104',
    requester: { name: '林女士', phone: '13900000001' },
    ...fields,
  };
  return send(city.url, 'POST', '/api/public/cases', { body, key: randomUUID() });
}

/** Every step of an ordinary case up to the answer, by the staff whose steps they are. */
export async function answerIt(city, no, text = '已派人更换灯泡，今晚 19 时复查，两盏灯都亮了。', more = {}) {
  const [dispatcher, handler, reviewer, centre] = await Promise.all(
    ['pizhuan', 'zhujian', 'zhujian-shenhe', 'zhongshen'].map((login) => city.staff(login)),
  );
  await dispatcher.act(no, 'accept').catch(alreadyDone);
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' }).catch(alreadyDone);
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  await handler.act(no, 'reply', { text, ...more });
  await reviewer.act(no, 'review', { decision: 'pass' });
  await centre.act(no, 'review', { decision: 'pass' });
}

function alreadyDone(problem) {
  if (problem.code !== 'wrong_state') throw problem;
}

/** A problem document as an error. */
export class Problem extends Error {
  constructor(status, document) {
    super(`${status} ${document.code}: ${document.detail}`);
    Object.assign(this, document, { status });
  }
}

async function send(url, method, path, { token, body, key } = {}) {
  const headers = { accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  if (key) headers['idempotency-key'] = key;
  if (body) headers['content-type'] = 'application/json';
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const read = answer.headers.get('content-type')?.includes('json') ? await answer.json() : {};
  if (!answer.ok) throw new Problem(answer.status, read);
  return read;
}
