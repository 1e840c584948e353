/*
 * The console: one EventSource, a list of what it received, and a form that publishes. All that
 * comes from the network gets into the page through textContent.
 */

const MAX_ROWS = 500;
const MAX_TOPICS = 64;
const LINE_LENGTH = 90;
const MAX_INDENT = 16;
const PUBLISH_TIMEOUT_MS = 30_000;
const FLUSH_MS = 50;

const TOPIC = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const STATES = ['CONNECTING', 'OPEN', 'CLOSED'];

const GAP_REASONS = {
  epoch: 'the id comes from an earlier life of the store, whose events are gone',
  expired: 'the events after the id are no longer retained',
  ahead: 'the id is beyond the newest event of the store',
  malformed: 'what was asked for is not an id of this service',
  overrun: 'the stream fell so far behind that events were dropped before it came to them',
  damaged: 'a part of the stored events cannot be read',
};

const CLOSE_REASONS = {
  shutdown: 'the service, or this node of it, is stopping',
  lifetime: 'the stream has reached the age at which streams are renewed',
  overloaded: 'the service has no room for this stream now',
  slow: 'this reader did not keep up',
  expired: 'the right to read has run out',
  revoked: 'the right to read was withdrawn',
};

const byId = (id) => document.getElementById(id);

// ---- settings: the form, and the page's query, which keeps them over a reload

/** Types may hold spaces, topics may not; a comma separates both. */
function names(text, separator) {
  return [...new Set(text.split(separator).map((name) => name.trim()).filter(Boolean))];
}

const topicNames = (text) => names(text, /[\s,]+/);
const typeNames = (text) => names(text, ',');

/** What the user chose, also while several topics hold the box checked. */
let envelopeWanted = false;

function settingsFromForm() {
  const topics = topicNames(byId('topics').value);
  return {
    topics,
    types: typeNames(byId('types').value),
    start: byId('start').value,
    last: byId('start-last').value,
    id: byId('start-id').value.trim(),
    // several topics cannot be told apart without it
    envelope: topics.length > 1 || envelopeWanted,
  };
}

function fillForm(query) {
  byId('topics').value = topicNames(query.get('topics') ?? 'clock').join(', ');
  byId('types').value = typeNames(query.get('types') ?? '').join(', ');
  envelopeWanted = query.get('envelope') === 'true';
  if (query.get('lastEventId')) {
    byId('start').value = 'id';
    byId('start-id').value = query.get('lastEventId');
  } else if (query.get('last')) {
    byId('start').value = 'last';
    byId('start-last').value = query.get('last');
  }
  showStartField();
}

function keepInAddress({ topics, types, start, last, id }) {
  const query = new URLSearchParams({ topics: topics.join(), types: types.join() });
  if (envelopeWanted) query.set('envelope', 'true');
  if (start === 'last') query.set('last', last);
  if (start === 'id') query.set('lastEventId', id);
  // a comma may stand in a query as it is, and reads better
  history.replaceState(null, '', `?${query.toString().replaceAll('%2C', ',')}`);
}

/** A hidden field must be disabled too, or its emptiness would keep the form from being sent. */
function showStartField() {
  for (const field of document.querySelectorAll('[data-start]')) {
    const used = field.dataset.start === byId('start').value;
    field.hidden = !used;
    field.querySelector('input').disabled = !used;
  }
}

function topicsProblem(topics) {
  if (topics.length === 0) return 'Name at least one topic.';
  if (topics.length > MAX_TOPICS) return `A stream has at most ${MAX_TOPICS} topics.`;
  const wrong = topics.find((topic) => !TOPIC.test(topic));
  return wrong === undefined ? '' : `“${wrong}” is not a topic: letters, digits, . _ - only.`;
}

/** EventSource fires `open` and `error` itself; `stream.` belongs to the service. */
function typesProblem(types) {
  const wrong = types.find((type) => /^(open|error|stream\..*)$/.test(type));
  return wrong === undefined ? '' : `No event can have the type “${wrong}”.`;
}

