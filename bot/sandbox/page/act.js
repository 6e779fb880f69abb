// What people do, asked of the server.

// Do something; throws an Error with the server's sentence where it cannot be.
export async function act(name, args = {}) {
  const answer = await fetch(`/sandbox/${name}`, { method: "POST", body: JSON.stringify(args) });
  const text = await answer.text();
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    body = { error: text };
  }
  if (!answer.ok) throw new Error(sentence(body.error) || answer.statusText);
  return body.result;
}

// The name of the kind of error is of no use to a person.
function sentence(error) {
  return (error ?? "").replace(/^\w+Error: /, "").replace(/^'(.*)'$/, "$1");
}

// The content of a file as the acts take it.
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
