// A submission server (npm's smtp-server) by STARTTLS with a password, which adds each letter to a file as a line of JSON.
import { appendFileSync, readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const { POST_PORT, POST_KEY, POST_CERTIFICATE, POST_FILE } = process.env;

const server = new SMTPServer({
  key: readFileSync(POST_KEY),
  cert: readFileSync(POST_CERTIFICATE),
  authMethods: ['PLAIN'],
  onAuth: ({ username, password }, session, done) => (session.secure && username === 'lightwave' && password === 'hush' ? done(null, { user: username }) : done(new Error('no'))),
  onData: (stream, { envelope }, done) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const [head, body] = Buffer.concat(chunks).toString('ascii').split('\r\n\r\n');
      const letter = { from: envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address), head, text: Buffer.from(body, 'base64').toString('utf8') };
      appendFileSync(POST_FILE, `${JSON.stringify(letter)}\n`);
      done();
    });
  },
});
server.listen(Number(POST_PORT), '127.0.0.1');