function checkConnectForm() {
  const { topics, types } = settingsFromForm();
  byId('topics').setCustomValidity(topicsProblem(topics));
  byId('types').setCustomValidity(typesProblem(types));
  byId('envelope').disabled = topics.length > 1;
  byId('envelope').checked = topics.length > 1 || envelopeWanted;
}

function checkPublishForm() {
  const input = byId('publish-topic');
  input.setCustomValidity(topicsProblem([input.value.trim()]));
}

// ---- the stream

let settings = null;
let source = null;
let lastId = '';
let opens = 0;
let received = 0;

/** Relative to the page, so that a path prefix in front of the service does no harm. */
function serviceUrl(path, query = new URLSearchParams()) {
  const url = new URL(path, document.baseURI);
  url.search = query;
  return url;
}

const topicPath = (topic) => `topics/${encodeURIComponent(topic)}/events`;

function streamUrl({ topics, envelope, start, last, id }, resumeId) {
  const one = topics.length === 1;
  const query = new URLSearchParams(one ? [] : topics.map((topic) => ['topic', topic]));
  if (envelope) query.set('envelope', 'true');
  if (resumeId) query.set('lastEventId', resumeId);
  else if (start === 'id') query.set('lastEventId', id);
  else if (start === 'last') query.set('last', last);
  return serviceUrl(one ? topicPath(topics[0]) : 'events', query);
}

function connect() {
  checkConnectForm();
  const form = byId('connect-form');
  if (!form.checkValidity()) {
    form.closest('details').open = true;
    form.reportValidity();
    showState(`Not connected. ${form.querySelector(':invalid').validationMessage}`);
    return;
  }
  settings = settingsFromForm();
  keepInAddress(settings);
  suggestTopic(settings.topics[0]);
  lastId = settings.start === 'id' ? settings.id : '';
  open(streamUrl(settings, ''), `Connecting to ${settings.topics.join(', ')}.`);
}

function reopen() {
  if (!settings) return connect();
  const detail = lastId
    ? `Resuming after ${lastId}.`
    : 'No id to resume after: what was published in between may be missed.';
  open(streamUrl(settings, lastId), detail);
}

function close() {
  source.close();
  showState(lastId ? 'Closed by you. Reopen resumes after the last id.' : 'Closed by you.');
}

/** Whether the stream was open when the page was left: it may come back as it was. */
let leftOpen = false;

/** In the back/forward cache an open stream would keep a connection from the next pages. */
function leave() {
  leftOpen = source !== null && source.readyState !== EventSource.CLOSED;
  source?.close();
}

function comeBack({ persisted }) {
  if (persisted && leftOpen) reopen();
}

function open(url, detail) {
  source?.close();
  source = new EventSource(url);
  opens = 0;
  source.addEventListener('open', onOpen);
  source.addEventListener('error', onError);
  source.addEventListener('stream.gap', onGap);
  source.addEventListener('stream.close', onClose);
  for (const type of new Set(['message', ...settings.types])) {
    source.addEventListener(type, onEvent);
  }
  showUrl(url);
  showFacts();
  showState(detail);
}

function onOpen() {
  opens++;
  showFacts();
  const topics = settings.topics.join(', ');
  showState(`${opens > 1 ? 'Listening again' : 'Listening'} to ${topics}.`);
}

function onError() {
  if (source.readyState === EventSource.CLOSED) {
    showState('The service refused the stream, so the browser does not try again.', true);
    explainRefusal(source);
  } else {
    showState('No connection. The browser tries again by itself, after the delay the service set.');
  }
}

/** EventSource hides status and body of a refusal; the same resource read as history shows them. */
async function explainRefusal(refused) {
  const url = new URL(refused.url);
  url.searchParams.set('limit', '1');
  let words;
  try {
    const answer = await fetch(url, {
      headers: { Accept: 'application/json, application/problem+json' },
      signal: AbortSignal.timeout(PUBLISH_TIMEOUT_MS),
    });
    if (answer.ok) return;
    words = `${statusLine(answer)}. ${problemText(answer, await bodyOf(answer))}`;
  } catch {
    return;
  }
  if (refused === source && refused.readyState === EventSource.CLOSED) {
    showState(`Refused: ${words}`, true);
  }
}

