// Another program that is told of events: it really listens, and remembers what it heard.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

export class Listener {
  heard = [];
  /** Status that is answered, by path; 204 elsewhere. */
  answers = new Map();
  waiting = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      this.heard.push({ path: request.url, headers: request.headers, body });
      response.writeHead(this.answers.get(request.url) ?? 204).end();
      for (const wake of this.waiting.splice(0)) wake();
    });
  });

  async open() {
    await new Promise((open) => {
      this.server.listen(0, '127.0.0.1', open);
    });
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  at(path) {
    return this.heard.filter((one) => one.path === path);
  }

  /** What was heard about a case, once so much of it was. */
  async about(path, no, count = 1) {
    for (;;) {
      const found = this.at(path).filter((one) => JSON.parse(one.body).data.no === no);
      if (found.length >= count) return found;
      await new Promise((wake) => {
        this.waiting.push(wake);
      });
    }
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** The signature that a message should have by a secret, as Standard Webhooks say. */
export function signature(secret, { headers, body }) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signed)
    .digest('base64')}`;
}
