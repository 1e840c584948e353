// Reads events with one of the clients that are made for Node, and prints the data of each as a
// JSON string on a line of its own:  node read.mjs CLIENT URL COUNT
const [client, url, count] = process.argv.slice(2);
let read = 0;
setInterval(() => {}, 60_000); // a client that waits to come back does not keep Node running

function received(data) {
  const last = ++read >= Number(count);
  process.stdout.write(JSON.stringify(data) + '\n', () => {
    if (last) {
      process.exit(0);
    }
  });
}

switch (client) {
  case 'eventsource': {
    const {EventSource} = await import('eventsource');
    new EventSource(url).onmessage = (event) => received(event.data);
    break;
  }
  case 'eventsource-client': {
    const {createEventSource} = await import('eventsource-client');
    createEventSource({url, onMessage: (event) => received(event.data)});
    break;
  }
  case 'launchdarkly-eventsource': {
    const {default: {EventSource}} = await import('launchdarkly-eventsource');
    new EventSource(url).onmessage = (event) => received(event.data);
    break;
  }
  default:
    console.error(`read.mjs knows no client ${client}`);
    process.exit(2);
}