function noteId(event) {
  if (!event.lastEventId) return;
  lastId = event.lastEventId;
  byId('last-id').textContent = lastId;
}

function onEvent(event) {
  const arrived = new Date();
  noteId(event);
  received++;
  const envelope = settings.envelope ? parsed(event.data) : undefined;
  const topic = envelope?.topic ?? (settings.topics.length === 1 ? settings.topics[0] : '');
  addRow(() => eventRow(arrived, event, topic, envelope));
}

function onGap(event) {
  const arrived = new Date();
  noteId(event);
  const { reason = 'unknown', requested, resumedAt } = parsed(event.data) ?? {};
  const words = `Some events cannot be replayed: ${GAP_REASONS[reason] ?? reason}. Whatever was`
    + ' built from this stream should be loaded afresh; it continues after resumedAt.';
  addRow(() => noticeRow('gap', arrived, event, words, { reason, requested, resumedAt }));
}

function onClose(event) {
  const arrived = new Date();
  noteId(event);
  const { reason = 'unknown' } = parsed(event.data) ?? {};
  const words = `The service ends this stream: ${CLOSE_REASONS[reason] ?? reason}. The browser`
    + ' reconnects by itself and resumes.';
  addRow(() => noticeRow('close', arrived, event, words, { reason }));
}

// ---- what is shown of the connection

function showState(detail, refused = false) {
  const state = STATES[source?.readyState ?? EventSource.CLOSED];
  byId('connection').dataset.state = refused ? 'REFUSED' : state;
  byId('state').textContent = state;
  byId('state-detail').textContent = detail;
  byId('toggle').textContent = state === 'CLOSED' ? 'Reopen' : 'Close';
}

function showFacts() {
  byId('last-id').textContent = lastId || 'none yet';
  byId('reconnects').textContent = Math.max(0, opens - 1);
}

function showUrl(url) {
  const shown = byId('stream-url');
  shown.textContent = url.pathname + url.search;
  shown.title = url.href;
}

// ---- rows

/** Rows wait here for a moment, so that a burst costs one layout, not one for each event. */
let waiting = [];

function addRow(makeRow) {
  if (waiting.length === 0) setTimeout(flush, FLUSH_MS);
  waiting.push(makeRow);
  if (waiting.length > MAX_ROWS) waiting.shift();
}

function flush() {
  const events = byId('events');
  const makers = waiting.reverse();
  waiting = [];
  events.prepend(...makers.map((makeRow) => makeRow()));
  while (events.rows.length > MAX_ROWS) events.lastElementChild.remove();
  showCount();
}

function clear() {
  waiting = [];
  received = 0;
  byId('events').replaceChildren();
  showCount();
}

function showCount() {
  const rows = byId('events').rows.length;
  byId('received').textContent = received.toLocaleString('en');
  byId('empty').hidden = rows > 0;
  byId('shown').textContent = rows < MAX_ROWS ? '' : `the newest ${MAX_ROWS} are kept`;
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function eventRow(arrived, event, topic, envelope) {
  const id = event.lastEventId;
  const data = envelope ? envelopeData(event.data) : readable(event.data);
  const row = element(
    'tr',
    'event',
    element('td', 'arrived', timeElement(arrived)),
    element('td', 'delay', delayText(arrived, envelope?.publishedAt)),
    element('td', 'topic', topic),
    element('td', 'type', event.type),
    element('td', 'id', element('code', '', id)),
    element('td', 'data', element('div', '', data)),
  );
  row.dataset.id = id;
  return row;
}

/** A gap or a close: the service's own words on the stream, not an event of a topic. */
function noticeRow(kind, arrived, event, words, facts) {
  const list = element('dl');
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined || value === null) continue;
    const code = element('code', '', String(value));
    list.append(element('div', '', element('dt', '', name), element('dd', name, code)));
  }
  const text = element('td', 'words', element('p', '', words), list);
  text.colSpan = 3;
  const type = element('td', 'type', event.type);
  type.colSpan = 2;
  return element('tr', kind, element('td', 'arrived', timeElement(arrived)), type, text);
}

