// A picture and a voice for those who have none at hand: drawn and sounded here.

const COLOURS = [["#0f7b6c", "#8fd3c4"], ["#35508f", "#a9c1f5"], ["#a4552a", "#f3c9a5"], ["#6a3f8f", "#d8b9f0"]];
const WIDTH = 960;
const HEIGHT = 720;

// Draw a picture with its number in it, in another colour each time.
export function samplePicture(number) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  const [dark, light] = COLOURS[number % COLOURS.length];
  const sky = pen.createLinearGradient(0, 0, 0, HEIGHT);
  sky.addColorStop(0, light);
  sky.addColorStop(1, "#fff");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = dark;
  for (let n = 0; n < 5; n += 1) {
    const height = 180 + ((number + 3) * (n + 2) * 67) % 300;
    pen.globalAlpha = 0.35 + n * 0.13;
    pen.fillRect(60 + n * 175, HEIGHT - height, 140, height);
  }
  pen.globalAlpha = 1;
  pen.font = "600 64px system-ui, sans-serif";
  pen.fillText(`No. ${number}`, 60, 110);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

const RATE = 8000;
export const SAMPLE_VOICE_S = 3;

// Make a few soft tones as a WAV file.
export function sampleVoice() {
  const length = RATE * SAMPLE_VOICE_S;
  const view = new DataView(new ArrayBuffer(44 + length * 2));
  const word = (at, text) => [...text].forEach((sign, n) => view.setUint8(at + n, sign.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, length * 2, true);
  for (let n = 0; n < length; n += 1) {
    const at = n / RATE;
    const tone = [262, 330, 392, 330, 294, 262][Math.floor(at * 2)];
    const swell = Math.sin(Math.PI * ((at * 2) % 1));
    view.setInt16(44 + n * 2, Math.sin(2 * Math.PI * tone * at) * swell * 9000, true);
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}
