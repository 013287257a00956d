// Photos of a draft: kept in the browser until the words are sent, then sent one by one. Loaded only where there
// are any; without it photos come with the form itself, or later.
const KEPT = 7 * 24 * 3600 * 1000;
const LARGEST = 10 * 1024 * 1024;
const MOST = 10;
/** A larger side than this shows nothing more of a road lamp, and takes minutes on a bus. */
const SIDE = 2560;
const WAITING = 'minsheng-photos';
const english = document.documentElement.lang === 'en';
const t = (zh, en) => (english ? en : zh);

/** So long nothing may move before a photo counts as stuck, in milliseconds. */
const STILL = 45_000;

/** The shelf in the browser; refused where the browser keeps nothing. */
let opened;
const open = () => new Promise((done, failed) => {
  // Whoever left has thrown the shelf away: nothing that comes late puts it up again.
  if ('left' in document.documentElement.dataset) { failed(new Error('left')); return; }
  const asked = indexedDB.open('minsheng', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('photos', { keyPath: 'id', autoIncrement: true });
  asked.onsuccess = () => {
    const db = asked.result;
    // Somebody leaves in another window, or the browser takes the shelf away: the next act opens it anew.
    db.onversionchange = () => { opened = null; db.close(); };
    db.onclose = () => { opened = null; };
    done(db);
  };
  asked.onerror = () => failed(asked.error);
  asked.onblocked = () => failed(new Error('blocked'));
});

const once = async (mode, act) => {
  const db = await (opened ??= open());
  return new Promise((done, failed) => {
    const work = db.transaction('photos', mode);
    const asked = act(work.objectStore('photos'));
    work.oncomplete = () => done(asked.result);
    work.onerror = work.onabort = () => failed(work.error ?? asked.error ?? new Error('aborted'));
  });
};
/** An act on the shelf; some browsers close it behind the page's back, so it is opened once more. */
const shelf = async (mode, act) => {
  try { return await once(mode, act); } catch (error) {
    if (error?.name === 'QuotaExceededError') throw error;
    opened = null;
    return once(mode, act);
  }
};
const add = (photo) => shelf('readwrite', (photos) => photos.add(photo));
const put = (photo) => shelf('readwrite', (photos) => photos.put(photo));
const drop = (id) => shelf('readwrite', (photos) => photos.delete(id));
const all = () => shelf('readonly', (photos) => photos.getAll());
const of = async (key) => (await all()).filter((photo) => photo.key === key);
const ofCase = async (no) => (await all()).filter((photo) => photo.no === no);

/** Tells pages that load this only where it is needed whether photos lie here, and since when. */
const mark = async () => {
  const since = (await all()).map((photo) => photo.at);
  try { if (since.length) localStorage.setItem(WAITING, JSON.stringify({ at: Math.min(...since) })); else localStorage.removeItem(WAITING); } catch { /* private windows */ }
};
const remove = async (photos) => {
  for (const photo of photos) await drop(photo.id);
  await mark();
};

/** Whether this browser keeps photos; what nobody came back for is thrown away. */
export async function ready() {
  await remove((await all()).filter((photo) => Date.now() - photo.at > KEPT));
}

/** Throws away the photos of a draft. */
export async function forget(key) { await remove(await of(key)); }

/** Throws away the photos of a case that are not sent yet. */
export async function discard(no) { await remove(await ofCase(no)); }

/** The cases whose photos are not sent yet, and how many of each. */
export async function waiting() {
  const counts = new Map();
  for (const { no } of await all()) if (no) counts.set(no, (counts.get(no) ?? 0) + 1);
  return [...counts];
}

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

/** A small picture on a canvas: no address of a picture is needed, which the page's policy would not allow. */
const small = async (blob, name) => {
  try {
    const picture = await createImageBitmap(blob);
    const canvas = document.createElement('canvas');
    const most = 160;
    Object.assign(canvas, { width: most, height: most });
    const scale = Math.max(most / picture.width, most / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext('2d').drawImage(picture, (most - width) / 2, (most - height) / 2, width, height);
    picture.close();
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', name);
    return canvas;
  } catch {
    const other = document.createElement('i');
    other.textContent = 'PDF';
    other.setAttribute('aria-hidden', 'true');
    return other;
  }
};

/** Fails where work takes too long. */
const within = (time, work) => Promise.race([work, new Promise((_, failed) => { setTimeout(() => failed(new Error('late')), time); })]);

/** A picture of a size that a city needs; documents as they are. Fails for what is no picture. */
const fit = async (file) => {
  if (file.type === 'application/pdf' || /\.pdf$/i.test(file.name)) return file;
  const picture = await createImageBitmap(file);
  const longest = Math.max(picture.width, picture.height);
  if (longest <= SIDE && file.size <= LARGEST) { picture.close(); return file; }
  const canvas = document.createElement('canvas');
  const scale = Math.min(1, SIDE / longest);
  Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done, failed) => { canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('too large'))), 'image/jpeg', 0.86); });
};