function timeElement(date) {
  const pad = (number, width) => String(number).padStart(width, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2));
  const time = element('time', '', `${clock.join(':')}.${pad(date.getMilliseconds(), 3)}`);
  time.dateTime = date.toISOString();
  time.title = time.dateTime;
  return time;
}

function delayText(arrived, publishedAt) {
  const delay = arrived - Date.parse(publishedAt);
  if (Number.isNaN(delay)) return '';
  if (Math.abs(delay) < 1000) return `${delay} ms`;
  if (Math.abs(delay) < 60_000) return `${(delay / 1000).toFixed(1)} s`;
  if (Math.abs(delay) < 3_600_000) return `${Math.round(delay / 60_000)} min`;
  return `${(delay / 3_600_000).toFixed(1)} h`;
}

// ---- JSON, laid out token by token: parsing and printing it again would change large numbers and
// lose doubled members, and an operator wants to see what was sent

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const opensNesting = (token) => token === '{' || token === '[';
const closesNesting = (token) => token === '}' || token === ']';

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readable(text) {
  const value = parsed(text);
  return typeof value === 'object' && value !== null ? laidOut(text) : text;
}

/** Plain text is a JSON string in the envelope. */
function envelopeData(text) {
  const data = memberText(text, 'data');
  const value = parsed(data);
  return typeof value === 'string' ? value : readable(data);
}

/** The text of a member of the outermost object, as it was sent. */
function memberText(json, name) {
  let depth = 0;
  let start = -1;
  let previous = '';
  for (const { 0: token, index } of json.matchAll(TOKENS)) {
    if (depth === 1 && start < 0 && token === ':' && previous === `"${name}"`) start = index + 1;
    else if (depth === 1 && start >= 0 && (token === ',' || token === '}')) {
      return json.slice(start, index);
    }
    if (opensNesting(token)) depth++;
    else if (closesNesting(token)) depth--;
    previous = token;
  }
  return json;
}

function laidOut(json) {
  const tokens = json.match(TOKENS);
  const spaced = (token) => (token === ':' || token === ',' ? `${token} ` : token);
  const line = tokens.map(spaced).join('');
  return line.length <= LINE_LENGTH ? line : indented(tokens);
}

