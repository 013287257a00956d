// A city of one's own: the program that users run, on a fresh demonstration database, on a free port of
// the loopback. `await openCity()` in `before`, `await city.close()` in `after`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Desk } from './desk.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = process.env.CARGO_TARGET_DIR ?? path.join(repository, 'target');
/** The program under test; MINSHENG_BIN names another. */
const program = process.env.MINSHENG_BIN ?? path.join(target, 'debug', 'minsheng');

/** The password of every account of the demonstration. */
export const PASSWORD = 'minsheng-demo';

/**
 * Starts a city: `cases` invented cases beside the article's, staff for every role. With `database` it is
 * the city of that database, which stays. With `people` it is no demonstration but a city of its first day: no
 * cases, and only these people, `{ login: [post, …] }` as `minsheng user add` wants posts, with the password of
 * the demonstration. `settings` are the operator's, such as `webhooks.allowed=127.0.0.0/8`.
 * @returns {Promise<City>}
 */
export async function openCity({ cases = 30, database: given, people, settings = [] } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'minsheng-e2e-'));
  const database = given ?? `sqlite:${path.join(folder, 'minsheng.db')}`;
  try {
    if (!given && !people) await run(['demo', '--database', database, '--cases', String(cases)]);
    for (const [login, posts] of Object.entries(people ?? {})) {
      await run(['user', 'add', login, '--database', database, '--name', login, ...posts.flatMap((post) => ['--post', post])], PASSWORD);
    }
    const server = spawn(
      program,
      [
        'serve',
        '--database',
        database,
        '--data',
        folder,
        '--listen',
        '127.0.0.1:0',
        '--log',
        'warn',
        ...settings.flatMap((one) => ['--set', one]),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return new City(folder, server, await address(server));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

class City {
  constructor(folder, server, url) {
    this.folder = folder;
    this.server = server;
    this.url = url;
  }

  /** A member of staff who acts over the API; logins are those that `minsheng demo` prints. */
  async staff(login, password = PASSWORD) {
    return Desk.signIn(this.url, login, password);
  }

  /** Messages that left the house so far, oldest first: `{ to, template, body }`. */
  async messages() {
    const outbox = path.join(this.folder, 'outbox');
    const names = await readdir(outbox).catch(() => []);
    const sorted = names.filter((name) => name.endsWith('.json')).sort();
    return Promise.all(sorted.map(async (name) => JSON.parse(await readFile(path.join(outbox, name), 'utf8'))));
  }

  /** Waits until a message fits, for delivery runs in the background. */
  async message(fits, patience = 15_000) {
    const until = Date.now() + patience;
    for (;;) {
      const found = (await this.messages()).findLast(fits);
      if (found) return found;
      if (Date.now() > until) throw new Error('no such message was delivered');
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  /** Stops the server, as an operator would, and removes everything. */
  async close() {
    if (this.server.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.kill('SIGTERM');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs the program to its end; `input` is what it reads. */
async function run(words, input) {
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.on('error', () => {}); // it may have ended without reading
  child.stdin.end(input === undefined ? '' : `${input}\n`);
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`minsheng ${words[0]} ended with ${code}: ${said}`);
}

/** The address that the server prints once it listens. */
function address(server) {
  return new Promise((found, failed) => {
    let said = '';
    const hear = (chunk) => {
      said += chunk;
      const there = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (there) found(there[0]);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', (chunk) => {
      said += chunk;
      if (process.env.E2E_LOG) process.stderr.write(chunk);
    });
    server.once('error', failed);
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
}