const row = async (photo, more) => {
  const item = document.createElement('li');
  const words = document.createElement('p');
  const under = document.createElement('small');
  words.textContent = photo.name;
  under.textContent = more ?? size(photo.blob.size);
  words.append(under);
  item.append(await small(photo.blob, photo.name), words);
  return item;
};

/** What is being taken in, and what of it was not. */
let queue = Promise.resolve();
let out = [];

/** Waits until everything that was chosen is taken in; tells what meanwhile was not. */
export async function settled() {
  out = [];
  let seen;
  do { seen = queue; await seen; } while (seen !== queue);
  return out.join(' ');
}

/**
 * The third step: chosen photos as a list, each with a button that removes it. `lost` is called where the browser
 * keeps them no longer.
 */
export async function choose(input, list, said, key, lost) {
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const photos = await of(key);
    const rows = await Promise.all(photos.map(async (photo) => {
      const item = await row(photo);
      const away = document.createElement('button');
      Object.assign(away, { type: 'button', className: 'link', textContent: t('去掉', 'Remove') });
      const whose = document.createElement('span');
      Object.assign(whose, { className: 'vh', textContent: ` ${photo.name}` });
      away.append(whose);
      away.addEventListener('click', async () => {
        await remove([photo]);
        await show();
        said.textContent = t(`去掉了 ${photo.name}。`, `${photo.name} was removed.`);
        (list.querySelector('button') ?? input).focus();
      });
      item.append(away);
      return item;
    }));
    if (mine !== turn) return;
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
  };
  const take = async (files) => {
    const told = [];
    let chosen = (await of(key)).length;
    for (const file of files) {
      if (chosen >= MOST) { told.push(t(`最多 ${MOST} 个，${file.name} 没有放进来。`, `${MOST} at most; ${file.name} was left out.`)); continue; }
      let blob;
      try { blob = await within(STILL, fit(file)); } catch { told.push(t(`${file.name} 打不开，不是照片就是坏了。请换 JPEG、PNG、WebP 或 PDF。`, `${file.name} cannot be opened. Please choose a JPEG, PNG, WebP or PDF.`)); continue; }
      if (blob.size > LARGEST) { told.push(t(`${file.name} 太大（${size(blob.size)}），每个不超过 10 MB。`, `${file.name} is too large (${size(blob.size)}); 10 MB each.`)); continue; }
      try { await add({ key, at: Date.now(), name: file.name, blob }); } catch (error) {
        if (error?.name !== 'QuotaExceededError') throw error;
        told.push(t('这台设备存不下了，其余的提交后再传。', 'This device is full; send the others after submitting.'));
        break;
      }
      chosen += 1;
    }
    await mark();
    await show();
    out.push(...told);
    said.textContent = [...told, chosen ? t(`选好了 ${chosen} 个，已存在这台设备上。`, `${chosen} chosen and kept on this device.`) : ''].join(' ').trim();
  };
  const chosen = () => {
    const files = [...input.files];
    input.value = '';
    if (!files.length) return;
    said.textContent = t('正在放进来……', 'Taking them in …');
    queue = queue.then(() => take(files)).catch(() => {
      lost();
      out.push(said.textContent);
    });
  };
  input.addEventListener('change', chosen);
  // Chosen before this was loaded.
  chosen();
  await show();
}

/** The last step: how many wait. */
export async function count(room, key) {
  const photos = await of(key);
  room.querySelector('p').textContent = photos.length ? t(`照片 ${photos.length} 个，提交后接着传`, `${photos.length} photos, sent after your words`) : t('没有选照片', 'No photos');
  room.hidden = false;
}

/** One photo; gives what the server says of it, and fails where the network does: `late` where it stands still. */
const post = (no, photo, progress) => new Promise((done, failed) => {
  const form = new FormData();
  form.append('key', photo.key);
  form.append('file', photo.blob, photo.name);
  const ask = new XMLHttpRequest();
  ask.open('POST', `/follow/${no}/photo`);
  ask.setRequestHeader('Accept', 'application/json');
  let still;
  const moves = () => {
    clearTimeout(still);
    still = setTimeout(() => { failed(new Error('late')); ask.abort(); }, STILL);
  };
  ask.upload.onprogress = (event) => { moves(); if (event.lengthComputable) progress(event.loaded / event.total); };
  ask.upload.onload = ask.onprogress = moves;
  ask.onload = () => {
    if (ask.status === 403) return done({ away: true });
    const busy = ask.status === 429 || ask.status >= 500;
    try {
      const told = JSON.parse(ask.responseText);
      // A photo by itself; or a refusal of the whole, which the same request meets again.
      done(told.taken ? told.taken[0] : { [busy ? 'again' : 'over']: true, why: told.why ?? told.detail });
    } catch { done({ [busy || ask.status === 200 ? 'again' : 'over']: true }); }
  };
  ask.onerror = ask.onabort = () => failed(new Error('network'));
  ask.onloadend = () => clearTimeout(still);
  moves();
  ask.send(form);
});