/** The indent is bounded: 500 levels, as deep as events may be, would make megabytes of blanks. */
function indented(tokens) {
  const newLine = (depth) => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`;
  let depth = 0;
  let text = '';
  tokens.forEach((token, index) => {
    const closesNext = closesNesting(tokens[index + 1]);
    if (opensNesting(token)) depth++;
    else if (closesNesting(token)) depth--;
    text += token;
    if (token === ':') text += ' ';
    else if (token === ',' || (opensNesting(token) && !closesNext)) text += newLine(depth);
    else if (closesNext && !opensNesting(token)) text += newLine(depth - 1);
  });
  return text;
}

// ---- publishing

let publishing = false;
let topicTyped = false;

/** Follows the connection until the user names a topic. */
function suggestTopic(topic) {
  if (!topicTyped) byId('publish-topic').value = topic;
}

async function publish() {
  if (publishing) return;
  const topic = byId('publish-topic').value.trim();
  const type = byId('publish-type').value.trim();
  let request;
  try {
    request = new Request(publishUrl(topic, type), publishOptions());
  } catch {
    // the topic is checked by the form, so that only a header can be at fault
    return showResult('refused', 'Not sent', '', 'The key has characters no HTTP header may have.');
  }
  setPublishing(true);
  showResult('', 'Sending…');
  try {
    const answer = await fetch(request);
    const body = await bodyOf(answer);
    if (answer.ok) showResult('accepted', statusLine(answer), body?.id, unseenHint(topic, type));
    else showResult('refused', statusLine(answer), '', refusalText(answer, body));
  } catch (failure) {
    showResult('refused', 'No answer', '',
      `${failure.message}. If the event was sent, it may have been accepted.`);
  } finally {
    setPublishing(false);
  }
}

function publishUrl(topic, type) {
  const query = new URLSearchParams();
  if (type) query.set('type', type);
  if (!byId('publish-retain').checked) query.set('retain', 'false');
  return serviceUrl(topicPath(topic), query);
}

/** The body goes as it was typed: what is not JSON is for the service to refuse. */
function publishOptions() {
  const key = byId('publish-key').value.trim();
  const kind = document.querySelector('[name=kind]:checked').value;
  return {
    method: 'POST',
    headers: { 'Content-Type': kind, ...(key && { Authorization: `Bearer ${key}` }) },
    body: byId('publish-body').value,
    signal: AbortSignal.timeout(PUBLISH_TIMEOUT_MS),
  };
}

const bodyOf = async (answer) => parsed(await answer.text());

/** HTTP/2 has no reason phrase. */
const statusLine = ({ status, statusText }) => [status, statusText].filter(Boolean).join(' ');

/** A problem without a type of its own has the reason phrase as its title: said once is enough. */
function problemText(answer, problem) {
  const title = problem?.title === answer.statusText ? '' : problem?.title;
  return [title, problem?.detail].filter(Boolean).join(': ');
}

function refusalText(answer, problem) {
  const after = answer.headers.get('Retry-After');
  const words = problemText(answer, problem) || 'The answer gives no reason.';
  return after ? `${words} (Retry after ${after} s.)` : words;
}

/** An accepted event that does not show up would look like a fault. */
function unseenHint(topic, type) {
  if (!settings || source?.readyState === EventSource.CLOSED) return 'The stream is closed.';
  if (!settings.topics.includes(topic)) return 'This page does not listen to that topic.';
  if (type && type !== 'message' && !settings.types.includes(type)) {
    return 'This page does not listen to that type.';
  }
  return '';
}

function showResult(outcome, status, id = '', detail = '') {
  byId('publish-result').hidden = false;
  byId('publish-result').dataset.outcome = outcome;
  byId('publish-status').textContent = status;
  byId('publish-id').textContent = id;
  byId('publish-detail').textContent = detail;
  byId('publish-result').scrollIntoView({ block: 'nearest' });
}

/** Not `disabled`, which would take the keyboard's focus away. */
function setPublishing(busy) {
  publishing = busy;
  byId('publish').setAttribute('aria-disabled', String(busy));
}

// ---- the page

function onSubmit(id, action) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    action();
  });
}

function toggle() {
  if (source && source.readyState !== EventSource.CLOSED) close();
  else reopen();
}

function listen() {
  onSubmit('connect-form', connect);
  onSubmit('publish-form', publish);
  byId('connect-form').addEventListener('input', checkConnectForm);
  byId('publish-form').addEventListener('input', checkPublishForm);
  byId('start').addEventListener('change', showStartField);
  byId('envelope').addEventListener('change', () => { envelopeWanted = byId('envelope').checked; });
  byId('publish-topic').addEventListener('input', () => { topicTyped = true; });
  byId('publish-body').addEventListener('keydown', (event) => {
    const asked = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (asked) byId('publish-form').requestSubmit();
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  byId('toggle').addEventListener('click', toggle);
  byId('clear').addEventListener('click', clear);
}

/** On a phone the events come first; the forms are a tap away. */
function foldForms() {
  if (!matchMedia('(max-width: 39.99rem)').matches) return;
  for (const panel of document.querySelectorAll('.panel')) panel.open = false;
}

listen();
foldForms();
fillForm(new URLSearchParams(location.search));
connect();
