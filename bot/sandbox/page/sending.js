// What one person can do in one chat: every act with the place already named.
import { act, base64 } from "./act.js";
import { place } from "./world.js";
import { SAMPLE_VOICE_S, samplePicture, sampleVoice } from "./samples.js";

const MOST_IN_ALBUM = 10;

// Return the hands of a person in a chat; `about` gives what the next message hangs on: {reply_to, thread}.
export function handsIn(chat, person, about) {
  const here = place(chat, person);
  const put = (name, args) => act(name, { ...here, ...about(), ...args });
  const file = async (blob, kind, facts) => put("send", { kind, content: await base64(blob), mime: blob.type, ...facts });
  return {
    write: (text) => put("write", { text }),
    start: (payload = "") => act("start", { person, bot: chat.bot, payload }),
    press: (message, data) => act("press", { ...here, message: message.id, data }),
    edit: (message, text) => act("edit", { ...here, message: message.id, text }),
    remove: (message) => act("delete", { ...here, message: message.id }),
    react: (message, emoji) => act("react", { ...here, message: message.id, emoji }),
    unblock: () => act("unblock", { person, bot: chat.bot }),
    location: (latitude, longitude) => put("location", { latitude, longitude }),
    contact: (phone) => put("contact", { phone }),
    sticker: (emoji) => put("sticker", { emoji }),
    voice: (blob, duration) => file(blob, "voice", { duration }),
    sampleVoice: () => file(sampleVoice(), "voice", { duration: SAMPLE_VOICE_S }),
    samplePicture: async (number, caption) => file(await samplePicture(number), "photo", { caption }),
    files: (chosen, caption) => sendFiles(chosen, caption, file, put),
  };
}

// Several pictures go as albums; everything else one by one. The caption goes with the first.
async function sendFiles(chosen, caption, file, put) {
  const words = [caption];
  const pictures = chosen.filter((one) => kindOf(one) === "photo");
  const others = chosen.filter((one) => kindOf(one) !== "photo");
  for (let at = 0; at < pictures.length; at += MOST_IN_ALBUM) {
    const some = pictures.slice(at, at + MOST_IN_ALBUM);
    if (some.length === 1) await file(some[0], "photo", { name: some[0].name, caption: words.pop() ?? "" });
    else {
      const contents = await Promise.all(some.map(base64));
      await put("album", { contents, captions: some.map(() => words.pop() ?? "") });
    }
  }
  for (const one of others) await file(one, kindOf(one), { name: one.name, caption: words.pop() ?? "" });
}

function kindOf(file) {
  const kind = file.type.split("/")[0];
  return { image: "photo", video: "video", audio: "audio" }[kind] ?? "document";
}
