// One event stream for all tabs of this browser: a browser allows few connections to a server, and each tab would hold one.
const ports = new Set();
let source = null;
let state = 'connecting';

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function connect(address) {
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(address);
  source.onopen = () => {
    state = 'open';
    tell({ state });
  };
  source.onerror = () => {
    state = 'lost';
    tell({ state });
    if (source.readyState === EventSource.CLOSED) setTimeout(() => ports.size > 0 && connect(address), 3000);
  };
  source.addEventListener('change', (event) => tell({ change: event.data }));
}

self.onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data.leave) {
      ports.delete(port);
      if (ports.size === 0) source?.close();
    }
    if (data.address) {
      connect(data.address);
      port.postMessage({ state });
    }
  };
};