/** Whether somebody is writing on this page. */
const writing = () => {
  const differs = (part) => {
    if (part.type === 'file') return part.files.length > 0;
    if (part.type === 'checkbox' || part.type === 'radio') return part.checked !== part.defaultChecked;
    return part.type !== 'hidden' && 'defaultValue' in part && part.value !== part.defaultValue;
  };
  return document.activeElement?.matches('input, textarea') || [...document.querySelectorAll('main form')].some((form) => [...form.elements].some(differs));
};

/**
 * The receipt, and the case's page as long as something waits: photos go out one after the other; what the network
 * stopped is offered again, also after the browser was closed.
 */
export async function send(room) {
  const { no, key } = room.dataset;
  const onReceipt = document.querySelector('[data-sent]') !== null;
  for (const photo of await of(key)) if (onReceipt && photo.no !== no) await put({ ...photo, no });
  const mine = () => ofCase(no);
  const waits = (await mine()).length;
  if (!waits) return;
  const said = room.querySelector('[role=status]');
  const bar = room.querySelector('progress');
  const list = room.querySelector('ul');
  const more = room.querySelector('.btns');
  const again = room.querySelector('[data-again]');
  room.hidden = false;
  room.querySelector('[data-forget]').addEventListener('click', async () => {
    room.dataset.given = 'up';
    clearTimeout(retry);
    await discard(no);
    more.hidden = true;
    said.textContent = t('不传了。这一件不受影响。', 'They are not sent. Your case is not affected.');
  });
  let going = false;
  let retry;
  if (room.dataset.shut) {
    said.textContent = t(`还有 ${waits} 个没传。`, `${waits} not sent yet. `) + room.dataset.shut;
    again.hidden = true;
    more.hidden = false;
    return;
  }
  let kept = 0;
  const refused = [];
  const round = async () => {
    clearTimeout(retry);
    more.hidden = true;
    // At once: what the last round said is not what this one says.
    said.textContent = t('正在传……', 'Sending …');
    let stopped = '';
    let over = false;
    const photos = await mine();
    for (const [n, photo] of photos.entries()) {
      said.textContent = t(`正在传第 ${n + 1} 个，共 ${photos.length} 个……`, `Sending ${n + 1} of ${photos.length} …`);
      bar.hidden = false;
      bar.value = n / photos.length;
      let told;
      try { told = await post(no, photo, (part) => { bar.value = (n + part) / photos.length; }); } catch (error) {
        stopped = error.message === 'late'
          ? t('45 秒没有动静，先停下了。照片还在这台设备上，过一会儿接着传。', 'Nothing moved for 45 seconds. Your photos are still on this device and are sent again in a moment.')
          : t('网络断了，照片还在这台设备上，连上后会接着传。', 'The network is away. Your photos are still on this device and go out once it is back.');
        break;
      }
      over = Boolean(told.away || told.over);
      if (told.away) { stopped = t('请先用编号和查询码进“查看进度”，照片会在那里接着传。', 'Please enter with number and query code; your photos go on there.'); break; }
      if (told.over || told.again) { stopped = told.over ? told.why ?? t('没有收下。', 'Not taken.') : `${photo.name}：${told.why ?? t('我们这边暂时忙不过来。', 'We are busy for a moment.')}`; break; }
      if (told.why) refused.push([photo, told.why]); else kept += 1;
      await remove([photo]);
    }
    bar.hidden = true;
    const left = (await mine()).length;
    list.replaceChildren(...await Promise.all(refused.map(([photo, why]) => row(photo, why))));
    list.hidden = refused.length === 0;
    const words = [];
    if (kept) words.push(t(`${kept} 个收到了，已经和这一件放在一起。`, `${kept} received and kept with your case.`));
    if (refused.length) words.push(t(`没有收下 ${refused.length} 个，这一件不受影响；要换一个再传，请用“选照片或文件”。`, `${refused.length} not kept; your case is not affected. Use “Photos or files” to send another.`));
    if (stopped) words.push(t(`还有 ${left} 个没传。`, `${left} not sent yet. `) + stopped);
    // The page is read anew to show them, but never from under somebody's hands.
    const anew = !left && !onReceipt && kept && !refused.length;
    const busy = anew && writing();
    if (busy) words.push(t('写完刷新这一页，就能看到照片。', 'Reload the page when you have finished writing to see them.'));
    said.textContent = words.join(english ? ' ' : '');
    more.hidden = !left;
    if (refused.length) room.parentElement.querySelectorAll('details').forEach((part) => { if (part.querySelector('#photo')) part.open = true; });
    // What was refused is refused again: only the network and a busy house are worth another try.
    if (left && !over && !room.dataset.given) retry = setTimeout(pass, 10_000);
    if (anew && !busy) location.replace(`/follow/${no}?done=photo#done`);
  };
  const pass = async () => {
    if (going) return;
    going = true;
    try { await round(); } catch {
      bar.hidden = true;
      said.textContent = t('这台设备上的照片现在读不出来。过一会儿再按“再传一次”，或者用“选照片或文件”重新选。', 'The photos on this device cannot be read now. Try “Send again” in a while, or choose them again under “Photos or files”.');
      more.hidden = false;
    } finally { going = false; }
  };
  again.addEventListener('click', pass);
  addEventListener('online', () => { if (!room.dataset.given) pass(); });
  await pass();
}
