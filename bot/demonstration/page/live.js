// The panel's connection: tells what is looked at, gets what is to be seen, and comes back by itself.
const AGAIN_MS = 1000;

export function connect(changed) {
  const state = { hello: null, view: null, connected: false };
  let socket = null;
  let wanted = null;
  let over = false;

  const tell = () => !over && changed({ ...state });
  const open = () => {
    const address = new URL("/demo/live", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.onopen = () => wanted && socket.send(wanted);
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "hello") Object.assign(state, { hello: message, connected: true });
      else state.view = message;
      tell();
    };
    socket.onclose = () => {
      Object.assign(state, { connected: false, view: null });
      tell();
      if (!over) setTimeout(open, AGAIN_MS);
    };
  };
  open();
  return {
    look(what) {
      wanted = JSON.stringify(what);
      if (socket.readyState === WebSocket.OPEN) socket.send(wanted);
    },
    close() {
      over = true;
      socket.close();
    },
  };
}

// POST /demo/<action>; throws with the server's sentence.
export async function post(action, args) {
  const answer = await fetch(`/demo/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(args),
  });
  const body = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new Error(body.error);
  return body.result;
}
